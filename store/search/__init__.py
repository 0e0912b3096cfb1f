"""Search over all that the archive holds: memos, claims, critiques and the passages of sources."""

"""Two memos side by side: what they have in common, and what of it changed."""

"""The web as a source: search engines, the cache of what they said, and the reader of pages."""

"""A memo or a brief as something to read: Markdown now, each format a file."""

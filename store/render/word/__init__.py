"""The memo for a word processor: its nodes in styles, with footnotes, bookmarks and fields that python-docx does not make."""

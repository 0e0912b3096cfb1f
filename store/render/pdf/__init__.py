"""The memo as a printed page: its nodes as data, and a typst template that sets them."""

"""`triptych memos`: the archive, one module a command or two."""

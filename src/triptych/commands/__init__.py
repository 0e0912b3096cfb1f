"""The command line, one file a noun; each imports what it needs when it is called: help stays fast."""

"""The Textual interface lives here; until its first screen exists, the command line is the front end."""

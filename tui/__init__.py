"""The Textual interface: screens, widgets and pages, over the same core as the command line. `app.py` says how it works."""

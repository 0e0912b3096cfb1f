"""The memo as one HTML file: it works without scripts, asks nobody for anything, and prints."""

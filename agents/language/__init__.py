"""What can be read off a text without a model: its figures, names, direction, words, and what kind of statement it is."""

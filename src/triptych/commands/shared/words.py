"""Small words of the command line."""

from triptych.graphs.words import counted

__all__ = ["counted"]

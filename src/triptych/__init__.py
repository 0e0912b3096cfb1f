"""Triptych: an idea goes in; a panel researches, argues and merges one memo with its evidence intact."""

from importlib.metadata import version

__version__ = version("triptych")

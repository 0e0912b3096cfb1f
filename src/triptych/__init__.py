"""Triptych: an idea goes in; a panel researches, argues and merges one memo with its evidence intact."""

from typing import TYPE_CHECKING

__version__: str

if not TYPE_CHECKING:  # for mypy, nothing but `__version__` is there

    def __getattr__(name: str) -> str:
        """The version when it is asked for: the package's metadata is slow to read."""
        if name != "__version__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib.metadata import version

        return version("triptych")

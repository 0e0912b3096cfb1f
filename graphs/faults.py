"""How an error is told to a reader."""

from triptych.errors import TriptychError
from triptych.keys import hidden

_LONGEST = 300  # characters


def reason(error: Exception) -> str:
    """Why a part was given up: the first line of its error, without any key."""
    said = error.message if isinstance(error, TriptychError) else f"{type(error).__name__}: {error}"
    return hidden(said).split("\n")[0][:_LONGEST]

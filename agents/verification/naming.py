"""Names: those of a statement must stand in its quotes, or be those of who says it."""

import re
from collections.abc import Iterable

from triptych.agents.language.names import names_in


def strange_name(text: str, places: Iterable[str]) -> str:
    """The first name of a text that stands in none of the places; empty where all do.

    A name stands where its words do, in whatever order and number: `Nvidia H100s` in `the H100 of NVIDIA`.
    """
    known = " ".join(places).lower()
    return next((name for name in names_in(text) if not _stands(name, known)), "")


def _stands(name: str, known: str) -> bool:
    pieces = name.lower().replace("-", " ").split()
    return _worded(name.lower(), known) or all(_worded(_bare(piece), known) for piece in pieces)


def _worded(piece: str, known: str) -> bool:
    """Whether a word stands there, not within another: `intel` not in `intelligence`, but `trainium` in `trainium3`."""
    return bool(re.search(rf"(?<!\w){re.escape(piece)}(?:'s|’s|s)?(?![^\W\d_])", known))


def _bare(piece: str) -> str:
    """A word without the endings that change with the sentence around it."""
    bare = piece.removesuffix("'s").removesuffix("’s")
    return bare.removesuffix("s") if len(bare) > 3 else bare

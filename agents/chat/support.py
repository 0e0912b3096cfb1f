"""What code can tell of whether quotes bear a sentence: its figures and names stand in them, and they share their words."""

from collections.abc import Iterable, Sequence

from triptych.agents.embedded.names import names_in
from triptych.agents.figures import figures
from triptych.agents.text import stem_set

_SHARED = 0.3  # the share of a sentence's content words that its quotes must have
_ROUNDING = 1e-9


def unsupported(text: str, quotes: Sequence[str], context: str = "") -> str:
    """Why the quotes cannot bear the text; empty where nothing mechanical speaks against it.

    Args:
        context: what else may name who is spoken of: the passage, its title and publisher, the question.
    """
    return lone_figure(text, quotes) or _lone_name(text, [*quotes, context]) or _unlike(text, quotes)


def lone_figure(text: str, quotes: Iterable[str]) -> str:
    """The first figure of a text that stands in no quote, as a fault; empty where there is none."""
    held = [f for quote in quotes for f in figures(quote)]
    missing = (f.text for f in figures(text) if not any(f.agrees(h, tolerance=_ROUNDING) for h in held))
    return next((f"{figure} stands in no quote" for figure in missing), "")


def _lone_name(text: str, places: Sequence[str]) -> str:
    known = " ".join(places).lower()
    missing = (n for n in names_in(text) if not any(part in known for part in (n.lower(), _singular(n))))
    return next((f"{name} stands in no quote" for name in missing if not _pieces_in(name, known)), "")


def _singular(name: str) -> str:
    return name.lower().removesuffix("s")


def _pieces_in(name: str, known: str) -> bool:
    """Whether each word of a name stands somewhere: `Nvidia H100` where quotes say `the H100 of Nvidia`."""
    return all(piece in known for piece in name.lower().replace("-", " ").split())


def _unlike(text: str, quotes: Sequence[str]) -> str:
    own, held = stem_set(text), stem_set(" ".join(quotes))
    shared = len(own & held) / len(own) if own else 0.0
    return "" if shared >= _SHARED else "it shares hardly a word with its quotes"


def related(one: str, other: str, least: int = 2) -> bool:
    """Whether two statements share enough content words to be about one matter."""
    return len(stem_set(one) & stem_set(other)) >= least

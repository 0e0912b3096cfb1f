"""Where a quote stands in a text: to the letter, but for spacing and typography, or as the sentence that it nearly is.

Invariant: what is found is a span of the text itself, so that a quote taken from it is verbatim whatever was asked for.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from triptych.agents.language.figures import figures
from triptych.agents.sources.sentences import sentences

NEAR = 90.0
"""Least likeness (rapidfuzz partial ratio, 0-100) at which a text's own sentence is taken for the one that was meant."""
_AROUND = 2_000  # characters on each side of a span in which the sentences that it lies in begin and end
_FEWEST = 24  # characters of a quote below which a likeness is chance
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
    }
)
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Standing:
    """A span of a text (`start`, `end`: characters, the end excluded), and how it was found."""

    start: int
    end: int
    how: str


def find(quote: str, text: str) -> Standing | None:
    """Where a quote stands in a text, None where it does not.

    Tried in turn: to the letter (`substring`); with spacing, quotation marks and dashes made plain (`normalised`); and the
    whole sentences of the text that are nearly the same (`snapped`: rapidfuzz partial ratio of at least `NEAR`).
    """
    if not quote.strip():
        return None
    at = text.find(quote)
    if at >= 0:
        return Standing(at, at + len(quote), "substring")
    return _normalised(quote, text) or _snapped(quote, text)


def plain(text: str) -> str:
    """A text with spacing, quotation marks, dashes and compatible characters made plain."""
    return _mapped(text)[0].strip()


@lru_cache(maxsize=32)
def _mapped(text: str) -> tuple[str, tuple[int, ...]]:
    """The plain text, and for each of its characters where it comes from in the text."""
    made: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        for one in unicodedata.normalize("NFKC", char).translate(_PLAIN).replace("…", "..."):
            space = bool(_SPACE.match(one))
            if space and made and made[-1] == " ":
                continue
            made.append(" " if space else one)
            places.append(at)
    return "".join(made), tuple(places)


def _normalised(quote: str, text: str) -> Standing | None:
    wanted = plain(quote)
    whole, places = _mapped(text)
    at = whole.find(wanted) if wanted else -1
    return Standing(places[at], places[at + len(wanted) - 1] + 1, "normalised") if at >= 0 else None


def _snapped(quote: str, text: str) -> Standing | None:
    """The whole sentences of the text that the quote nearly is."""
    from rapidfuzz import fuzz

    wanted = plain(quote)
    if len(wanted) < _FEWEST or len(wanted) > len(text):
        return None
    whole, places = _mapped(text)
    found = fuzz.partial_ratio_alignment(wanted, whole, score_cutoff=NEAR)
    if found is None or found.dest_end <= found.dest_start:
        return None
    start, end = _sentences(text, places[found.dest_start], places[found.dest_end - 1] + 1)
    # A figure that is not there was invented with the rest of it: the likeness of its other words is no excuse.
    return Standing(start, end, "snapped") if _same_figures(quote, text[start:end]) else None


def _sentences(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened or narrowed to the sentences of which it has more than half."""
    first = max(0, start - _AROUND)
    near = [(first + s, first + e) for s, e in sentences(text[first : end + _AROUND])]
    inside = [(s, e) for s, e in near if min(e, end) - max(s, start) > (e - s) / 2]
    return (inside[0][0], inside[-1][1]) if inside else (start, end)


def _same_figures(quote: str, text: str) -> bool:
    held = figures(text)
    return all(any(f.agrees(h, tolerance=1e-9) for h in held) for f in figures(quote))

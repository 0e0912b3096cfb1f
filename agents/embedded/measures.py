"""Whether two statements give a figure for the same thing, and then whether the figures agree.

The same thing means: one dimension, no two different products or years, a shared name, and the same words around the
number. What cannot be matched that closely is neither agreement nor conflict.
"""

from dataclasses import dataclass

from triptych.agents.embedded.names import names_in
from triptych.agents.figures import Figure, measured, years
from triptych.agents.text import overlap, stem_set

_WINDOW = 60  # characters on each side of a figure that say what it measures
_SHARED = 2  # stems that the two windows must share


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures for one thing."""

    ours: Figure
    theirs: Figure

    @property
    def agree(self) -> bool:
        """Within five per cent of each other."""
        return self.ours.agrees(self.theirs)


def _around(text: str, figure: Figure) -> frozenset[str]:
    return stem_set(text[max(0, figure.start - _WINDOW) : figure.start] + " " + text[figure.end : figure.end + _WINDOW])


def _products(text: str) -> frozenset[str]:
    return frozenset(n for n in names_in(text) if any(c.isdigit() for c in n))


def comparable(ours: str, theirs: str) -> bool:
    """Whether two statements may be about the same subject in the same period."""
    if years(ours) and years(theirs) and not years(ours) & years(theirs):
        return False
    mine, other = _products(ours), _products(theirs)
    if mine != other and (mine or other):
        return False
    shared = frozenset(names_in(ours)) & frozenset(names_in(theirs))
    return bool(shared) or overlap(stem_set(ours), stem_set(theirs)) >= 0.35


def same_measure(ours: str, theirs: str) -> Pair | None:
    """The figures of two statements for one thing: an agreeing pair if there is one, else the closest conflict."""
    if not comparable(ours, theirs):
        return None
    pairs = [
        Pair(a, b)
        for a in measured(ours)
        for b in measured(theirs)
        if a.dimension == b.dimension and len(_around(ours, a) & _around(theirs, b)) >= _SHARED
    ]
    agreeing = [p for p in pairs if p.agree]
    if agreeing:
        return agreeing[0]
    if any(a.agrees(b) for a in measured(ours) for b in measured(theirs)):
        return None
    return max(pairs, key=lambda p: len(_around(ours, p.ours) & _around(theirs, p.theirs)), default=None)

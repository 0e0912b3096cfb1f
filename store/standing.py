"""Where a panel stands: the last that each persona said on a proposition, and to which side they lean together."""

from collections.abc import Iterable, Sequence
from statistics import median

from triptych.store.records import Stance

LEAN = 10  # points from 50 at which the panel leans
SPREAD = 20  # points between two personas at which they disagree


def latest(stances: Iterable[Stance], proposition: str) -> dict[str, Stance]:
    """Persona key -> its last stance on a proposition, abstentions left out."""
    last = {s.persona: s for s in _in_order(stances) if s.proposition == proposition}
    return {key: s for key, s in last.items() if s.probability is not None}


def held_by(stances: Iterable[Stance], persona: str) -> dict[str, int]:
    """Proposition -> the last probability that a persona gave it, abstentions left out."""
    last = {s.proposition: s.probability for s in _in_order(stances) if s.persona == persona}
    return {key: value for key, value in last.items() if value is not None}


def middle(values: Sequence[int]) -> int:
    """The median of some probabilities, as a whole number; 50 where there are none."""
    return round(median(values)) if values else 50


def lean(values: Sequence[int]) -> int:
    """1 when the panel leans to yes and nobody to no, -1 when to no and nobody to yes, else 0."""
    yes = middle(values) >= 50 + LEAN and min(values) >= 50
    no = middle(values) <= 50 - LEAN and max(values) <= 50
    return yes - no


def _in_order(stances: Iterable[Stance]) -> list[Stance]:
    return sorted(stances, key=lambda s: s.round)

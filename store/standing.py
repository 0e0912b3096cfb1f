"""Where a panel stands, and how it came there: what each persona said on a proposition, first and last."""

from collections.abc import Iterable, Sequence
from statistics import median

from triptych.store.records import Stance

LEAN = 10  # points from 50 at which the panel leans
SPREAD = 20  # points between two personas at which they disagree


def latest(stances: Iterable[Stance], proposition: str) -> dict[str, Stance]:
    """Persona key -> its last stance on a proposition, abstentions left out."""
    return _held({s.persona: s for s in _in_order(stances) if s.proposition == proposition})


def earliest(stances: Iterable[Stance], proposition: str) -> dict[str, Stance]:
    """Persona key -> its first stance on a proposition, abstentions left out."""
    return _held({s.persona: s for s in reversed(_in_order(stances)) if s.proposition == proposition})


def said(stances: Iterable[Stance], proposition: str, persona: str) -> list[Stance]:
    """All that one persona said on a proposition, in order, abstentions too."""
    return [s for s in _in_order(stances) if (s.proposition, s.persona) == (proposition, persona)]


def moves(stances: Sequence[Stance]) -> list[tuple[Stance, Stance]]:
    """Each stance that gave another value than the persona's one before it, with that one; in order of rounds."""
    last: dict[tuple[str, str], Stance] = {}
    found = []
    for stance in _in_order(stances):
        before = last.get((stance.persona, stance.proposition))
        if before is not None and before.probability != stance.probability:
            found.append((before, stance))
        last[stance.persona, stance.proposition] = stance
    return found


def held_by(stances: Iterable[Stance], persona: str) -> dict[str, int]:
    """Proposition -> the last probability that a persona gave it, abstentions left out."""
    last = {s.proposition: s.probability for s in _in_order(stances) if s.persona == persona}
    return {key: value for key, value in last.items() if value is not None}


def probabilities(stances: dict[str, Stance]) -> list[int]:
    """The probabilities of some stances; an abstention has none."""
    return [s.probability for s in stances.values() if s.probability is not None]


def middle(values: Sequence[int]) -> int:
    """The median of some probabilities, as a whole number; 50 where there are none."""
    return round(median(values)) if values else 50


def split(values: Sequence[int]) -> bool:
    """Whether some probabilities lie so far apart that their middle speaks for nobody."""
    return bool(values) and max(values) - min(values) >= SPREAD


def lean(values: Sequence[int]) -> int:
    """1 when the panel leans to yes and nobody to no, -1 when to no and nobody to yes, else 0."""
    yes = middle(values) >= 50 + LEAN and min(values) >= 50
    no = middle(values) <= 50 - LEAN and max(values) <= 50
    return yes - no


def _held(stances: dict[str, Stance]) -> dict[str, Stance]:
    return {key: s for key, s in stances.items() if s.probability is not None}


def _in_order(stances: Iterable[Stance]) -> list[Stance]:
    return sorted(stances, key=lambda s: s.round)

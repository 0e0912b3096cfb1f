"""Stances by weight of evidence: what speaks for a proposition against what speaks against it, and nothing else.

The probability is a smoothed share of the quoted evidence, `(for + 1) / (for + against + 2)` (the rule of succession,
Laplace 1774), rounded to five. It is a tally, not a forecaster's judgement, and the memo says so.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from triptych.agents.analyst import StanceDraft
from triptych.agents.embedded.direction import direction, subject
from triptych.agents.embedded.names import names_in
from triptych.agents.text import overlap, stem_set
from triptych.store.records import Citation, Claim, Proposition, Settlement, Stance

_WEIGHT = {"low": 0.6, "medium": 1.0, "high": 1.5}
_STATUS = {"standing": 1.0, "revised": 0.8, "contested": 0.5, "withdrawn": 0.0}
_RELATED = 0.3  # the share of a proposition's weight that a statement must speak of


@dataclass(frozen=True, slots=True)
class Bearing:
    """How one claim bears on a proposition: `side` is 1 for it, -1 against it, 0 neither."""

    claim: str
    side: int
    weight: float


def side(proposition: str, statement: str, rarity: Counter[str], count: int) -> int:
    """1 when a statement speaks for a proposition, -1 when against, 0 when it does not bear on it."""
    if not _related(proposition, statement, rarity, count):
        return 0
    ours, theirs = direction(proposition), direction(statement)
    if ours and theirs:
        return ours * theirs
    return int(overlap(subject(proposition), subject(statement)) > 0.5)


def _related(proposition: str, statement: str, rarity: Counter[str], count: int) -> bool:
    asked, said = subject(proposition), subject(statement)
    weights = {s: math.log(1 + (count + 1) / (rarity[s] + 0.5)) for s in asked}
    shared = asked & said
    if not shared or not weights:
        return False
    named = set(names_in(proposition)[:3]) & set(names_in(statement))
    enough = 1 if named else 2
    return len(shared) >= enough and sum(weights[s] for s in shared) >= _RELATED * sum(weights.values())


def rarity_of(texts: Sequence[str]) -> Counter[str]:
    """In how many of these statements each stem stands."""
    return Counter(s for text in texts for s in stem_set(text))


def bearings(proposition: Proposition, claims: Sequence[Claim]) -> list[Bearing]:
    """What the claims say of a proposition, strongest first; the sentence it was taken from does not count for itself."""
    rarity = rarity_of([c.text for c in claims])
    own = proposition.basis.quote if proposition.basis else None
    found = [
        Bearing(c.id, side(proposition.text, c.text, rarity, len(claims)), _WEIGHT[c.confidence] * _STATUS[c.status])
        for c in claims
        if all(q.quote != own for q in c.citations)
    ]
    return sorted((b for b in found if b.side and b.weight), key=lambda b: -b.weight)


def take_stance(
    proposition: Proposition, claims: Sequence[Claim], before: Stance | None, settlements: Sequence[Settlement]
) -> StanceDraft:
    """The tally over these claims, and over what settling them found; an abstention when nothing bears on it."""
    found = bearings(proposition, claims)
    settled = _settled(proposition, claims, settlements)
    pro = sum(b.weight for b in found if b.side > 0) + sum(w for w in settled.values() if w > 0)
    con = sum(b.weight for b in found if b.side < 0) - sum(w for w in settled.values() if w < 0)
    reasons = tuple(dict.fromkeys([b.claim for b in found[:6]] + list(settled)))
    if not reasons:
        return StanceDraft(None, (), "None of its claims bears on this.")
    probability = 5 * round(20 * (pro + 1) / (pro + con + 2))
    return StanceDraft(probability, reasons, _moved(before, probability, claims, settled))


def _settled(
    proposition: Proposition, claims: Sequence[Claim], settlements: Sequence[Settlement]
) -> dict[str, float]:
    """Claim id -> what settling it adds for (positive) or against (negative) the proposition."""
    texts = [c.text for c in claims]
    rarity = rarity_of(texts)
    added: dict[str, float] = {}
    for settlement in settlements:
        quotes: tuple[Citation, ...] = settlement.supports + settlement.opposes
        total = sum(side(proposition.text, q.quote, rarity, len(texts)) for q in quotes)
        if total:
            added[settlement.claim] = 0.7 * total
    return added


def _moved(before: Stance | None, now: int, claims: Sequence[Claim], settled: dict[str, float]) -> str:
    if before is None or before.probability == now:
        return ""
    changed = [f"{c.id} is now {c.status}" for c in claims if c.id in before.reasons and c.status != "standing"]
    found = [f"settling {claim} found evidence {'for' if w > 0 else 'against'} it" for claim, w in settled.items()]
    return "; ".join((changed + found)[:4])

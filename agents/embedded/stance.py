"""Stances by weight of evidence: what speaks for a proposition against what speaks against it, and nothing else.

The probability is a smoothed share of the quoted evidence, `(for + 1) / (for + against + 2)` (the rule of succession,
Laplace 1774), rounded to five. It is a tally, not a forecaster's judgement, and the memo says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from triptych.agents.analyst import StanceDraft
from triptych.agents.embedded.corpus import Corpus
from triptych.agents.language.direction import direction, direction_of, market, subject
from triptych.agents.language.sentences import statement
from triptych.agents.language.text import overlap
from triptych.store.records import Claim, Proposition, Settlement, Stance

_WEIGHT = {"low": 0.6, "medium": 1.0, "high": 1.5}
_STATUS = {"standing": 1.0, "revised": 0.8, "contested": 0.5, "withdrawn": 0.0}
_RELATED = 0.4  # the share of a proposition's weight that a statement must speak of
_RESTATED = 0.55  # overlap from which a statement without direction says what the proposition says
_SETTLED = 0.7  # what a quote found in settling weighs beside a claim


@dataclass(frozen=True, slots=True)
class Bearing:
    """How one claim bears on a proposition: `side` is 1 for it, -1 against it."""

    claim: str
    side: int
    weight: float


def relation(proposition: str, statement: str, corpus: Corpus) -> tuple[int, float]:
    """Which side a statement takes (1 for, -1 against, 0 neither) and how much of the proposition it speaks of, 0 to 1."""
    asked, said = subject(proposition), subject(statement)
    share = corpus.flat_share(asked, said)
    unnamed = market(proposition) - said
    if share < _RELATED or len(asked & said) < min(2, len(asked)) or unnamed:
        return 0, share
    told = market(proposition) or frozenset((max(sorted(asked & said), key=corpus.weight),))
    ours, theirs = direction(proposition), direction_of(statement, told)
    if ours and theirs:
        return ours * theirs, share
    return int(overlap(asked, said) >= _RESTATED), share


def origin(proposition: Proposition) -> str:
    """In small letters, the sentence that a proposition was taken from; its own text where a brief was given back."""
    return (proposition.basis.quote if proposition.basis else proposition.text).lower()


def bearings(proposition: Proposition, claims: Sequence[Claim], corpus: Corpus) -> list[Bearing]:
    """What the claims say of a proposition, strongest first; the sentence it was taken from does not count for itself."""
    own = origin(proposition)
    found = []
    for claim in claims:
        side, share = relation(proposition.text, statement(claim), corpus)
        weight = _WEIGHT[claim.confidence] * _STATUS[claim.status] * (0.5 + share)
        if side and weight and all(c.quote.lower() not in own for c in claim.citations):
            found.append(Bearing(claim.id, side, weight))
    return sorted(found, key=lambda b: -b.weight)


def take_stance(
    proposition: Proposition,
    claims: Sequence[Claim],
    before: Stance | None,
    settlements: Sequence[Settlement],
    corpus: Corpus,
) -> StanceDraft:
    """The tally over these claims, and over what settling them found; an abstention when nothing bears on it."""
    found = bearings(proposition, claims, corpus)
    settled = _settled(proposition, settlements, corpus)
    pro = sum(b.weight for b in found if b.side > 0) + sum(w for w in settled.values() if w > 0)
    con = sum(b.weight for b in found if b.side < 0) - sum(w for w in settled.values() if w < 0)
    reasons = tuple(dict.fromkeys([b.claim for b in found[:8]] + list(settled)))
    if not reasons:
        lost = before.reasons if before else ()
        return StanceDraft(None, lost, "None of its claims bears on this.")
    probability = 5 * round(20 * (pro + 1) / (pro + con + 2))
    return StanceDraft(probability, reasons, _moved(before, probability, claims, settled, settlements))


def _settled(proposition: Proposition, settlements: Sequence[Settlement], corpus: Corpus) -> dict[str, float]:
    """Claim id -> what settling it adds for (positive) or against (negative) the proposition."""
    added: dict[str, float] = {}
    for settlement in settlements:
        quotes = settlement.supports + settlement.opposes
        total = sum(relation(proposition.text, q.quote, corpus)[0] for q in quotes)
        if total:
            added[settlement.claim] = _SETTLED * total
    return added


def _moved(
    before: Stance | None,
    now: int,
    claims: Sequence[Claim],
    settled: dict[str, float],
    settlements: Sequence[Settlement],
) -> str:
    """What explains a move: what has been settled and what has changed since; empty for no move."""
    if before is None or before.probability == now:
        return ""
    fresh = {s.claim for s in settlements if s.round > before.round} & settled.keys()
    found = [
        f"settling {c} found evidence {'for' if settled[c] > 0 else 'against'} it" for c in sorted(fresh)
    ]
    rested = [c for c in claims if c.id in before.reasons and c.history]
    changed = [f"{c.id} is now {c.status}" for c in rested if c.history[-1].round > before.round]
    return "; ".join((found + changed)[:3])

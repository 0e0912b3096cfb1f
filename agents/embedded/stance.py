"""Stances by weight of evidence: what speaks for a proposition against what speaks against it, and nothing else.

The probability is a smoothed share of the quoted evidence, `(for + 1) / (for + against + 2)` (the rule of succession,
Laplace 1774), rounded to five. It is a tally, not a forecaster's judgement, and the memo says so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from triptych.agents.analyst import Heard, StanceDraft
from triptych.agents.embedded.corpus import Corpus
from triptych.agents.language.direction import direction, direction_of, market, subject
from triptych.agents.language.figures import SHARE, Figure, figures
from triptych.agents.language.measures import intervals
from triptych.agents.language.names import known_in, names_in
from triptych.agents.language.places import local
from triptych.agents.language.sentences import statement
from triptych.agents.language.text import overlap
from triptych.agents.propositions import undated
from triptych.agents.verification.polarity import bound, negations
from triptych.store.records import Claim, Critique, Proposition, Stance

_WEIGHT = {"low": 0.6, "medium": 1.0, "high": 1.5}
_STATUS = {"standing": 1.0, "revised": 0.8, "contested": 0.5, "withdrawn": 0.0}
_RELATED = 0.4  # the share of a proposition's weight that a statement must speak of
_NAMED = 0.5  # the share of the weight of what it is about, the words before `will`, that it must name
_RESTATED = 0.55  # overlap from which a statement without direction says what the proposition says
_WHOLE = 0.8  # share from which it does where the proposition has no direction, as `Inference will move to …`
_SETTLED = 0.7  # what a quote that the debate brought weighs beside a claim
_OF = re.compile(r"%? of (?P<whole>(?!the level|that|those|it\b)[^,:.]+)")
_BY = re.compile(
    r"\bby (?:more than|less than|over|at least|up to)? ?$|\b(?:rose|fell|grew) (?:more|less) than $"
)
_IF = re.compile(r"\b(?:if|unless)\b", re.IGNORECASE)
# Who reports a question says nothing.
_ASKED = re.compile(
    r"\b(?:asks?|asked|wonders?|wondered|questions?|questioned) (?:whether|if|how|why|what|who)\b"
)

# Nor does who says what would be if something were otherwise.
_SUPPOSED = re.compile(r"\bwould\b[^.;]*\bif\b|\bif\b[^.;]*\bwould\b", re.IGNORECASE)


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
    if share < _RELATED or not _on_it(proposition, statement, corpus):
        return 0, share
    told = market(proposition) or frozenset((max(sorted(asked & said), key=corpus.weight),))
    measured = _measured(proposition, statement)
    if measured is not None:
        return measured, share
    ours, theirs = direction(proposition), direction_of(statement, told)
    if ours and theirs:
        return ours * theirs, share
    restated = not ours and (overlap(asked, said) >= _RESTATED or share >= _WHOLE)
    turned = (negations(proposition) - negations(statement)) % 2
    return (-1 if turned else 1) if restated else 0, share


def _on_it(proposition: str, statement: str, corpus: Corpus) -> bool:
    """Whether a statement says anything of what a proposition is about; who only asks says nothing."""
    asked, said = subject(proposition), subject(statement)
    return (
        len(asked & said) >= min(2, len(asked))
        and market(proposition) <= said
        and not _ASKED.search(statement)
        and not _SUPPOSED.search(statement)
        and _named(proposition, said, corpus)
        and _there(proposition, statement)
        and _parted(proposition, said)
    )


def _named(proposition: str, said: frozenset[str], corpus: Corpus) -> bool:
    """Whether a statement names what the proposition is about: `Open models will hold …` is not about every model.

    A single word that is no name, as in `Inference will move …`, may be left out; a name may not.
    """
    head = proposition.partition(" will ")[0]
    about, names = subject(head), [*names_in(head), *known_in(head)]
    if len(about) < 2 and not names:
        return True
    known = not names or any(subject(name) <= said for name in names)
    return known and len(about & said) >= min(2, len(about)) and corpus.flat_share(about, said) >= _NAMED


def _there(proposition: str, statement: str) -> bool:
    """Whether a statement is on the place that a proposition names.

    Where that is a matter of figures it must name the place, too; else it must only not be on another.
    """
    asked, said = local(proposition), local(statement)
    if not asked or asked <= said:
        return True
    return bound(proposition)[1] is None and (not said or bool(asked & said))


def _parted(proposition: str, said: frozenset[str]) -> bool:
    """Whether a statement speaks of half of what a proposition divides, as of the `token volume` that models hold 30% of."""
    limit = bound(proposition)[1]
    whole = _OF.match(proposition, limit.end) if limit else None
    parted = subject(undated(whole["whole"])) - subject(proposition.partition(" will ")[0]) if whole else ()
    return not parted or 2 * len(parted & said) >= len(parted)


def _measured(proposition: str, statement: str) -> int | None:
    """Which side a figure takes that a statement gives for the measure on which a proposition sets a bound.

    It counts for the year that the proposition is on, and where it is the same bound itself for an earlier one, too. A range
    that spans the bound takes neither side, 0, nor does a figure for another place; None where no figure tells.
    """
    sign, limit = bound(proposition)
    if limit is None:
        return None
    if held := _holds(proposition, statement, limit):
        return sign * held
    asked = [i for i in intervals(proposition) if i.text == limit.text and i.year]
    said = [i for i in intervals(statement) for a in asked if (i.dimension, i.year) == (a.dimension, a.year)]
    if said and local(statement) != local(proposition):
        return 0
    telling = [i for i in said if not i.low == i.high == limit.value]
    sides = {(i.low > limit.value) - (i.high < limit.value) for i in telling}
    return sign * sides.pop() if len(sides) == 1 else None


def _holds(proposition: str, statement: str, limit: Figure) -> int:
    """1 where a statement says that the figure is more than the bound, -1 where less; 0 where it says neither plainly."""
    sign, said = bound(statement)
    alone = said and [f.dimension for f in figures(statement)].count(limit.dimension) == 1
    if not (said and alone and limit.dimension and _as_far(sign, said, limit)):
        return 0
    moved = any(
        _BY.search(text[: figure.start]) for text, figure in ((proposition, limit), (statement, said))
    )
    aside = ":" in proposition[: limit.start] or _IF.search(statement)
    turned = (negations(proposition) - negations(statement)) % 2 or direction(proposition) * direction(
        statement
    ) < 0
    return 0 if moved or aside or turned or local(proposition) != local(statement) else sign


def _as_far(sign: int, said: Figure, limit: Figure) -> bool:
    """Whether a bound is the other one itself, or, of a share, lies beyond it: `less than 30%` is less than half, too."""
    shares = said.dimension == limit.dimension == SHARE
    return said.agrees(limit, tolerance=0) or (shares and sign * (said.value - limit.value) > 0)


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
    proposition: Proposition, claims: Sequence[Claim], before: Stance | None, heard: Heard, corpus: Corpus
) -> StanceDraft:
    """The tally over these claims and over what the debate brought; an abstention when nothing bears on it."""
    found = bearings(proposition, claims, corpus)
    brought = {**_settled(proposition, heard, corpus), **_put(proposition, heard, corpus)}
    weights = [b.side * b.weight for b in found] + list(brought.values())
    pro, con = sum(w for w in weights if w > 0), -sum(w for w in weights if w < 0)
    own = {c.id for c in claims} | {s.claim for s in heard.settlements}
    reasons = tuple(dict.fromkeys([b.claim for b in found[:8]] + [i for i in brought if i in own]))
    why = _moved_by(before, claims, brought, heard)
    if not weights:
        lost = before.reasons if before else ()
        return StanceDraft(None, lost, "None of its claims bears on this.", tuple(why))
    probability = 5 * round(20 * (pro + 1) / (pro + con + 2))
    if before is None or before.probability == probability:
        return StanceDraft(probability, reasons, "")
    return StanceDraft(probability, reasons, "; ".join(list(why.values())[:3]), tuple(why))


def _settled(proposition: Proposition, heard: Heard, corpus: Corpus) -> dict[str, float]:
    """Claim id -> what settling it adds for (positive) or against (negative) the proposition."""
    added: dict[str, float] = {}
    for settlement in heard.settlements:
        quotes = settlement.supports + settlement.opposes
        total = sum(relation(proposition.text, q.quote, corpus)[0] for q in quotes)
        if total:
            added[settlement.claim] = _SETTLED * total
    return added


def _put(proposition: Proposition, heard: Heard, corpus: Corpus) -> dict[str, float]:
    """Critique id -> what others' evidence on the proposition adds for or against it, each quote once."""
    added: dict[str, float] = {}
    seen: set[str] = set()
    for critique in (c for c in heard.critiques if c.target == proposition.id):
        fresh = [q.quote for q in critique.citations if q.quote not in seen]
        seen.update(fresh)
        total = sum(relation(proposition.text, quote, corpus)[0] for quote in fresh)
        if total:
            added[critique.id] = _SETTLED * total
    return added


def _moved_by(
    before: Stance | None, claims: Sequence[Claim], brought: dict[str, float], heard: Heard
) -> dict[str, str]:
    """What is new since the stance before and bears on it, id -> how it does, in words."""
    if before is None:
        return {}
    since = {s.claim for s in heard.settlements if s.round > before.round}
    put = {c.id: c for c in heard.critiques if c.round > before.round}
    why = {
        i: f"settling {i} found evidence {_side(weight)} it" if i in since else _said(put[i], weight)
        for i, weight in sorted(brought.items())
        if i in since or i in put
    }
    rested = [c for c in claims if c.id in before.reasons and c.history]
    return why | {c.id: f"{c.id} is now {c.status}" for c in rested if c.history[-1].round > before.round}


def _said(critique: Critique, weight: float) -> str:
    return f"the {critique.critic} brought evidence {_side(weight)} it ({critique.id})"


def _side(weight: float) -> str:
    return "for" if weight > 0 else "against"

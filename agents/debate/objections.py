"""Objections that code can raise by itself: figures that conflict, statements that pull apart, checks that a claim fails.

They are the floor of every debate: what can be counted is not left to an analyst's attention.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from triptych.agents.analyst import CritiqueDraft
from triptych.agents.debate.checks import (
    CONFLICT,
    COUNTER,
    LONE,
    OPPOSITE,
    OUTSIDE,
    STALE,
    VENDOR,
    boasts,
    lone,
    newest,
    outside,
    stale,
)
from triptych.agents.debate.critiques import GRAVITY
from triptych.agents.language.direction import opposed
from triptych.agents.language.genres import genre
from triptych.agents.language.measures import same_measure
from triptych.agents.language.sentences import statement
from triptych.store.records import Brief, Claim

_WEIGHT = {CONFLICT: 0, OPPOSITE: 1, VENDOR: 2, STALE: 3, OUTSIDE: 4, COUNTER: 5, LONE: 6}
"""Of objections alike in severity, those first that can be decided."""
FLOOR = 3
_FLOOR = frozenset((CONFLICT, OPPOSITE, VENDOR, STALE))
_OUTSIDERS = ("blog", "vendor")


def objections(own: Sequence[Claim], others: Sequence[Claim], brief: Brief) -> list[CritiqueDraft]:
    """What one persona's claims, and the checks, hold against others' living claims, gravest first."""
    mine, living = ([c for c in those if c.status != "withdrawn"] for those in (own, others))
    return ranked((c for claim in living for c in _against(claim, mine, brief)), living)


def floor(own: Sequence[Claim], others: Sequence[Claim], brief: Brief) -> list[CritiqueDraft]:
    """Of these the few that would mislead a reader most: what no critic may leave unsaid."""
    return [d for d in objections(own, others, brief) if d.check in _FLOOR][:FLOOR]


def ranked(drafts: Iterable[CritiqueDraft], claims: Sequence[Claim]) -> list[CritiqueDraft]:
    """Objections with named checks, gravest first, then those that can be decided, then the least known and oldest targets."""
    by_id = {c.id: c for c in claims}
    return sorted(drafts, key=lambda d: (GRAVITY[d.severity], _WEIGHT[d.check], _doubt(by_id.get(d.target))))


def _doubt(claim: Claim | None) -> tuple[int, date]:
    """Where a claim is worth a search first: where least is known of who says it, and then the oldest."""
    if claim is None:
        return 0, date.max
    cited = claim.citations[0]
    unknown = genre(cited.publisher, "", statement(claim)) in _OUTSIDERS
    return -unknown, cited.published_at or date.max


def _against(claim: Claim, own: Sequence[Claim], brief: Brief) -> Iterator[CritiqueDraft]:
    yield from _first(_conflicts(claim, own))
    yield from _first(_oppositions(claim, own))
    yield from _first(_checks(claim, own, brief))


def _shares_source(one: Claim, other: Claim) -> bool:
    return bool({c.source_id for c in one.citations} & {c.source_id for c in other.citations})


def _first(found: Iterable[CritiqueDraft]) -> list[CritiqueDraft]:
    return next(([c] for c in found), [])


def _conflicts(claim: Claim, own: Sequence[Claim]) -> Iterator[CritiqueDraft]:
    for mine in own:
        if _shares_source(mine, claim):
            continue
        pair = same_measure(statement(claim), statement(mine))
        if pair and not pair.agree:
            argument = f"{who(mine)} gives {pair.theirs.text} where {who(claim)} gives {pair.ours.text} for the same measure."
            yield CritiqueDraft(claim.id, "contradicted", "major", CONFLICT, argument, mine.citations[:1])


def _oppositions(claim: Claim, own: Sequence[Claim]) -> Iterator[CritiqueDraft]:
    for mine in own:
        if mine.citations[0].publisher != claim.citations[0].publisher and opposed(
            statement(claim), statement(mine)
        ):
            argument = f"{who(mine)} points the other way on the same subject ({mine.id})."
            yield CritiqueDraft(claim.id, "alternative", "major", OPPOSITE, argument, mine.citations[:1])


def _checks(claim: Claim, own: Sequence[Claim], brief: Brief) -> Iterator[CritiqueDraft]:
    """The tests a claim can fail on its own, gravest first."""
    if outside(claim, brief):
        argument = (
            "It shares no word with the question that it is meant to answer, nor with what the brief names."
        )
        yield CritiqueDraft(claim.id, "logic", "major", OUTSIDE, argument)
    if any(change.because for change in claim.history):
        return  # its provenance has been stated once already
    if boasts(claim):
        argument = f"{who(claim)} speaks of itself; no independent source is cited."
        yield CritiqueDraft(claim.id, "unsupported", "major", VENDOR, argument)
    if stale(claim, brief.as_of):
        months = round((brief.as_of - (newest(claim) or brief.as_of)).days / 30.4)
        argument = f"The source is {months} months old, and what it measures moves faster than that."
        yield CritiqueDraft(claim.id, "stale", "major", STALE, argument)
    if lone(claim) and not _confirmed(claim, own):
        yield CritiqueDraft(claim.id, "unsupported", "minor", LONE, f"Only {who(claim)} gives this figure.")


def _confirmed(claim: Claim, own: Sequence[Claim]) -> bool:
    """Whether the critic itself holds an independent figure that agrees."""
    pairs = (
        same_measure(statement(claim), statement(mine)) for mine in own if not _shares_source(mine, claim)
    )
    return any(pair is not None and pair.agree for pair in pairs)


def who(claim: Claim) -> str:
    """Who says what a claim quotes, and when."""
    cited = claim.citations[0]
    when = f" ({cited.published_at:%B %Y})" if cited.published_at else ""
    return f"{cited.publisher or 'an unnamed source'}{when}"

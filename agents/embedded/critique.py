"""Objections that can be checked: figures that conflict, statements that pull apart, and claims that fail a named test."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from triptych.agents.analyst import CritiqueDraft
from triptych.agents.embedded.corpus import Corpus
from triptych.agents.embedded.stance import bearings
from triptych.agents.language.direction import opposed
from triptych.agents.language.figures import measured
from triptych.agents.language.genres import genre
from triptych.agents.language.measures import same_measure
from triptych.agents.language.sentences import statement
from triptych.agents.language.text import stem_set, term_stems
from triptych.store.records import Brief, Claim, Entities, Severity

MOST = 8
MOST_LONE = 3  # of them, objections that a figure has a single source
STALE_DAYS = 548  # eighteen months: two price cuts and one generation of chips
_MOVING = term_stems(
    (
        "price",
        "cost",
        "market share",
        "revenue",
        "margin",
        "currently",
        "today",
        "rental",
        "shipping",
        "valuation",
    )
)
_GRAVITY: dict[Severity, int] = {"fatal": 0, "major": 1, "minor": 2}


def critiques(
    own: Sequence[Claim], others: Sequence[Claim], brief: Brief, corpus: Corpus
) -> list[CritiqueDraft]:
    """Everything that one persona can hold against the others' claims, gravest first, at most eight."""
    own, living = ([c for c in those if c.status != "withdrawn"] for those in (own, others))
    found = [
        *_counters(own, living, brief, corpus),
        *(c for claim in living for c in _against(claim, own, brief)),
    ]
    found.sort(key=lambda c: _GRAVITY[c.severity])
    lone = [c for c in found if c.check == "single source"][MOST_LONE:]
    return [c for c in found if c not in lone][:MOST]


def _against(claim: Claim, own: Sequence[Claim], brief: Brief) -> Iterator[CritiqueDraft]:
    yield from _first(_conflicts(claim, own))
    yield from _first(_oppositions(claim, own))
    yield from _first(_checks(claim, own, brief))


def _counters(
    own: Sequence[Claim], others: Sequence[Claim], brief: Brief, corpus: Corpus
) -> Iterator[CritiqueDraft]:
    """For each proposition, the critic's strongest evidence held against another's judgement on the other side."""
    for proposition in brief.propositions:
        mine = [(c, b.side) for b in bearings(proposition, own, corpus) for c in own if c.id == b.claim]
        theirs = [
            (c, b.side) for b in bearings(proposition, others, corpus) for c in others if c.id == b.claim
        ]
        for claim, side in theirs:
            counter = next((c for c, other in mine if other == -side and not _shares_source(c, claim)), None)
            if counter and not measured(statement(claim)):
                argument = f"On {proposition.id}, {_who(counter)} speaks for the other side ({counter.id})."
                yield CritiqueDraft(
                    claim.id,
                    "alternative",
                    "major",
                    "evidence for the other side",
                    argument,
                    counter.citations[:1],
                )
                break


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
            argument = f"{_who(mine)} gives {pair.theirs.text} where {_who(claim)} gives {pair.ours.text} for the same measure."
            yield CritiqueDraft(
                claim.id, "contradicted", "major", "conflicting figures", argument, mine.citations[:1]
            )


def _oppositions(claim: Claim, own: Sequence[Claim]) -> Iterator[CritiqueDraft]:
    for mine in own:
        if mine.citations[0].publisher != claim.citations[0].publisher and opposed(
            statement(claim), statement(mine)
        ):
            argument = f"{_who(mine)} points the other way on the same subject ({mine.id})."
            yield CritiqueDraft(
                claim.id, "alternative", "major", "opposite direction", argument, mine.citations[:1]
            )


def _checks(claim: Claim, own: Sequence[Claim], brief: Brief) -> Iterator[CritiqueDraft]:
    """The tests a claim can fail on its own, gravest first."""
    cited = claim.citations[0]
    if _outside(claim, brief):
        argument = (
            "It shares no word with the question that it is meant to answer, nor with what the brief names."
        )
        yield CritiqueDraft(claim.id, "logic", "major", "outside its question", argument)
    if any(change.because for change in claim.history):
        return  # its provenance has been stated once already
    if measured(statement(claim)) and genre(cited.publisher, "", statement(claim)) == "vendor":
        argument = f"{_who(claim)} speaks of itself; no independent source is cited."
        yield CritiqueDraft(claim.id, "unsupported", "major", "vendor on itself", argument)
    if _stale(claim, brief.as_of):
        months = round((brief.as_of - (cited.published_at or brief.as_of)).days / 30.4)
        argument = f"The source is {months} months old, and what it measures moves faster than that."
        yield CritiqueDraft(claim.id, "stale", "minor", "stale", argument)
    if (
        measured(statement(claim))
        and len({c.publisher for c in claim.citations}) == 1
        and not _confirmed(claim, own)
    ):
        yield CritiqueDraft(
            claim.id, "unsupported", "minor", "single source", f"Only {_who(claim)} gives this figure."
        )


def _outside(claim: Claim, brief: Brief) -> bool:
    question = next((q for q in brief.questions if q.id == claim.question), None)
    if question is None:
        return False
    names = (name for kind in Entities.model_fields for name in getattr(brief.entities, kind))
    asked = stem_set(" ".join((question.text, *question.queries, brief.idea, *names)))
    return not asked & stem_set(statement(claim))


def _confirmed(claim: Claim, own: Sequence[Claim]) -> bool:
    """Whether the critic itself holds an independent figure that agrees."""
    pairs = (
        same_measure(statement(claim), statement(mine)) for mine in own if not _shares_source(mine, claim)
    )
    return any(pair is not None and pair.agree for pair in pairs)


def _stale(claim: Claim, as_of: date) -> bool:
    published = claim.citations[0].published_at
    return (
        published is not None
        and (as_of - published).days > STALE_DAYS
        and bool(measured(statement(claim)))
        and bool(_MOVING & stem_set(statement(claim)))
    )


def _who(claim: Claim) -> str:
    cited = claim.citations[0]
    when = f" ({cited.published_at:%B %Y})" if cited.published_at else ""
    return f"{cited.publisher or 'an unnamed source'}{when}"

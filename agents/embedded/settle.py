"""Settling a contested claim: look for what would overturn it, in sources other than its own."""

from collections.abc import Sequence

from triptych.agents.language.direction import aligned, opposed
from triptych.agents.language.figures import measured
from triptych.agents.language.measures import same_measure, speakers
from triptych.agents.language.names import names_in
from triptych.agents.language.sentences import Quotable, quotables, statement
from triptych.agents.language.text import overlap, stem_set, words
from triptych.store.records import Citation, Claim, Passage

_MOST = 3  # citations kept for each side
_COPY = 0.9  # sentences more alike than this are one sentence printed twice


def overturning_query(claim: Claim) -> str:
    """The claim's names and measure without its figures: whoever else measured the same will match."""
    figures = {w for f in measured(statement(claim)) for w in words(f.text)}
    kept = [w for w in words(statement(claim)) if w not in figures and stem_set(w)]
    return " ".join(dict.fromkeys([*names_in(statement(claim)), *kept]))


def weigh_evidence(
    claim: Claim, passages: Sequence[Passage]
) -> tuple[tuple[Citation, ...], tuple[Citation, ...]]:
    """What independent sentences say for the claim and against it, one a publisher on each side."""
    own = {c.publisher for c in claim.citations}
    sides: dict[int, dict[str, Citation]] = {1: {}, -1: {}}
    for q in quotables(passages):
        found = _verdict(claim, q) if q.passage.publisher not in own else 0
        if found < 0 or (found > 0 and _independent(claim, q)):
            sides[found].setdefault(q.passage.publisher, q.citation())
    return tuple(sides[1].values())[:_MOST], tuple(sides[-1].values())[:_MOST]


def _verdict(claim: Claim, quotable: Quotable) -> int:
    """1 for, -1 against, 0 for a sentence that decides nothing."""
    text = quotable.text
    if overlap(stem_set(statement(claim)), stem_set(text)) > _COPY:
        return 0
    pair = same_measure(statement(claim), text)
    if pair:
        return 1 if pair.agree else -1
    if opposed(statement(claim), text):
        return -1
    return int(not measured(statement(claim)) and aligned(statement(claim), text))


def _independent(claim: Claim, quotable: Quotable) -> bool:
    """Whether neither statement leans on the other's publisher, nor both on one third party."""
    publishers = [c.publisher for c in claim.citations]
    leans = any(_names(p, quotable.text) for p in publishers) or _names(
        quotable.passage.publisher, statement(claim)
    )
    return not leans and not speakers(statement(claim)) & speakers(quotable.text)


def _names(publisher: str, text: str) -> bool:
    named = stem_set(publisher)
    return bool(named) and named <= stem_set(text)

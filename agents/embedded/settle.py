"""Settling a contested claim: look for what would overturn it, in sources other than its own."""

from collections.abc import Sequence

from triptych.agents.language.direction import aligned, opposed
from triptych.agents.language.figures import measured
from triptych.agents.language.measures import same_measure
from triptych.agents.language.sentences import Quotable, quotables, statement
from triptych.agents.language.text import overlap, stem_set
from triptych.agents.verification.independence import leans
from triptych.store.records import Citation, Claim, Passage

_MOST = 3  # citations kept for each side
_COPY = 0.9  # sentences more alike than this are one sentence printed twice


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
    said, text = statement(claim), quotable.text
    pair = same_measure(said, text)
    if (pair and not pair.agree) or opposed(said, text):
        return -1
    if overlap(stem_set(said), stem_set(text)) > _COPY:
        return 0
    return int(bool(pair) or (not measured(said) and aligned(said, text)))


def _independent(claim: Claim, quotable: Quotable) -> bool:
    """Whether neither statement is put down to the other's publisher, nor both to one third party."""
    said = quotable.citation()
    return not any(leans(said, c) for c in claim.citations)

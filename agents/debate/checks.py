"""The named checks that a critique may hold against a claim, and whether the claim really fails them."""

import re
from collections.abc import Sequence
from datetime import date

from triptych.agents.language.direction import opposed
from triptych.agents.language.figures import measured
from triptych.agents.language.genres import genre
from triptych.agents.language.measures import same_measure
from triptych.agents.language.sentences import statement
from triptych.agents.language.text import stem_set, term_stems
from triptych.store.records import Brief, Citation, Claim, Entities

OVERREACH = "says more than its quote"
CONFLICT, OPPOSITE, COUNTER = "conflicting figures", "opposite direction", "evidence for the other side"
OUTSIDE, UNQUOTED = "outside its question", "figure not in quote"
LONE, STALE, VENDOR = "single source", "stale", "vendor on itself"

PROVENANCE = frozenset((LONE, STALE, VENDOR))
"""What is said against where a claim comes from: a reason to attribute it or to doubt it, never to drop it."""
BY_EVIDENCE = frozenset((CONFLICT, OPPOSITE, COUNTER, "definition differs"))
"""What a claim fails by another's evidence only."""
OVERREACHING = frozenset((OVERREACH, UNQUOTED))
"""What is said against a claim's words and not against its quote: it may be put back into the words of that."""
DEFECTS = OVERREACHING | {OUTSIDE}
"""What is wrong with a claim itself, as its own words, quotes and question show: it needs no evidence from elsewhere."""
CHECKS = PROVENANCE | BY_EVIDENCE | DEFECTS

STALE_DAYS = 548
"""Eighteen months: two price cuts and one generation of chips."""
_MOVING = term_stems(
    ("price", "cost", "market share", "revenue", "margin", "rental", "shipping", "valuation")
)
_NOW = re.compile(r"\b(?:currently|today)\b", re.IGNORECASE)  # which the search index leaves out as filler
_ACCOUNTS = term_stems(
    (
        "revenue",
        "income",
        "filing",
        "annual report",
        "fiscal",
        "guidance",
        "shareholder",
        "licence",
        "bought",
        "customers",
    )
)


def fails(check: str, claim: Claim, brief: Brief, evidence: Sequence[Citation] = ()) -> bool:
    """Whether a claim really fails a named check.

    Args:
        check: one of `CHECKS`; anything else fails nobody.
        evidence: the critic's verified quotes, none of them the claim's own.
    """
    if check in (CONFLICT, OPPOSITE):
        return any(contradicts(claim, c) for c in evidence)
    if check in BY_EVIDENCE:
        return bool(evidence)
    tests = {
        LONE: lambda: lone(claim),
        STALE: lambda: stale(claim, brief.as_of),
        VENDOR: lambda: boasts(claim),
        OUTSIDE: lambda: outside(claim, brief),
        UNQUOTED: lambda: claim.verdict in ("contradicted", "unverified"),
        OVERREACH: lambda: claim.verdict in ("partial", "contradicted", "unverified"),
    }
    return check in tests and tests[check]()


def contradicts(claim: Claim, citation: Citation) -> bool:
    """Whether a quote gives another figure for what a claim measures, or points the other way on its subject."""
    said = statement(claim)
    pair = same_measure(said, citation.quote)
    return (pair is not None and not pair.agree) or opposed(said, citation.quote)


def lone(claim: Claim) -> bool:
    """Whether a claim gives a figure that one voice alone gives."""
    voices = claim.independent or len({c.publisher for c in claim.citations})
    return voices == 1 and bool(measured(statement(claim)))


def stale(claim: Claim, as_of: date) -> bool:
    """Whether a claim gives a figure of something that moves, from a source older than `STALE_DAYS`."""
    published = newest(claim)
    if published is None or (as_of - published).days <= STALE_DAYS:
        return False
    said = statement(claim)
    return bool(measured(said)) and bool(_MOVING & stem_set(said) or _NOW.search(said))


def newest(claim: Claim) -> date | None:
    """When the newest of a claim's sources was published; None where none says."""
    return max((c.published_at for c in claim.citations if c.published_at), default=None)


def boasts(claim: Claim) -> bool:
    """Whether all who bear a figure out are its own vendor; of its accounts a firm is the best witness there is."""
    said = statement(claim)
    genres = {genre(c.publisher, "", said) for c in claim.citations}
    return genres == {"vendor"} and bool(measured(said)) and not _ACCOUNTS & stem_set(said)


def outside(claim: Claim, brief: Brief) -> bool:
    """Whether a claim shares no word with its question, nor with what the brief names."""
    question = next((q for q in brief.questions if q.id == claim.question), None)
    if question is None:
        return False
    names = (name for kind in Entities.model_fields for name in getattr(brief.entities, kind))
    asked = stem_set(" ".join((question.text, *question.queries, brief.idea, *names)))
    return not asked & stem_set(statement(claim))

"""The named checks that code can see: whether a claim really fails the one that a critic names."""

from datetime import date

from triptych.agents.audit import unsupported_figure
from triptych.agents.embedded.critique import STALE_DAYS
from triptych.agents.language.figures import measured
from triptych.agents.language.genres import genre
from triptych.agents.language.text import stem_set
from triptych.store.records import Brief, Citation, Claim

_BY_EVIDENCE = ("conflicting figures", "opposite direction", "definition differs")
PROVENANCE = ("single source", "stale", "vendor on itself")
"""What is said against where a claim comes from; never fatal by itself."""
_NEEDS_NOTHING = (*PROVENANCE, "figure not in quote", "outside its question")


def holds(check: str, claim: Claim, brief: Brief, evidence: tuple[Citation, ...]) -> bool:
    """Whether a claim really fails a named check; those that need another's evidence fail by it only."""
    if check in _BY_EVIDENCE:
        return bool(evidence)
    if check not in _NEEDS_NOTHING:
        return False
    quotes, cited = [q.quote for q in claim.citations], claim.citations[0]
    return {
        "single source": len({q.publisher for q in claim.citations}) == 1 and bool(measured(claim.text)),
        "stale": _stale(cited.published_at, brief.as_of),
        "vendor on itself": genre(cited.publisher, "", cited.quote) == "vendor",
        "figure not in quote": bool(unsupported_figure(claim.text, quotes)),
        "outside its question": _outside(claim, brief),
    }[check]


def _stale(published: date | None, as_of: date) -> bool:
    """Whether a source is too old for what moves."""
    return published is not None and (as_of - published).days > STALE_DAYS


def _outside(claim: Claim, brief: Brief) -> bool:
    question = next((q for q in brief.questions if q.id == claim.question), None)
    asked = " ".join((question.text, *question.queries, brief.idea)) if question else claim.text
    return not stem_set(asked) & stem_set(claim.text)

"""Status and verdict as a sign with a word, so that neither is told by colour alone."""

from typing import NamedTuple

from triptych.store.records import Citation, Claim, ClaimStatus, Source, Verdict
from triptych.store.render.wording import VERDICTS


class Sign(NamedTuple):
    """A sign, its word, and the tone in which a page shows them."""

    sign: str
    word: str
    tone: str


_VERDICTS: dict[Verdict, Sign] = {
    "supported": Sign("✓", VERDICTS["supported"], "good"),
    "partial": Sign("◐", VERDICTS["partial"], "fair"),
    "contradicted": Sign("✗", VERDICTS["contradicted"], "bad"),
    "unverified": Sign("?", VERDICTS["unverified"], "fair"),
}
_STATUS: dict[ClaimStatus, Sign] = {
    "standing": Sign("●", "standing", "good"),
    "revised": Sign("†", "revised", "plain"),
    "contested": Sign("⇄", "contested", "fair"),
    "withdrawn": Sign("⊘", "withdrawn", "bad"),
}
_MARKS = {
    **{sign.word: sign for sign in (*_VERDICTS.values(), *_STATUS.values())},
    "fails the audit": Sign("!", "fails the audit", "bad"),
}
_UNSEEN = Sign("–", "not looked at", "plain")
_STANDS = {
    "substring": "stands in the {} word for word",
    "substring, moved": "stands in the {} word for word",
    "normalised": "stands in the {} but for spaces, quotation marks or dashes",
    "snapped": "was nearly right and was put into the {}'s own words",
}
"""How a quote was found, said of the source or of Triptych's digest of it: what was read is named, never more."""
_ALTERED = Sign("✗", "does not stand in the stored text where it should", "bad")


def verdict(claim: Claim) -> Sign:
    """What verification found of a claim."""
    return _VERDICTS[claim.verdict] if claim.checked else _UNSEEN


def status(claim: Claim) -> Sign:
    """What became of a claim."""
    return _STATUS[claim.status]


def mark(word: str) -> Sign:
    """A mark beside a sentence; one that is not known has no sign of its own."""
    return _MARKS.get(word, Sign("", word, "plain"))


def standing(citation: Citation, source: Source, stands: bool) -> Sign:
    """Whether a quote stands in the text of its source, and how that was found; `stands` is what the text itself shows."""
    if not stands:
        return _ALTERED
    told = _STANDS.get(citation.checked, _STANDS["substring"])
    return Sign("✓", told.format("digest" if source.kind == "starter" else "source"), "good")

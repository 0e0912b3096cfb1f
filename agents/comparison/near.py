"""Whether two short texts are nearly the same."""

from triptych.agents.comparison.pairs import Likeness

NEAR = 88.0
"""Least likeness in words (rapidfuzz ratio, 0-100) of two questions, propositions or conclusions that are one.

Of the briefs on five ideas two propositions have 72 at most and two questions of one persona 55, so that what lies between
is a rewording; the same short question on another subject has 87.8. `test_memos.py` holds both sides.
"""


def near(old: str, new: str) -> Likeness:
    """How near, if near enough."""
    from rapidfuzz import fuzz

    ratio = float(fuzz.ratio(old.casefold(), new.casefold(), score_cutoff=NEAR))
    return (ratio,) if ratio else ()

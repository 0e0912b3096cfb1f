"""Signs and words for what became of something: colour is added to them and never says anything alone."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from triptych.tui.text import QUIET

if TYPE_CHECKING:
    from triptych.store.records import ClaimStatus, Verdict

VERDICT_SIGNS: Mapping[str, tuple[str, str, str]] = {
    "supported": ("✓", "supported", "$text-success"),
    "partial": ("~", "partial", "$text-warning"),
    "contradicted": ("✗", "contradicted", "$text-error"),
    "unverified": ("?", "unverified", QUIET),
}
STATUS_SIGNS: Mapping[str, tuple[str, str, str]] = {
    "standing": ("=", "standing", QUIET),
    "revised": ("†", "revised", "$text-accent"),
    "contested": ("!", "contested", "$text-warning"),
    "withdrawn": ("–", "withdrawn", "$text-error"),
}


def verdict(found: "Verdict") -> Content:
    """`✓ supported`."""
    return _told(*VERDICT_SIGNS[found])


def status(found: "ClaimStatus") -> Content:
    """`! contested`."""
    return _told(*STATUS_SIGNS[found])


def mix(counts: Sequence[int]) -> Content:
    """`16✓ 2~ 1✗`: how many claims have which verdict, in the order of the signs, which is that of `overview.VERDICTS`."""
    there = [
        (f"{count}{VERDICT_SIGNS[name][0]}", VERDICT_SIGNS[name][2])
        for name, count in zip(VERDICT_SIGNS, counts, strict=True)
        if count
    ]
    return Content(" ").join([Content.styled(text, style) for text, style in there])


def _told(sign: str, word: str, style: str) -> Content:
    return Content.styled(f"{sign} {word}", style)

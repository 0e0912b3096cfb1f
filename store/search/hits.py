"""What a search of the archive asks for, and what it finds."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from triptych.store.records import ClaimKind, ClaimStatus, Record, Verdict

Place = Literal["memos", "claims", "critiques", "sources"]
PLACES: tuple[Place, ...] = ("memos", "claims", "critiques", "sources")


@dataclass(frozen=True)
class Filters:
    """What hits must be like; None or empty leaves open. A hit that does not have what a filter asks about is left out."""

    places: tuple[Place, ...] = PLACES
    memo: str | None = None
    """Full id of a memo: what it says, and the passages of the sources that it cites."""
    persona: str | None = None
    kind: ClaimKind | None = None
    verdict: Verdict | None = None
    status: ClaimStatus | None = None
    panel: tuple[str, ...] = ()
    """Personas that all sat on the panel of the memo."""
    domain: str | None = None
    """Publisher of a passage, or of a source that a claim or a critique quotes; `example.com` has `www.example.com` under it."""
    since: date | None = None
    """Day of the memo, or of publication of a source, or later."""


ANYTHING = Filters()
"""Leaves everything open."""


class Hit(Record):
    """One thing found."""

    place: Place
    id: str
    """A memo's id with the part (`01K…`, `01K…/bottom-line`), a claim's or critique's with its memo (`01K…/E1`), or
    a source's with the span of the passage (`ab12…#1040-1600`)."""
    memo: str
    """Id of the memo; empty for a passage."""
    title: str
    """Of the memo or the source."""
    text: str
    """What was found, in full."""
    snippet: str
    """A stretch of the text around the words that were sought, on one line, with … where it is cut."""
    marks: tuple[tuple[int, int], ...] = ()
    """Spans of the snippet that match, counted in characters."""
    score: float = 0.0
    """Comparable within one search only."""
    persona: str = ""
    kind: str = ""
    """Kind of a claim, a critique or a source."""
    verdict: str = ""
    status: str = ""
    source: str = ""
    """Id of the source of a passage."""
    start: int = 0
    """Where the passage begins in the text of its source: `source.text[start:end] == text`."""
    end: int = 0
    publisher: str = ""
    url: str = ""
    day: date | None = None
    """Day of the memo, or of publication of a source."""

"""What links of pages on evidence lead to."""

from dataclasses import dataclass

from triptych.store.records import Citation


@dataclass(frozen=True)
class ToMemo:
    """Leads to a memo."""

    memo: str


@dataclass(frozen=True)
class ToClaim:
    """Leads to a claim of a memo."""

    memo: str
    id: str


@dataclass(frozen=True)
class ToPassage:
    """Leads to a quote where it stands in its source."""

    quote: Citation
    number: int = 0
    """Its number in an answer; 0 elsewhere."""

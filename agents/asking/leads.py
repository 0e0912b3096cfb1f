"""What a search leads to: a passage of a source, what a panel says on it, and the claims that rest there."""

from dataclasses import dataclass

from triptych.store.conversations import Resting
from triptych.store.quoted import Span
from triptych.store.records import Passage


@dataclass(frozen=True, slots=True)
class Lead:
    """One passage that was found, and what led there."""

    passage: Passage
    said: str = ""
    """What a panel says on it; empty for a passage that was found by its own words."""
    memo: str = ""

    @property
    def text(self) -> str:
        """All that it speaks of."""
        return f"{self.passage.title}\n{self.passage.text}\n{self.said}"

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.passage.source_id, self.passage.start, self.passage.end)


@dataclass(frozen=True, slots=True)
class Held:
    """What the archive holds on a question."""

    leads: tuple[Lead, ...] = ()
    """Best first."""
    resting: tuple[tuple[Span, Resting], ...] = ()
    """The claims whose quotes lie in those passages, with the quotes' spans."""
    withdrawn: tuple[Resting, ...] = ()
    """The withdrawn claims that the search found, best first."""

    def claims_on(self, span: Span) -> tuple[Resting, ...]:
        """The claims that rest on a stretch of a source."""
        found = (claim for where, claim in self.resting if touch(where, span))
        return tuple({(c.memo, c.id): c for c in found}.values())


def touch(one: Span, other: Span) -> bool:
    """Whether two stretches have text in common."""
    return one.source == other.source and one.start < other.end and other.start < one.end


def within(inner: Span, outer: Span) -> bool:
    """Whether one stretch lies in another."""
    return inner.source == outer.source and outer.start <= inner.start and inner.end <= outer.end

"""What comparing two memos finds. Ids are those of the memo that they come from; `before` and `after` may number alike."""

from datetime import date
from typing import Literal

from triptych.store.records import Claim, Record, Source

Aspect = Literal["figure", "wording", "verdict", "status", "confidence", "kind"]


class Edition(Record):
    """One of the two memos."""

    id: str
    title: str
    as_of: date
    bottom_line: str


class Changed(Record):
    """One thing about a claim that is not what it was."""

    aspect: Aspect
    before: str
    after: str


class ChangedClaim(Record):
    """A claim that both memos make, with all that is different about it."""

    before: Claim
    after: Claim
    changes: tuple[Changed, ...]


class Moved(Record):
    """Where one persona, or with `median` the panel, stood on a proposition last; None: it abstained or was not asked."""

    who: str
    """A persona's key; `panel` for the median."""
    median: bool
    before: int | None
    after: int | None


class Put(Record):
    """A proposition that both memos put to their panels, and how stances on it differ."""

    before: str
    """Its id in the earlier memo."""
    after: str
    text: str
    moves: tuple[Moved, ...]


class Named(Record):
    """A question or a proposition that only one of the memos has."""

    id: str
    persona: str
    """Who asks it; empty for a proposition."""
    text: str


class Cited(Record):
    """A source that is cited, without its text."""

    id: str
    title: str
    publisher: str
    url: str
    published_at: date | None

    @classmethod
    def of(cls, source: Source) -> "Cited":
        """What is told of a source."""
        return cls(**source.model_dump(include=set(cls.model_fields)))


class Rewritten(Record):
    """A source whose address is cited in both memos, with another text."""

    before: Cited
    after: Cited


class Comparison(Record):
    """All that is different between two memos; what only one has is in the order of that memo."""

    before: Edition
    after: Edition
    claims_appeared: tuple[Claim, ...]
    claims_vanished: tuple[Claim, ...]
    claims_changed: tuple[ChangedClaim, ...]
    claims_same: int
    stances_moved: tuple[Put, ...]
    propositions_new: tuple[Named, ...]
    propositions_gone: tuple[Named, ...]
    questions_new: tuple[Named, ...]
    questions_gone: tuple[Named, ...]
    sources_new: tuple[Cited, ...]
    sources_gone: tuple[Cited, ...]
    sources_rewritten: tuple[Rewritten, ...]

    @property
    def same(self) -> bool:
        """Whether nothing is different but the day, the id and the title."""
        found = self.model_dump(exclude={"before", "after", "claims_same"})
        return self.before.bottom_line == self.after.bottom_line and not any(found.values())

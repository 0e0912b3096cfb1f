"""What comparing two memos finds. Ids are those of the memo that they come from; `before` and `after` may number alike."""

from datetime import date
from typing import Literal

from triptych.store.records import Citation, Claim, Record, Source

Aspect = Literal[
    "figure",
    "wording",
    "attribution",
    "evidence",
    "independent sources",
    "objection",
    "verdict",
    "status",
    "confidence",
    "kind",
    "persona",
    "question",
]
Part = Literal["bet", "agreement", "disagreement", "scenario", "change of mind", "open question"]


class Edition(Record):
    """One of the two memos."""

    id: str
    title: str
    as_of: date
    bottom_line: tuple[str, ...]
    """Its sentences."""
    analyst: str
    panel: tuple[str, ...]
    stop_reason: str


class Changed(Record):
    """One thing that is not what it was; empty where there was or is none."""

    aspect: Aspect
    before: str
    after: str


class ChangedClaim(Record):
    """A claim that both memos make, with all that is different about it."""

    before: Claim
    after: Claim
    changes: tuple[Changed, ...]
    quotes_gained: tuple[Citation, ...] = ()
    """What it rests on now and did not, but for quotes that its changed wording tells already."""
    quotes_lost: tuple[Citation, ...] = ()


class Moved(Record):
    """Where one persona, or with `median` the panel, stood on a proposition last; None: it gave no probability."""

    who: str
    """A persona's key; `panel` for the median."""
    median: bool
    before: int | None
    after: int | None
    asked_before: bool
    """False where it was not asked, so that it did not abstain either."""
    asked_after: bool


class Put(Record):
    """A proposition that both memos put to their panels, how stances on it differ, and objections to it."""

    before: str
    """Its id in the earlier memo."""
    after: str
    text: str
    moves: tuple[Moved, ...]
    changes: tuple[Changed, ...] = ()


class Named(Record):
    """A question or a proposition that only one of the memos has."""

    id: str
    persona: str
    """Who asks it; empty for a proposition."""
    text: str
    due: date | None = None
    """The day by which a proposition is judged."""


class Conclusion(Record):
    """Something that the memos conclude, and what is different about it."""

    part: Part
    before: str
    """Empty where it is new."""
    after: str
    """Empty where it is gone."""
    gained: tuple[str, ...] = ()
    """Sentences that stand under it now and did not."""
    lost: tuple[str, ...] = ()


class Cited(Record):
    """A source that is cited, without its text."""

    id: str
    title: str
    publisher: str
    url: str
    published_at: date | None
    length: int
    """Characters of its text."""

    @classmethod
    def of(cls, source: Source) -> "Cited":
        """What is told of a source."""
        return cls(length=len(source.text), **source.model_dump(include=set(cls.model_fields) - {"length"}))


class Rewritten(Record):
    """A source in both memos that is not what it was: one address with another text, or one text told otherwise."""

    before: Cited
    after: Cited
    still_cited: bool = False
    """True where the later memo cites the earlier text of the address beside the new one."""


class Comparison(Record):
    """All that is different between two memos; what only one has is in the order of that memo.

    Not compared are the words of arguments and of the personas' parts, and what was searched, spent and left undone.
    """

    before: Edition
    after: Edition
    claims_appeared: tuple[Claim, ...]
    claims_vanished: tuple[Claim, ...]
    claims_changed: tuple[ChangedClaim, ...]
    claims_same: int
    stances_moved: tuple[Put, ...]
    conclusions_changed: tuple[Conclusion, ...]
    propositions_new: tuple[Named, ...]
    propositions_gone: tuple[Named, ...]
    questions_new: tuple[Named, ...]
    questions_gone: tuple[Named, ...]
    sources_new: tuple[Cited, ...]
    sources_gone: tuple[Cited, ...]
    sources_rewritten: tuple[Rewritten, ...]

    @property
    def same(self) -> bool:
        """Whether nothing that is compared is different but the day, the id and the title."""
        found = self.model_dump(exclude={"before", "after", "claims_same"})
        known = {"id", "title", "as_of"}
        return self.before.model_dump(exclude=known) == self.after.model_dump(exclude=known) and not any(
            found.values()
        )

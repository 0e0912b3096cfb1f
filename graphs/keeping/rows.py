"""What is kept of a run, kind by kind: how each is written as a row, and what all rows of a run say together."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from triptych.agents.models.base import Completion, Usage
from triptych.store.records import Call, PageRead, Passage, Role, Source


@dataclass(frozen=True, slots=True)
class Answered:
    """A model's answer."""

    number: int
    item: int
    completion: Completion
    lost: Usage
    started_at: datetime
    seconds: float
    growth: int = 1
    """As the turn has it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, for whose work: the ids of the passages, best first, with their scores."""

    role: Role
    passages: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something outside failed."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """The budget did not bear some work, or, where it had not begun, the whole of it."""

    role: Role
    reason: str
    begun: bool = True


@dataclass(frozen=True, slots=True)
class Failure:
    """What came of a question to a model or a search instead of an answer: the error's type, message and hint."""

    type: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Words:
    """In how many passages of how many each word stood that the embedded analyst weighed."""

    size: int
    frequencies: dict[str, int]


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds that a node took."""

    node: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Lasted:
    """Seconds since a process began with the run, or kept something of it last."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Told:
    """What a node told, by the name of the event."""

    event: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Afresh:
    """The graph begins from its top again: what its nodes told and refused before is told and refused anew."""


LASTING = ("answer", "found")
"""What is given again where the graph begins from its top."""


class Kind(NamedTuple):
    """How one kind of row is written, and the list of `Before` that it goes into."""

    name: str
    into: str
    form: TypeAdapter[Any]


KINDS = {
    of: Kind(name, into, TypeAdapter(of))
    for of, name, into in (
        (Answered, "answer", "answers"),
        (Call, "call", "calls"),
        (Found, "found", "searches"),
        (Passage, "passage", "passages"),
        (Source, "source", "sources"),
        (PageRead, "page", "pages"),
        (Fault, "fault", "faults"),
        (Refusal, "refusal", "refusals"),
        (Failure, "failure", "failures"),
        (Words, "words", "words"),
        (Took, "took", "took"),
        (Lasted, "lasted", "lasted"),
        (Told, "told", "told"),
        (Afresh, "afresh", "afresh"),
    )
}
BY_NAME = {kind.name: kind for kind in KINDS.values()}


@dataclass
class Before:
    """What earlier parts of a run have kept, by kind, in the order in which it came."""

    calls: list[Call] = field(default_factory=list)
    searches: list[Found] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    pages: list[PageRead] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    took: list[Took] = field(default_factory=list)
    lasted: list[Lasted] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    afresh: list[Afresh] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)

    def forget(self) -> None:
        """Forget what the graph does anew."""
        for one in (self.told, self.refusals, self.took):
            one.clear()

    @property
    def all_words(self) -> Words | None:
        """All words that were weighed, each as it was weighed first."""
        frequencies = {word: n for one in reversed(self.words) for word, n in one.frequencies.items()}
        return Words(self.words[0].size, frequencies) if self.words else None

    @property
    def seconds(self) -> float:
        """How long they took."""
        return sum(one.seconds for one in self.lasted)

    @property
    def answered(self) -> int:
        """How many calls of models were made, also those whose answer came just before the run was cut off."""
        return len({call.number for call in self.calls} | {answer.number for answer in self.answers})

    @property
    def last_number(self) -> int:
        """The highest number of a call or of what was asked."""
        asked = (max(a.number, a.item) for a in self.answers)
        called = (max(c.number, c.item) for c in self.calls)
        return max((0, *asked, *called))

"""What a run was answered, kept so that it pays for nothing twice, whatever becomes of its process.

An answer is in the file before anybody makes use of it. What a run has spent is a sum over the file: it is counted
when a row is added or, in a later part of the run, when the file is opened, and never when an answer is given again.
"""

import asyncio
import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from triptych.agents.desk import Search
from triptych.agents.models.base import Completion, Usage
from triptych.agents.models.turn import Answer, Turn
from triptych.graphs.events import Event, SectionText
from triptych.graphs.keeping.file import KeptFile, Row
from triptych.graphs.keeping.part import part
from triptych.graphs.threads import unbroken
from triptych.store.records import Call, PageRead, Passage, Role, Source

_Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Answered:
    """A model's answer."""

    number: int
    item: int
    completion: Completion
    lost: Usage
    started_at: datetime
    seconds: float


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


_LASTING = ("answer", "found")
"""What is given again where the graph begins from its top."""


class _Kind(NamedTuple):
    """How one kind of row is written, and the list of `Before` that it goes into."""

    name: str
    into: str
    form: TypeAdapter[Any]


_KINDS = {
    of: _Kind(name, into, TypeAdapter(of))
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
_BY_NAME = {kind.name: kind for kind in _KINDS.values()}


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
    def last_number(self) -> int:
        """The highest number of a call or of what was asked."""
        asked = (max(a.number, a.item) for a in self.answers)
        called = (max(c.number, c.item) for c in self.calls)
        return max((0, *asked, *called))


class Kept:
    """What one run was answered.

    Invariant: a failure is kept for those who replay the run; who goes on with it asks again.

    Args:
        file: where it is; read once, when this is made.

    Raises:
        ArchiveError: the file cannot be read.
    """

    def __init__(self, file: KeptFile) -> None:
        self._file = file
        self._rows: dict[_Place, list[Any]] = defaultdict(list)
        self._given: Counter[_Place] = Counter()
        self._sources: set[str] = set()
        self._passages: dict[str, Passage] = {}
        self._words: set[str] = set()
        self._new: list[Row] = []
        self._writing = asyncio.Lock()
        self._since = time.monotonic()
        self.before = Before()
        for row in file.rows():
            try:
                self._learn(row)
            except (KeyError, ValueError) as e:
                raise file.unreadable(f"`{row.kind}` in it is nothing that this version keeps") from e
        self._on_record = {call.number for call in self.before.calls}

    @property
    def counted(self) -> bool:
        """As `KeptSearches` has it."""
        return True

    @property
    def begun(self) -> bool:
        """Whether an earlier part of the run was answered anything."""
        return bool(self.before.answers or self.before.searches)

    def answer(self, turn: Turn) -> Answer | None:
        """As `KeptAnswers` has it."""
        one: Answered | None = self._next("answer", asked_of_model(turn))
        if one is None:
            return None
        asked = replace(turn, item=one.item)
        known = one.number in self._on_record
        return Answer(asked, one.completion, one.started_at, one.seconds, one.lost, one.number, known)

    async def keep(self, answer: Answer) -> None:
        """As `KeptAnswers` has it."""
        one = Answered(
            answer.number, answer.turn.item, answer.completion, answer.lost, answer.started_at, answer.seconds
        )
        self.note(one, asked_of_model(answer.turn))
        await self.write()

    def failed(self, turn: Turn, error: Exception) -> None:
        """As `KeptAnswers` has it."""
        self._note_failure(error, asked_of_model(turn))

    def passages(self, search: Search) -> list[Passage] | None:
        """As `KeptSearches` has it."""
        found: Found | None = self._next("found", asked_of_desk(search))
        if found is None:
            return None
        return [self._passages[id_].model_copy(update={"score": score}) for id_, score in found.passages]

    async def keep_passages(
        self, search: Search, found: Sequence[Passage], sources: Sequence[Source]
    ) -> None:
        """As `KeptSearches` has it."""
        self.keep_sources(sources)
        for passage in found:
            if passage.id not in self._passages:
                self._passages[passage.id] = passage
                self.note(passage)
        self.note(Found(search.role, tuple((p.id, p.score) for p in found)), asked_of_desk(search))
        await self.write()

    def not_found(self, search: Search, error: Exception) -> None:
        """As `KeptSearches` has it."""
        self._note_failure(error, asked_of_desk(search))

    def _note_failure(self, error: Exception, asked: str) -> None:
        message, hint = (getattr(error, name, "") for name in ("message", "hint"))
        self.note(Failure(type(error).__name__, message or str(error), hint), asked)

    def keep_sources(self, sources: Sequence[Source]) -> None:
        """As `KeptSearches` has it."""
        for source in sources:
            if source.id not in self._sources:
                self._sources.add(source.id)
                self.note(source)

    @property
    def known_words(self) -> Words | None:
        """What the library said of words before, whatever it would say of them now; None where nobody asked it."""
        return self.before.all_words

    async def learn(self, words: Words | None) -> None:
        """Keep what the library said of words, as far as it is not kept yet: it may say otherwise later. Raises ArchiveError."""
        new = {word: n for word, n in words.frequencies.items() if word not in self._words} if words else {}
        if words and new:
            self._words.update(new)
            row = self._row(Words(words.size, new))
            async with self._writing:
                await unbroken(self._file.append, [row])

    def refused_before(self, role: Role) -> bool:
        """Whether the part at work did not begin for want of budget, where a run is replayed."""
        return False

    def refused(self, role: Role, reason: str, begun: bool) -> None:
        """The budget did not bear some work."""
        self.note(Refusal(role, reason, begun))

    def tell(self, events: Iterable[Event]) -> None:
        """What a node that is done has told; the text of a section as it grew is not kept, as it is told whole in the end."""
        for event in events:
            if not isinstance(event, SectionText):
                self.note(Told(type(event).__name__, asdict(event)))

    def begin_afresh(self) -> None:
        """The graph begins from its top again, over what is kept."""
        self.before.forget()
        self.note(Afresh())

    def took(self, node: str, seconds: float) -> None:
        """A node took so long."""
        self.note(Took(node, seconds))

    def note(self, one: Any, asked: str = "") -> None:
        """Keep something of these kinds with the next that is written."""
        self._new.append(self._row(one, asked))

    def _row(self, one: Any, asked: str = "") -> Row:
        kind = _KINDS[type(one)]
        return Row(kind.name, part(), asked, kind.form.dump_json(one).decode())

    async def write(self) -> None:
        """Write what is new; it is there for good then. Raises ArchiveError."""
        async with self._writing:
            if self._new:
                now = time.monotonic()
                self.note(Lasted(now - self._since))
                self._since = now
                new, self._new = self._new, []
                await unbroken(self._file.append, new)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _next(self, kind: str, asked: str) -> Any:
        place = (kind, part(), asked)
        rows, given = self._rows.get(place, ()), self._given[place]
        if given >= len(rows):
            return None
        self._given[place] += 1
        return rows[given]

    def _learn(self, row: Row) -> None:
        kind = _BY_NAME[row.kind]
        one = kind.form.validate_json(row.body)
        getattr(self.before, kind.into).append(one)
        if isinstance(one, Afresh):
            self.before.forget()
            self._rows = defaultdict(list, {p: r for p, r in self._rows.items() if p[0] in _LASTING})
        if row.kind in ("answer", "found", "failure", "refusal"):
            self._rows[row.kind, row.part, row.asked].append(one)
        if isinstance(one, Source):
            self._sources.add(one.id)
        if isinstance(one, Passage):
            self._passages[one.id] = one
        if isinstance(one, Words):
            self._words.update(one.frequencies)


def asked_of_model(turn: Turn) -> str:
    """What decides an answer, as a hash; the way to ask for JSON does not, as it is found out anew by each process."""
    at = turn.endpoint
    said = [[message.role, message.text] for message in turn.said]
    return _hashed(
        at.model,
        at.base_url,
        at.temperature,
        turn.prompt.task,
        turn.max_tokens,
        turn.structure and turn.structure.name,
        said,
    )


def asked_of_desk(search: Search) -> str:
    """What decides what is found, as a hash."""
    return _hashed(search.query, search.limit, sorted(search.without))


def _hashed(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

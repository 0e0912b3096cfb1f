"""What a run was answered, kept so that it pays for nothing twice, whatever becomes of its process.

An answer is in the file before anybody makes use of it. What a run has spent is a sum over the file: it is counted
when a row is added or, in a later part of the run, when the file is opened, and never when an answer is given again.
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from triptych.agents.desk import Search
from triptych.agents.models.turn import Answer, Turn
from triptych.errors import ArchiveError
from triptych.graphs.events import Event, SectionText
from triptych.graphs.keeping.file import KeptFile, Row
from triptych.graphs.keeping.hashes import asked_of_desk, asked_of_model
from triptych.graphs.keeping.part import part
from triptych.graphs.keeping.rows import (
    BY_NAME,
    KINDS,
    LASTING,
    Afresh,
    Answered,
    Before,
    Failure,
    Found,
    Lasted,
    Refusal,
    Told,
    Took,
    Words,
)
from triptych.graphs.threads import to_its_end, unbroken
from triptych.store.records import Passage, Role, Source

_Place = tuple[str, str, str]


class Kept:
    """What one run was answered.

    Invariant: a failure is kept for those who replay the run; who goes on with it asks again.

    Args:
        file: where it is; read once, when this is made.
        clock: seconds of work; a time for which the run was held is none.

    Raises:
        ArchiveError: the file cannot be read.
    """

    def __init__(self, file: KeptFile, clock: Callable[[], float] = time.monotonic) -> None:
        self._file, self._clock = file, clock
        self._rows: dict[_Place, list[Any]] = defaultdict(list)
        self._given: Counter[_Place] = Counter()
        self._sources: set[str] = set()
        self._passages: dict[str, Passage] = {}
        self._words: set[str] = set()
        self._new: list[Row] = []
        self._writing = asyncio.Lock()
        self._since = clock()
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
        asked = replace(turn, item=one.item, growth=one.growth)
        known = one.number in self._on_record
        return Answer(asked, one.completion, one.started_at, one.seconds, one.lost, one.number, known)

    async def keep(self, answer: Answer) -> None:
        """As `KeptAnswers` has it."""
        turn = answer.turn
        one = Answered(
            answer.number,
            turn.item,
            answer.completion,
            answer.lost,
            answer.started_at,
            answer.seconds,
            turn.growth,
        )
        self.note(one, asked_of_model(turn))
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
            row = self._row(Words(words.size, new))
            async with self._writing:
                await unbroken(self._file.append, [row])
            self._words.update(new)

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
        kind = KINDS[type(one)]
        return Row(kind.name, part(), asked, kind.form.dump_json(one).decode())

    async def write(self) -> None:
        """Write what is new; it is there for good then. Raises ArchiveError."""
        async with self._writing:
            if self._new:
                now = self._clock()
                self.note(Lasted(now - self._since))
                self._since = now
                new, self._new = self._new, []
                await to_its_end(self._append(new))

    async def write_sources(self) -> None:
        """Write the sources that are new, and nothing else. Raises ArchiveError."""
        async with self._writing:
            rows = [row for row in self._new if row.kind == "source"]
            if rows:
                self._new = [row for row in self._new if row.kind != "source"]
                await to_its_end(self._append(rows))

    async def _append(self, rows: list[Row]) -> None:
        """Write rows; those that could not be written wait for the next who writes, whatever part they are of."""
        try:
            await unbroken(self._file.append, rows)
        except ArchiveError:
            self._new[:0] = rows
            raise

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
        kind = BY_NAME[row.kind]
        one = kind.form.validate_json(row.body)
        getattr(self.before, kind.into).append(one)
        if isinstance(one, Afresh):
            self.before.forget()
            self._rows = defaultdict(list, {p: r for p, r in self._rows.items() if p[0] in LASTING})
        if row.kind in ("answer", "found", "failure", "refusal"):
            self._rows[row.kind, row.part, row.asked].append(one)
        if isinstance(one, Source):
            self._sources.add(one.id)
        if isinstance(one, Passage):
            self._passages[one.id] = one
        if isinstance(one, Words):
            self._words.update(one.frequencies)

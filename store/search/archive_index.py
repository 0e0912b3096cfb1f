"""The archive's search index: tantivy files in a folder beside the archive, which can be lost at any time.

The archive alone is the truth. The index is fed in order from its log of changes, and is rebuilt when it is missing,
torn, ahead, of another archive or of another version. Invariant: what a change brings is dropped and added anew, so
that a step which was cut off half-way can be taken again.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from triptych.errors import ArchiveLocked
from triptych.store.archive import Archive
from triptych.store.rows import fetch
from triptych.store.search import feed, fields
from triptych.store.search.feed import Batch
from triptych.store.search.folder import IndexFolder, State, appending
from triptych.store.search.view import View

if TYPE_CHECKING:
    from tantivy import Index, IndexWriter

PATIENCE = 0.3
"""Seconds that a search waits for others, to bring the index up to date, before it answers from what is there."""
HEAP = 64_000_000
THREADS = 2
"""That many build an index anew; one brings it up to date."""
LONG = 1000
"""Changes that take so long to read that a person is told."""
SETTLED = 1.0
"""Seconds after which a file's time tells every change of it: two within a tick of the clock have the same."""
Answer = TypeVar("Answer")
Stamp = tuple[tuple[int, int, int], ...]
"""Time, size and inode of the archive's files."""


class ArchiveIndex:
    """The index of an archive, in a folder that need not exist yet.

    Args:
        archive: what it is fed from.
        folder: where its files are.
        on_long: told how many changes are to be read where that takes long.
    """

    def __init__(self, archive: Archive, folder: Path, on_long: Callable[[int], None] | None = None) -> None:
        self.archive = archive
        self._on_long = on_long
        self.files = IndexFolder(folder, fields.VERSION, fields.schema, fields.prepare)
        self._seen: tuple[Stamp, State] | None = None

    def update(self, patience: float | None = None) -> None:
        """Bring the index to where the archive stands.

        Opens the archive once if the index is there already, and not at all while its file is as it was then.

        Args:
            patience: seconds to wait for others, each time that they are in the way, where an older state can be asked
                meanwhile; None for as long as the archive is waited for.

        Raises:
            ArchiveLocked: others were in the way for longer, and there is no older state that can be asked.
            ArchiveError: the archive or the index's folder cannot be used.
        """
        stamp, state = _stamp(self.archive.path), self.files.state()
        if stamp and state and self._seen == (stamp, state):
            return
        standing = _standing(self.archive, state)
        usable = state is not None and self._usable(state, standing)
        if usable and state and state.number == standing.number:
            self._seen = (stamp, state) if stamp else None
            return
        if patience is None or not (usable or self._moved(state)):
            self._advance(self.archive, state, standing)
        else:
            with suppress(ArchiveLocked):
                self._advance(Archive(self.archive.path, patience), state, standing)

    def ask(self, question: "Callable[[View], Answer]") -> Answer:
        """What a question answers on the newest state. Raises IndexTorn where it must be brought up to date first."""
        return self.files.ask(
            lambda searcher, state: question(View(searcher, self.files.index(state), state))
        )

    def _usable(self, state: State, standing: "_Standing") -> bool:
        same = state.last == standing.last
        return same and self.files.usable(state, standing.archive, standing.number)

    def _moved(self, state: State | None) -> bool:
        """Whether another process has brought the index further since: what it holds then is not what the state says."""
        return self.files.state() not in (None, state)

    def _advance(self, archive: Archive, seen: State | None, standing: "_Standing") -> None:
        """From the last state that can be built upon, or from nothing.

        Args:
            archive: the archive; others are waited for, at it and at the index, for as long as its `wait`.
            seen: a state of a moment ago.
            standing: where the archive stood beside it.

        Raises ArchiveLocked where another process keeps at it.
        """
        with self.files.writing(archive.wait):
            self._advance_alone(archive, seen, standing)

    def _advance_alone(self, archive: Archive, seen: State | None, standing: "_Standing") -> None:
        state = self.files.state()
        if state != seen:
            standing = _standing(archive, state)
        if state is None or not self._usable(state, standing):
            generation, index = self.files.create()
            state = State(standing.archive, 0, 0, generation, fields.VERSION)
        elif state.number == standing.number:
            return  # another process has done it meanwhile
        else:
            index = self.files.index(state)
        if self._on_long and standing.number - state.number > LONG:
            self._on_long(standing.number - state.number)
        self._take(archive, state, index)

    def _take(self, archive: Archive, state: State, index: "Index") -> None:
        """Bring an index from a state to where the archive stands by now."""
        threads = 1 if state.number else THREADS
        reached = _write(index, feed.batches(archive, state.number), state, threads)
        self.files.record(reached)


@dataclass(frozen=True)
class _Standing:
    """Where the archive stands, beside a state of the index."""

    archive: str
    number: int
    last: str
    """What the archive has as the change that was the state's last; empty where it has none of that number."""


def _standing(archive: Archive, state: State | None) -> _Standing:
    with archive.reading() as connection:
        (row,) = fetch(connection, _STANDING, [state.number if state else 0])
    return _Standing(**row)


_STANDING = """
SELECT
    id AS archive,
    (SELECT coalesce(max(number), 0) FROM archive_change) AS number,
    coalesce((SELECT concat_ws(' ', kind, what, id) FROM archive_change WHERE number = $1), '') AS last
FROM identity
"""


def _stamp(path: Path) -> Stamp | None:
    """What a commit changes of the archive's files; None where one is so fresh that a change could hide behind it."""
    found = []
    for file in (path, Path(f"{path}.wal")):
        with suppress(FileNotFoundError):
            told = file.stat()
            if told.st_mtime > time.time() - SETTLED:
                return None
            found.append((told.st_mtime_ns, told.st_size, told.st_ino))
    return tuple(found)


def _write(index: "Index", batches: Iterable[Batch], state: State, threads: int) -> State:
    """Take the steps from a state and commit them as one; the state that this leads to."""
    with appending(index, HEAP, threads) as writer:
        for batch in batches:
            _drop(writer, batch.gone)
            row = state.added
            for row, entry in enumerate(batch.entries, state.added + 1):
                writer.add_document(fields.document(entry, row - 1))
            state = replace(state, number=batch.number, last=batch.last, added=row)
    return replace(state, documents=index.searcher().num_docs)


def _drop(writer: "IndexWriter", owners: Sequence[str]) -> None:
    for owner in owners:
        writer.delete_documents_by_term("owner", owner)

"""A search index in a folder: a state that points to one generation of tantivy files.

Invariant: a generation is whole before the state names it, and the state is replaced in one step. So a reader never
sees half a rebuild, and a process that was killed leaves at most a folder that a rebuild sweeps. One process writes at
a time; no reader waits for it.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from filelock import FileLock, Timeout
from ulid import ULID

from triptych.errors import ArchiveError, ArchiveLocked
from triptych.permissions import FOLDER
from triptych.store.files import full, write_whole

if TYPE_CHECKING:
    from tantivy import Index, IndexWriter, Schema, Searcher

STATE = "state.json"
TORN = (ValueError, OSError)
"""What tantivy raises for files that are missing, damaged or not to be written."""
Answer = TypeVar("Answer")


class IndexTorn(ArchiveError):
    """The index's files are damaged or gone; bringing it up to date rebuilds them."""


@dataclass(frozen=True)
class State:
    """What an index holds."""

    archive: str
    """Id of the archive that it is of."""
    number: int
    """The last change that is in it."""
    documents: int
    generation: str
    version: int
    added: int = 0
    """How many documents this generation was ever given, those deleted since among them."""
    last: str = ""
    """What the last change was, where it can be told: another in its place is another history."""


class IndexFolder:
    """The index in a folder, which need not exist yet.

    Args:
        folder: where its files are; they can be lost at any time.
        version: an index of another version is not used.
        schema: what makes the fields of a new index.
        prepare: called with every index that is opened or made.
    """

    def __init__(
        self,
        folder: Path,
        version: int,
        schema: "Callable[[], Schema]",
        prepare: "Callable[[Index], None] | None" = None,
    ) -> None:
        self.folder = folder
        self._version = version
        self._schema = schema
        self._prepare = prepare
        self._opened: tuple[State, Index] | None = None

    def state(self) -> State | None:
        """The state, or None where there is none that this version can use."""
        return load_state(self.folder, self._version)

    def stands_at(self, archive: str, number: int) -> bool:
        """Whether the index holds all up to that change of that archive."""
        state = self.state()
        return state is not None and state.number == number and self.usable(state, archive, number)

    def usable(self, state: State, archive: str, number: int) -> bool:
        """Whether a state can be built upon: the same archive, not ahead of it, and all documents there."""
        if state.archive != archive or state.number > number:
            return False
        try:
            return self.index(state).searcher().num_docs == state.documents
        except TORN:
            return False

    @contextmanager
    def writing(self, wait: float) -> Iterator[None]:
        """Be the only one who writes.

        Raises:
            ArchiveLocked: another still did after `wait` seconds.
            ArchiveError: the folder cannot be written.
        """
        try:
            self.folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
            with alone(self.folder, wait):
                yield
        except TORN as e:
            raise unwritable(self.folder, e) from e
        finally:
            self._opened = None

    def create(self) -> "tuple[str, Index]":
        """A new, empty generation and its name. Raises OSError if it cannot be written."""
        from tantivy import Index

        generation = str(ULID())
        path = self.folder / generation
        path.mkdir(parents=True, exist_ok=True)
        return generation, self._read_by_hand(Index(self._schema(), path=str(path)))

    def index(self, state: State) -> "Index":
        """The index as of that state; reopened only when the state has moved. Raises what is in TORN."""
        from tantivy import Index

        if self._opened is None or self._opened[0] != state:
            self._opened = (state, self._read_by_hand(Index.open(str(self.folder / state.generation))))
        return self._opened[1]

    def record(self, state: State) -> None:
        """Name what was committed: replace the state in one step, and sweep every other generation."""
        write_whole(self.folder / STATE, json.dumps(asdict(state)).encode())
        self._sweep(state.generation)

    def ask(self, question: "Callable[[Searcher, State], Answer]") -> Answer:
        """What a question answers on the newest state.

        Raises:
            IndexTorn: the index must be brought up to date first.
        """
        state = self.state()
        if state is None:
            raise IndexTorn("There is no search index yet.", "Run the command again: it is rebuilt.")
        try:
            return question(self.index(state).searcher(), state)
        except TORN as e:
            self._opened = None
            if self.state() == state:  # else another process has rebuilt it meanwhile
                self._forget()
            raise IndexTorn("The search index is damaged.", "Run the command again: it is rebuilt.") from e

    def _forget(self) -> None:
        """Lose the state, so that the next update rebuilds."""
        try:
            (self.folder / STATE).unlink(missing_ok=True)
        except OSError as e:
            raise unwritable(self.folder, e) from e

    def _read_by_hand(self, index: "Index") -> "Index":
        """The index with a reader that sees what was written only when it is told to."""
        if self._prepare:
            self._prepare(index)
        index.config_reader(reload_policy="manual")
        index.reload()
        return index

    def _sweep(self, keep: str) -> None:
        """Remove every generation but one; a reader that still has an old one open keeps its files."""
        for path in self.folder.iterdir():
            if path.is_dir() and path.name != keep:
                shutil.rmtree(path, ignore_errors=True)


@contextmanager
def alone(path: Path, wait: float) -> Iterator[None]:
    """Be the only one who writes to a file or folder of an index. Who is halted at it, as by Ctrl-Z, keeps others out for
    good: they wait for so long and no longer.

    Raises:
        ArchiveLocked: another still did after `wait` seconds.
        OSError: the lock beside it cannot be made.
    """
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=wait)
    except Timeout as e:
        raise ArchiveLocked(
            f"The search index {path} was in use by another process for {wait:g} seconds.",
            "Another triptych is indexing: wait for it or end it, then try again.",
        ) from e
    try:
        yield
    finally:
        lock.release()


@contextmanager
def appending(index: "Index", heap: int, threads: int) -> "Iterator[IndexWriter]":
    """A writer whose work is committed and seen at the end, or thrown away where the work failed.

    It gives back tantivy's own lock either way. Left to be collected, it would keep that lock for as long as a
    traceback names it, and the next who writes would be refused.

    Args:
        index: what is written to.
        heap: bytes that are gathered before they are written.
        threads: how many write.
    """
    writer = index.writer(heap, threads)
    try:
        yield writer
        writer.commit()
    finally:
        writer.wait_merging_threads()
    index.reload()


def load_state(folder: Path, version: int) -> State | None:
    """The state in a folder, or None where there is none of that version."""
    try:
        state = State(**json.loads((folder / STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return state if state.version == version else None


def unwritable(folder: Path, error: Exception) -> ArchiveError:
    """The error for a folder of an index that cannot be used."""
    reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
    remedy = "Move aside what is there or make it writable, or choose another archive path."
    if full(reason):
        remedy = "Free some space there, then try again; nothing was lost."
    return ArchiveError(f"The search index {folder} cannot be written: {reason}.", remedy)

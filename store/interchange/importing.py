"""A memo out of its file into the archive: whole or not at all.

Invariant: nothing reaches the archive that was not first stored in an empty one, verified there, and read back equal to
the file. What the archive has already stays as it is.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import duckdb

from triptych.errors import ArchiveError, InputError
from triptych.store import memos, tags
from triptych.store.archive import Archive
from triptych.store.interchange.checking import sound
from triptych.store.interchange.exporting import file_of
from triptych.store.interchange.memo_file import MemoFile
from triptych.store.records import Record
from triptych.store.rows import insert, stored
from triptych.store.verify import verify

_HINT = "Nothing of it was taken in."
# What the database says of values that no table takes, and not of the machine.
_VALUES = (
    duckdb.ConstraintException,
    duckdb.ConversionException,
    duckdb.OutOfRangeException,
    duckdb.InvalidInputException,
)


class Imported(Record):
    """What became of one file."""

    memo_id: str
    title: str
    outcome: Literal["imported", "already there", "other"]
    """`other`: there is a memo of that id already, and it does not say the same."""


class Importer:
    """Takes memos into an archive, one file after the other."""

    def __init__(self, archive: Archive, trials: Path) -> None:
        self._archive = archive
        self._trials = trials
        self._empty = trials / "empty.duckdb"

    def take(self, data: bytes) -> Imported:
        """Take in the memo that the bytes of a file hold, with its sources, tags and outcomes, in one transaction.

        A text that the archive holds already keeps the title and address that it has there.

        Raises:
            InputError: the file is not sound; the message names the first fault. Nothing was stored.
            ArchiveError: the archive cannot be used.
        """
        file = sound(data)
        found = self._there(file)
        if found is None:
            self._refuse_unsound(file)
            with self._archive.session() as connection:
                if not memos.exists(connection, file.memo.id):  # nor meanwhile
                    _put(connection, file)
        outcome: Literal["imported", "already there", "other"] = "imported"
        if found is not None:
            outcome = "already there" if _says_the_same(found, file) else "other"
        return Imported(memo_id=file.memo.id, title=file.memo.title, outcome=outcome)

    def _there(self, file: MemoFile) -> MemoFile | None:
        """The memo of that id as the archive has it already. Raises InputError where another has its run."""
        with self._archive.reading() as connection:
            if memos.exists(connection, file.memo.id):
                return file_of(connection, file.memo.id)
            if connection.execute("SELECT 1 FROM run WHERE id = $1", [file.run.id]).fetchone():
                raise InputError(f"run.id: the archive has a run {file.run.id} with another end.", _HINT)
        return None

    def _refuse_unsound(self, file: MemoFile) -> None:
        """Raise InputError unless an archive that holds nothing else is sound with it and gives it back."""
        trial = self._trial()
        try:
            with trial.session() as connection:
                _put(connection, file)
            with trial.session() as connection:
                back = file_of(connection, file.memo.id)
        except ArchiveError as e:
            if not isinstance(e.__cause__, _VALUES):
                raise
            said = str(e.__cause__).strip().splitlines()[0]
            raise InputError(f"It cannot be stored: {said}.", _HINT) from e
        if faults := verify(trial).faults:
            raise InputError(f"It does not hold together: {faults[0]}.", _HINT)
        for name in MemoFile.model_fields:
            if getattr(back, name) != getattr(file, name):
                raise InputError(f"{name}: it would not come back as it is.", _HINT)

    def _trial(self) -> Archive:
        """An empty archive; made once, copied after that."""
        if not self._empty.exists():
            with Archive(self._empty).session():
                pass
        trial = self._trials / "trial.duckdb"
        Path(f"{trial}.wal").unlink(missing_ok=True)
        shutil.copyfile(self._empty, trial)
        return Archive(trial)


@contextmanager
def importer(archive: Archive) -> Iterator[Importer]:
    """What takes memos into the archive; it tries them in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="triptych-") as folder:
        yield Importer(archive, Path(folder))


def _put(connection: duckdb.DuckDBPyConnection, file: MemoFile) -> None:
    memos.put(connection, file.dossier, file.run, file.sources, file.created_at)
    tags.put(connection, file.memo.id, file.tags)
    insert(connection, "resolution", _outcomes(file))


def _outcomes(file: MemoFile) -> list[dict[str, object]]:
    return [
        {
            "memo_id": file.memo.id,
            "proposition_id": outcome.proposition,
            "outcome": outcome.outcome,
            "resolved_on": outcome.resolved_on,
            "recorded_at": stored(outcome.recorded_at),
        }
        for outcome in file.resolutions
    ]


def _says_the_same(one: MemoFile, other: MemoFile) -> bool:
    """Whether two files are of the same memo, whatever became of it since."""
    parts = ("memo", "brief", "personas", "ledger")
    return all(getattr(one, part) == getattr(other, part) for part in parts)

"""The whole archive in one file beside it, and back: copied while nobody writes, judged before it takes the place.

Invariant: a file that is there under its own name is whole: it was copied beside, opened there and moved in.
Reading an archive's file in a process that has it open would drop that process's lock, so it is copied under the sidecar
lock with no connection to it.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from triptych.errors import ArchiveError, InputError
from triptych.permissions import FILE
from triptych.store.archive import BESIDE, Archive
from triptych.store.records import Record
from triptych.store.rows import fetch
from triptych.store.verify import verify


class Contents(Record):
    """What an archive's file holds."""

    memos: int
    documents: int
    """Of the library."""
    size: int
    """Bytes."""

    @property
    def empty(self) -> bool:
        """True where there is nothing in it that a user would miss."""
        return not self.memos and not self.documents


@dataclass(frozen=True)
class Candidate:
    """A copy of a backup beside the archive, ready to take its place: migrated, under an identity of its own."""

    contents: Contents
    faults: tuple[str, ...]
    """What `memos verify` finds in it."""
    _archive: Archive
    _copy: Path

    def take_over(self) -> Path | None:
        """Take the archive's place; returns where the old one is now, or None where there was none.

        Raises:
            ArchiveError: the files cannot be moved, or another process holds the archive; it is left as it is.
        """
        try:
            with self._archive.held():
                aside = _set_aside(self._archive.path)
                os.replace(self._copy, self._archive.path)
        except OSError as e:
            raise _unmoved(self._archive.path, e) from e
        return aside


def save(archive: Archive, target: Path) -> Contents:
    """Copy the archive as it stands to a file, which is replaced at once and whole; returns what the copy holds.

    Raises:
        InputError: there is no archive yet, or the file is the archive's own or cannot be written.
        ArchiveError: the archive cannot be used, its copy cannot be opened or moved, or another process uses the file.
    """
    target = Path(os.path.realpath(target))
    refuse_own(archive, target)
    if not archive.path.exists():
        raise InputError(
            f"There is no archive at {archive.path} yet.", "Write a first memo with: triptych run IDEA"
        )
    if target.exists() and not target.is_file():
        raise InputError(f"{target} is no file that could be replaced.", "Name another file.")
    with _copied(archive, target) as fresh:
        held = _contents(Archive(fresh))
        _refuse_unmerged(fresh, target)
        try:
            _move(fresh, Archive(target, archive.wait))
        except OSError as e:
            raise _unmoved(target, e) from e
    return held


def contents(archive: Archive) -> Contents | None:
    """What the archive holds; None where there is none yet.

    Raises:
        ArchiveError: it cannot be used.
    """
    return _contents(archive) if archive.path.exists() else None


@contextmanager
def candidate(archive: Archive, file: Path) -> Iterator[Candidate]:
    """A backup, copied beside the archive and looked through; it is gone afterwards unless it took over.

    An index beside the archive knows the numbers of its changes: under a new identity none of them counts for the copy.

    Raises:
        InputError: the file is missing, is the archive's own, is no archive that this Triptych can read, or holds nothing.
        ArchiveError: there is no room for the copy.
    """
    refuse_own(archive, Path(os.path.realpath(file)))
    if not file.is_file():
        raise InputError(f"There is no file {file}.", _NAME_ONE)
    with archive.held():  # also makes sure of the folder
        pass
    with _copied(Archive(file), archive.path, held=False) as fresh:
        copy = Archive(fresh)
        try:
            with copy.session() as connection:
                connection.execute("UPDATE identity SET id = CAST(uuid() AS VARCHAR)")
            found, faults = _contents(copy), verify(copy).faults
        except ArchiveError as e:
            raise InputError(e.message.replace(str(fresh), str(file)), _NAME_ONE) from e
        if found.empty:
            raise InputError(f"{file} holds neither a memo nor a document.", _NAME_ONE)
        _refuse_unmerged(fresh, archive.path)
        yield Candidate(found, faults, archive, fresh)


_NAME_ONE = "Name a file that `triptych backup` wrote."
_COUNTS = "SELECT (SELECT count(*) FROM memo) AS memos, (SELECT count(*) FROM library) AS documents"


def refuse_own(archive: Archive, file: Path) -> None:
    """Raises InputError for a file that is the archive, by whatever name, or one of those beside it."""
    own = [archive.path, *(Path(f"{archive.path}{end}") for end in BESIDE)]
    if file in own or (file.exists() and archive.path.exists() and file.samefile(archive.path)):
        raise InputError(f"{file} is the archive itself.", "Name another file.")


def _contents(archive: Archive) -> Contents:
    with archive.reading() as connection:
        counts = fetch(connection, _COUNTS)[0]
    return Contents(**counts, size=archive.path.stat().st_size)


@contextmanager
def _copied(archive: Archive, target: Path, held: bool = True) -> Iterator[Path]:
    """A copy of an archive's file beside the target; what is left of it afterwards is removed.

    A write-ahead log that a killed process left is part of the archive: the copy's first session reads it.
    """
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with archive.held() if held else nullcontext():
            _copy(archive.path, fresh)
        yield fresh
    finally:
        for left in ("", *BESIDE):
            Path(f"{fresh}{left}").unlink(missing_ok=True)


def _copy(path: Path, fresh: Path) -> None:
    log = Path(f"{path}.wal")
    try:
        _copy_private(path, fresh)
        if log.exists():
            _copy_private(log, Path(f"{fresh}.wal"))
    except OSError as e:
        raise InputError(
            f"{fresh.parent} cannot take a copy of {path}: {e.strerror or e}.", _ELSEWHERE
        ) from e


def _copy_private(path: Path, fresh: Path) -> None:
    """Copy a file to a name that is free, for its user alone: a link that somebody put there is not followed."""
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE)
    with path.open("rb") as source, open(descriptor, "wb") as target:
        shutil.copyfileobj(source, target, _PIECE)


_PIECE = 2**20  # bytes that are copied at once
_ELSEWHERE = "Make room there and make it readable and writable, or name a file somewhere else."


def _move(fresh: Path, target: Archive) -> None:
    """Put a copy in the place of what is there, with whose write-ahead log it could not be opened."""
    log = Path(f"{target.path}.wal")
    with fresh.open("rb") as stream:
        os.fsync(stream.fileno())
    with target.held() if target.path.exists() or log.exists() else nullcontext():
        log.unlink(missing_ok=True)
        os.replace(fresh, target.path)


def _set_aside(path: Path) -> Path | None:
    """Give the archive a second name, so that there is one in its place at every moment, and move its log along.

    Returns where it is then; None where there was none.
    """
    there = path.exists()
    aside = Path(f"{path}.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    if there:
        _name_again(path, aside)
    with suppress(FileNotFoundError):  # a log whose archive is lost would be taken for one of the backup
        os.rename(f"{path}.wal", f"{aside}.wal")
    return aside if there else None


def _name_again(path: Path, aside: Path) -> None:
    """Give a file a second name; the first stays, but on a file system without second names."""
    try:
        os.link(path, aside)
    except OSError:  # a file system without second names
        os.rename(path, aside)


def _refuse_unmerged(fresh: Path, target: Path) -> None:
    """Raises ArchiveError where DuckDB had no room to write a copy's log into it: the copy alone would lack that."""
    if Path(f"{fresh}.wal").exists():
        raise _unmoved(target, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


def _unmoved(path: Path, error: OSError) -> ArchiveError:
    return ArchiveError(
        f"The backup could not take the place of {path}: {error.strerror or error}.",
        "Make the folder writable.",
    )

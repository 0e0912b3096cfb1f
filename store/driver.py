"""How DuckDB files are opened and closed, and what the driver's errors mean to a user.

A file is attached to a connection in memory, never opened by `duckdb.connect(path)`: that reads the headers
before it takes the file's lock, and loses rows that another process committed in between.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from triptych.errors import ArchiveCorrupt, ArchiveError, ArchiveLocked, ArchiveNewer
from triptych.store.engines import Config, engines
from triptych.store.files import full

RETRY_SECONDS = 0.02
HEADER_BYTES = 3 * 4096
ROW_GROUP_ROWS = 2048
"""Rows that are stored together, the fewest that DuckDB takes. A commit writes anew the last group of each table that it
adds to: with the default of 122,880, one more memo costs as much as all that are there."""
CHANGE = f"TYPE duckdb, ROW_GROUP_SIZE {ROW_GROUP_ROWS}"
CREATE = f"{CHANGE}, STORAGE_VERSION 'v1.5.0'"
READ_ONLY = "TYPE duckdb, READ_ONLY"
MERGED_EVERY = 64
MERGED_AT_ONCE = 16_000_000  # bytes
"""A commit adds a group to each table without an index, and a group takes a quarter of a megabyte. To merge the small
ones costs as much as to write thousands of rows, so that not every session does it: of a file that small each, of a
larger one the fewer, but one in `MERGED_EVERY`; drawn by lot, for what is committed is the same."""
PUT_OFF = 32
"""How much rarer a merge is while others wait for the file: it takes a second where there are ten thousand memos."""
MOST_MERGES = 100
LOCKED = ("Could not set lock", "Unique file handle conflict")
NEWER = ("newer version of DuckDB", "but we can only read", "Unsupported Storage Version")
TORN = ("not a valid DuckDB database", "Could not read enough bytes", "Corrupt database", "checksum")
REACHING = ("file system operations are disabled by configuration",)
TORN_TYPES = (duckdb.InternalException, duckdb.FatalException, duckdb.SerializationException)


def prepare(path: Path) -> None:
    """Begin what `connected` takes longest for, in a thread: a command can import meanwhile what it needs."""
    engines.prepare(_config(path))


@contextmanager
def connected(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory to which the file at the path can be attached; closed in every case.

    It takes most of the time that a session takes, and holds nothing that others could wait for.
    """
    with engines.connection(_config(path)) as connection:
        connection.execute("SET GLOBAL max_vacuum_tasks = 0")
        yield connection


@contextmanager
def attached(
    connection: duckdb.DuckDBPyConnection, path: Path, deadline: float, options: str = CHANGE
) -> Iterator[None]:
    """Attach the file as `archive`, in use; let go of it in every case.

    Args:
        connection: one of `connected`, that has nothing attached.
        path: the database file.
        deadline: `time.monotonic()` until which a lock held by another program is waited for.
        options: `CHANGE`, `CREATE` for a file that does not exist yet, or `READ_ONLY`.

    Raises:
        duckdb.Error: the file cannot be opened; `explained` says why.
    """
    try:
        _attach(connection, path, deadline, options)
        connection.execute("USE archive")
        yield
    finally:
        _detach(connection)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit when the body ends, roll back when anything ends it early."""
    connection.begin()
    committed = False
    try:
        yield
        connection.commit()
        committed = True
    finally:
        if not committed:
            with suppress(duckdb.Error):
                connection.rollback()


def merge(connection: duckdb.DuckDBPyConnection, path: Path, awaited: bool) -> None:
    """Have the small groups of the attached file merged when it is let go of, if the lot falls on this session.

    Args:
        awaited: whether somebody waits for the file.
    """
    if tasks := _merges(path, awaited):
        connection.execute(f"SET GLOBAL max_vacuum_tasks = {tasks}")


def refuse_truncated(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Refuse an attached file that is shorter than its blocks in use; DuckDB notices only on reading them.

    It must have been closed cleanly: blocks that a write-ahead log brings need not be in the file yet.

    Raises:
        ArchiveCorrupt: part of the file is missing.
    """
    row = connection.execute(_USED).fetchone()
    if row and path.stat().st_size < HEADER_BYTES + row[0] * row[1]:
        raise corrupt(path, "has lost its end")


def explained(error: duckdb.Error, path: Path) -> ArchiveError:
    """The error that a user can act on, for one of the driver's."""
    text = str(error)
    if full(text):
        return ArchiveError(
            f"{path} cannot be written: its disk is full.",
            "Free some space there, then try again; nothing was lost.",
        )
    if _has(text, LOCKED):
        return ArchiveLocked(
            f"{path} is open in another program.", "Close it there, then try again; nothing was lost."
        )
    if _has(text, NEWER):
        return ArchiveNewer(f"{path} was written by a newer DuckDB than this one.", "Upgrade Triptych.")
    if _has(text, REACHING):
        return ArchiveError(
            f"{path} reaches for other files, which no archive of Triptych does.",
            "It was changed by somebody: do not use it, restore a backup.",
        )
    if _has(text, TORN) or isinstance(error, TORN_TYPES):
        return corrupt(path, "is not a readable archive")
    return ArchiveError(f"{path}: {_first_line(text)}", _remedy(text))


def corrupt(path: Path, what: str) -> ArchiveCorrupt:
    """The error for a file that is left as it is because it cannot be read."""
    return ArchiveCorrupt(
        f"{path} {what}; it was left as it is.", "Move it aside to start anew, or restore a backup."
    )


_USED = "SELECT used_blocks, block_size FROM pragma_database_size() WHERE database_name = 'archive'"


def _config(path: Path) -> Config:
    """How an engine for the archive at that path is started: of all files it may touch those of the archive only.

    An archive may come from anybody, and a view in it could read whatever the user may read.
    """
    temporary = f"{path}.tmp.{os.getpid()}"
    return {
        "allowed_directories": [f"{temporary}/"],
        "allowed_paths": [f"{path}{new}{end}" for new in ("", ".new") for end in _ENDS],
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        # To try it on texts as long as a memo's takes longer than all else that a merge does.
        "disabled_compression_methods": "dict_fsst",
        # One a process: whoever closes first would take it from the others.
        "temp_directory": temporary,
    }


_ENDS = ("", ".wal", ".wal.checkpoint", ".wal.recovery")
"""Behind the name of a database file: what DuckDB has beside it."""


def _merges(path: Path, awaited: bool) -> int:
    share = max(1 / MERGED_EVERY, MERGED_AT_ONCE / max(path.stat().st_size, MERGED_AT_ONCE))
    return MOST_MERGES if random.random() < share / (PUT_OFF if awaited else 1) else 0


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, deadline: float, options: str) -> None:
    name = str(path).replace("'", "''")
    while True:
        try:
            connection.execute(f"ATTACH '{name}' AS archive ({options})")
        except duckdb.Error as e:
            if not _has(str(e), LOCKED) or time.monotonic() >= deadline:
                raise
        else:
            return
        time.sleep(RETRY_SECONDS)


def _detach(connection: duckdb.DuckDBPyConnection) -> None:
    """Let go of the file now: whoever holds the sidecar lock next must find it free."""
    try:
        connection.execute("USE memory; DETACH archive")
    except duckdb.Error:
        # It loses nothing: what was committed is in the write-ahead log.
        connection.close()


def _has(text: str, signs: tuple[str, ...]) -> bool:
    return any(sign in text for sign in signs)


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "the database gave no reason."


def _remedy(text: str) -> str:
    if "Permission denied" in text or "Read-only" in text:
        return "Make the file and its folder writable, or choose another archive path."
    return ""

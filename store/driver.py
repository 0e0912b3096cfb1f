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

RETRY_SECONDS = 0.02
HEADER_BYTES = 3 * 4096
ROW_GROUP_ROWS = 2048
"""Rows that are stored together, the fewest that DuckDB takes. A commit writes anew the last group of each table that it
adds to: with the default of 122,880, one more memo costs as much as all that are there."""
MERGED_EVERY = 64
MERGED_AT_ONCE = 16_000_000  # bytes
"""A commit adds a group to each table without an index, and a group takes a quarter of a megabyte. To merge the small
ones costs as much as to write thousands of rows, so that not every session does it: of a file that small each, of a
larger one the fewer, but one in `MERGED_EVERY`; drawn by lot, for what is committed is the same."""
MOST_MERGES = 100
LOCKED = ("Could not set lock", "Unique file handle conflict")
NEWER = ("newer version of DuckDB", "but we can only read", "Unsupported Storage Version")
TORN = ("not a valid DuckDB database", "Could not read enough bytes", "Corrupt database", "checksum")
TORN_TYPES = (duckdb.InternalException, duckdb.FatalException, duckdb.SerializationException)


@contextmanager
def connected(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory to which the file at the path can be attached; closed in every case.

    It takes most of the time that a session takes, and holds nothing that others could wait for.
    """
    with engines.connection(_config(path)) as connection:
        connection.execute(f"SET GLOBAL max_vacuum_tasks = {_merges(path)}")
        yield connection


@contextmanager
def attached(
    connection: duckdb.DuckDBPyConnection, path: Path, deadline: float, create: bool = False
) -> Iterator[None]:
    """Attach the file as `archive`, in use; let go of it in every case.

    Args:
        connection: one of `connected`, that has nothing attached.
        path: the database file.
        deadline: `time.monotonic()` until which a lock held by another program is waited for.
        create: True for a file that does not exist yet.

    Raises:
        duckdb.Error: the file cannot be opened; `explained` says why.
    """
    try:
        _attach(connection, path, deadline, create)
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
    if _has(text, LOCKED):
        return ArchiveLocked(
            f"{path} is open in another program.", "Close it there, then try again; nothing was lost."
        )
    if _has(text, NEWER):
        return ArchiveNewer(f"{path} was written by a newer DuckDB than this one.", "Upgrade Triptych.")
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
    return {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        # One a process: whoever closes first would take it from the others.
        "temp_directory": f"{path}.tmp.{os.getpid()}",
    }


def _merges(path: Path) -> int:
    # `os.path` takes a path that no file system would for one that is not there; who opens it is told what is wrong.
    size = os.path.getsize(path) if os.path.exists(path) else 0
    share = max(1 / MERGED_EVERY, MERGED_AT_ONCE / max(size, MERGED_AT_ONCE))
    return MOST_MERGES if random.random() < share else 0


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, deadline: float, create: bool) -> None:
    name = str(path).replace("'", "''")
    version = ", STORAGE_VERSION 'v1.5.0'" if create else ""
    options = f"TYPE duckdb, ROW_GROUP_SIZE {ROW_GROUP_ROWS}{version}"
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
    if "No space left" in text:
        return "Free some disk space, then try again; nothing was lost."
    return ""

"""How DuckDB files are opened and closed, and what the driver's errors mean to a user.

A file is attached to a connection in memory, never opened by `duckdb.connect(path)`: that reads the headers
before it takes the file's lock, and loses rows that another process committed in between.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from triptych.errors import ArchiveCorrupt, ArchiveError, ArchiveLocked, ArchiveNewer

RETRY_SECONDS = 0.02
HEADER_BYTES = 3 * 4096
LOCKED = ("Could not set lock", "Unique file handle conflict")
NEWER = ("newer version of DuckDB", "but we can only read", "Unsupported Storage Version")
TORN = ("not a valid DuckDB database", "Could not read enough bytes", "Corrupt database", "checksum")
TORN_TYPES = (duckdb.InternalException, duckdb.FatalException, duckdb.SerializationException)


@contextmanager
def attached(path: Path, deadline: float, create: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has the file attached as `archive` and in use; detached and closed in every case.

    Args:
        path: the database file.
        deadline: `time.monotonic()` until which a lock held by another program is waited for.
        create: True for a file that does not exist yet.

    Raises:
        duckdb.Error: the file cannot be opened; `explained` says why.
    """
    connection = duckdb.connect(":memory:", config=_config(path))
    try:
        _attach(connection, path, deadline, create)
        connection.execute("USE archive")
        yield connection
    finally:
        # A failed detach loses nothing: what was committed is in the write-ahead log.
        with suppress(duckdb.Error):
            connection.execute("USE memory; DETACH archive")
        connection.close()


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


def _config(path: Path) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": f"{path}.tmp",
    }


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, deadline: float, create: bool) -> None:
    name = str(path).replace("'", "''")
    version = ", STORAGE_VERSION 'v1.5.0'" if create else ""
    while True:
        try:
            connection.execute(f"ATTACH '{name}' AS archive (TYPE duckdb{version})")
        except duckdb.Error as e:
            if not _has(str(e), LOCKED) or time.monotonic() >= deadline:
                raise
        else:
            return
        time.sleep(RETRY_SECONDS)


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

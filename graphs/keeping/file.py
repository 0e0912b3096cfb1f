"""The file of a run's answers: rows in the order in which they came, each there for good once `append` returns."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from triptych.errors import ArchiveError

_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS kept (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, part TEXT NOT NULL, asked TEXT NOT NULL, body TEXT NOT NULL
);
"""


class Row(NamedTuple):
    """What was kept: its kind, the part of the run that it was for, what was asked (a hash), and itself as JSON."""

    kind: str
    part: str
    asked: str
    body: str


class KeptFile:
    """The rows of one run; made by the first that is appended.

    It stays open from then on until it is closed: to open and close it for each answer takes four times as long as to
    write one. Rows are appended by one thread at a time.

    Args:
        path: in a folder that is there.
        run: the run's id, for messages.
    """

    def __init__(self, path: Path, run: str) -> None:
        self._path, self._run = path, run
        self._open: sqlite3.Connection | None = None

    def append(self, rows: Sequence[Row]) -> None:
        """Add rows, all or none. Raises ArchiveError where they cannot be written."""
        try:
            self._open = self._open or self._connected()
            with self._open as connection:
                connection.executemany("INSERT INTO kept (kind, part, asked, body) VALUES (?, ?, ?, ?)", rows)
        except sqlite3.Error as e:
            raise ArchiveError(
                f"The answers of run {self._run} cannot be kept in {self._path.parent}: {e}.",
                f"Make room there, then go on with: triptych resume {self._run}",
            ) from e

    def rows(self) -> list[Row]:
        """All rows; none where there is no file. Raises ArchiveError where they cannot be read."""
        if not self._path.exists():
            return []
        try:
            with closing(self._connected()) as connection:
                found = connection.execute("SELECT kind, part, asked, body FROM kept ORDER BY number")
                return [Row(*row) for row in found]
        except sqlite3.Error as e:
            raise self.unreadable(str(e)) from e

    def unreadable(self, why: str) -> ArchiveError:
        """The error of a file that cannot be read, and why."""
        return ArchiveError(
            f"The answers of run {self._run} in {self._path} cannot be read: {why}.",
            f"Drop what it kept with `triptych runs prune {self._run}`, and run the idea anew.",
        )

    def close(self) -> None:
        """Let go of the file; it can be used again."""
        connection, self._open = self._open, None
        if connection:
            connection.close()

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, check_same_thread=False)
        try:
            connection.executescript(_SCHEMA)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

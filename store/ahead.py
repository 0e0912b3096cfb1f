"""What a command shows of an archive, read in a thread while it imports what it shows it with: half of its time is that."""

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Generic, TypeVar

import duckdb

from triptych.errors import TriptychError
from triptych.store.archive import Archive

Found = TypeVar("Found")
SWITCH_SECONDS = 0.0001
"""How long Python keeps a thread that wants to go on waiting, where it would be 5 ms: a reading is a dozen short queries,
and would wait after each for the imports."""


class Ahead(Generic[Found]):
    """A reading of an archive that is under way.

    Args:
        path: the archive's file.
        read: what to do in a session of it. It is done once more where the first time failed, and must import nothing:
            two threads that import the same packages can find them half made.
    """

    def __init__(self, path: Path, read: Callable[[duckdb.DuckDBPyConnection], Found]) -> None:
        self._path, self._read = path, read
        self._found: list[Found] = []
        self._thread = Thread(target=self._try, name="read-ahead")
        self._thread.start()

    def found(self, wait: float) -> Found:
        """What was read; where it could not be read without waiting, it is read now.

        Args:
            wait: seconds to wait for another process to let go of the archive.

        Raises what `read` and `Archive.reading` do.
        """
        self._thread.join()
        if not self._found:
            with Archive(self._path, wait).reading() as connection:
                return self._read(connection)
        return self._found[0]

    def _try(self) -> None:
        interval = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        try:
            with suppress(TriptychError), Archive(self._path, wait=0).reading() as connection:
                self._found.append(self._read(connection))
        finally:
            sys.setswitchinterval(interval)

"""An archive read in a thread while its caller imports what to show it with; each takes about half of a short command.

Invariant: what is read imports nothing, for two threads that import the same packages can find them half made; and one
reading goes on at a time in a process, for it changes how often threads take turns.
"""

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


class ReadAhead(Generic[Found]):
    """A reading of an archive that is under way, by `Archive.reading`, which puts the archive right where it must.

    Args:
        path: the archive's file.
        read: what to do in its session; done once more where the first time failed.
    """

    def __init__(self, path: Path, read: Callable[[duckdb.DuckDBPyConnection], Found]) -> None:
        self._path, self._read = path, read
        self._found: list[Found] = []
        self._thread = Thread(target=self._try, name="read-ahead")
        self._thread.start()

    def found(self, wait: float) -> Found:
        """What was read; where it could not be read at once, it is read now.

        Args:
            wait: seconds to wait for another process to let go of the archive.

        Raises:
            ArchiveLocked: another process held it for longer.
            TriptychError: what else `Archive.reading` and `read` raise.
        """
        self._thread.join()
        if self._found:
            return self._found[0]
        with Archive(self._path, wait).reading() as connection:
            return self._read(connection)

    def _try(self) -> None:
        interval = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        try:
            # `found` tries again, and says what is wrong.
            with suppress(TriptychError, duckdb.Error, OSError):
                with Archive(self._path, wait=0).reading() as connection:
                    read = self._read(connection)
                self._found.append(read)
        finally:
            sys.setswitchinterval(interval)

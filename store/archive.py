"""The archive: one DuckDB file that several processes may use at once, one transaction at a time.

Invariant: nothing but `Archive.session` opens the file, always under the sidecar lock, and no connection
outlives it. A session is short: it never waits for a person, a model or the network, and it does not nest.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from triptych import paths
from triptych.errors import ArchiveError, ArchiveLocked
from triptych.store import schema
from triptych.store.driver import attached, connected, corrupt, explained, refuse_truncated, transaction

POLL_SECONDS = 0.01
"""How often somebody who has just come asks for the lock."""
LEAST_POLL_SECONDS = 0.0005


class Archive:
    """The archive at a path; holds no connection and no lock between sessions.

    Args:
        path: the DuckDB file; it is created with its schema at the first session.
        wait: seconds to wait for another process to let go of it.
    """

    def __init__(self, path: Path, wait: float = 20.0) -> None:
        # Two names of one file (a link, a relative path) must share one lock.
        self.path = Path(os.path.realpath(path))
        self.wait = wait
        self._log = Path(f"{self.path}.wal")

    @contextmanager
    def session(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection inside one transaction: committed when the body ends, rolled back when it raises.

        Raises:
            ArchiveLocked: another process held the archive for longer than `wait`.
            ArchiveCorrupt: the file is not a readable archive; it is left as it is.
            ArchiveNewer: a newer Triptych or DuckDB wrote it.
            ArchiveError: the folder is missing, something is read-only, or the database refused.
        """
        deadline = time.monotonic() + self.wait
        with connected(self.path) as connection, self.held():
            try:
                self._ensure(connection, deadline)
                closed_cleanly = not self._log.exists()
                with attached(connection, self.path, deadline):
                    if closed_cleanly:
                        refuse_truncated(connection, self.path)
                    schema.migrate(connection, self.path)
                    with transaction(connection):
                        yield connection
            except duckdb.Error as e:
                raise explained(e, self.path) from e

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep every other session out, as one does; for what is done to the file itself, with no connection to it.

        Raises ArchiveLocked and ArchiveError as `session` does.
        """
        lock = FileLock(f"{self.path}.lock")
        try:
            self._check_place()
            self._acquire(lock)
        except Timeout as e:
            raise self._locked() from e
        except OSError as e:
            raise self._unusable(e) from e
        try:
            yield
        finally:
            lock.release()

    def _acquire(self, lock: FileLock) -> None:
        """Whoever has waited for longer asks more often, so that those who come later rarely pass by.

        Raises Timeout after `wait`.
        """
        start = time.monotonic()
        while True:
            waited = time.monotonic() - start
            try:
                lock.acquire(blocking=False)
            except Timeout:
                if waited >= self.wait:
                    raise
            else:
                return
            time.sleep(max(LEAST_POLL_SECONDS, POLL_SECONDS / (1 + 20 * waited)))

    def _check_place(self) -> None:
        folder = self.path.parent
        if folder.is_relative_to(os.path.realpath(paths.home())):
            folder.mkdir(parents=True, exist_ok=True)
        if folder.exists() and not folder.is_dir():
            raise ArchiveError(f"{folder} is not a folder.", "Choose another archive path.")
        if not folder.is_dir():
            raise ArchiveError(
                f"The folder {folder} of the archive does not exist.",
                f"Create it (mkdir -p '{folder}'), or choose another archive path.",
            )
        if self.path.is_dir():
            raise ArchiveError(f"{self.path} is a folder, not a file.", "Name a file in it as the archive.")

    def _ensure(self, connection: duckdb.DuckDBPyConnection, deadline: float) -> None:
        """Leave a whole archive at the path; what is there already is never written over."""
        if not self.path.exists():
            if self._log.exists():
                raise corrupt(self.path, f"is missing, but its write-ahead log {self._log.name} is there")
            self._create(connection, deadline)
        elif self.path.stat().st_size == 0:
            raise corrupt(self.path, "is empty (0 bytes)")

    def _create(self, connection: duckdb.DuckDBPyConnection, deadline: float) -> None:
        """Build the file beside its place and move it in, so that a kill never leaves half an archive."""
        fresh = Path(f"{self.path}.new")
        try:
            for left_over in (fresh, Path(f"{fresh}.wal")):
                left_over.unlink(missing_ok=True)
            with attached(connection, fresh, deadline, create=True):
                schema.migrate(connection, fresh)
            os.replace(fresh, self.path)
        except OSError as e:
            raise self._unusable(e) from e

    def _locked(self) -> ArchiveLocked:
        return ArchiveLocked(
            f"{self.path} was in use by another process for {self.wait:g} seconds.",
            "Another triptych may be running: wait for it or end it, then try again.",
        )

    def _unusable(self, error: OSError) -> ArchiveError:
        return ArchiveError(
            f"The archive {self.path} cannot be used: {error.strerror or error}.",
            "Make the file and its folder writable, or choose another archive path.",
        )

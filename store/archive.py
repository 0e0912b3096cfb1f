"""The archive: one DuckDB file that several processes may use at once, one that writes or several that read.

Invariant: nothing but `Archive.session` and `Archive.reading` opens the file, always under the sidecar lock, and no
connection outlives it. A session is short: it never waits for a person, a model or the network, and it does not nest.
"""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb
from filelock import Timeout

from triptych import paths
from triptych.errors import ArchiveError, ArchiveLocked
from triptych.permissions import FILE, FOLDER
from triptych.store import schema, sharing
from triptych.store.driver import (
    CREATE,
    READ_ONLY,
    attached,
    connected,
    corrupt,
    explained,
    merge,
    refuse_truncated,
    transaction,
)

BESIDE = (".wal", ".lock", ".turn")
"""Behind the name of the file: what may stand beside it and goes with it."""


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

    def owns(self, path: Path) -> bool:
        """Whether a path is the archive, or something that is kept beside it: what runs kept, indexes, locks."""
        real = os.path.realpath(path)
        return real == str(self.path) or real.startswith(f"{self.path}.")

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
                    merge(connection, self.path, sharing.awaited(self.path))
            except duckdb.Error as e:
                raise explained(e, self.path) from e

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection inside one transaction that can only read; others may read meanwhile.

        An archive that is not there yet, was not closed, or is of an older version is put right first, as by `session`.

        Raises what `session` does.
        """
        with connected(self.path) as connection, self.held(shared=True):
            try:
                with self._attached_to_read(connection) as ready:
                    if ready:
                        with transaction(connection):
                            yield connection
                        return
            except duckdb.Error as e:
                raise explained(e, self.path) from e
        with self.session() as connection:
            yield connection

    @contextmanager
    def held(self, shared: bool = False) -> Iterator[None]:
        """Keep every other session out, as one does; for what is done to the file itself, with no connection to it.

        Args:
            shared: keep only those out that write.

        Raises ArchiveLocked and ArchiveError as `session` does.
        """
        with ExitStack() as lock:
            try:
                self._check_place()
                lock.enter_context(sharing.held(self.path, self.wait, shared))
            except Timeout as e:
                raise self._locked() from e
            except OSError as e:
                raise self._unusable(e) from e
            yield

    @contextmanager
    def _attached_to_read(self, connection: duckdb.DuckDBPyConnection) -> Iterator[bool]:
        """Attach the file, read-only; gives whether it can be read as it is."""
        if self._log.exists() or not self.path.exists() or self.path.stat().st_size == 0:
            yield False
            return
        with attached(connection, self.path, time.monotonic() + self.wait, READ_ONLY):
            refuse_truncated(connection, self.path)
            yield schema.is_current(connection, self.path)

    def _check_place(self) -> None:
        folder = self.path.parent
        if folder.is_relative_to(os.path.realpath(paths.home())):
            folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
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
            with attached(connection, fresh, deadline, CREATE):
                schema.migrate(connection, fresh)
                # What were left in its log would not be moved with it.
                connection.execute("CHECKPOINT archive")
            os.chmod(fresh, FILE)
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

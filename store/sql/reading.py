"""The archive opened for one query: read-only, cut off from everything else, and never for long.

Invariant: DuckDB's own headers are read under the sidecar lock, as `Archive.session` does; what outlives the lock is a
private copy. A file that is missing, torn, or of another version is left to `Archive.session` to refuse or to mend.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from pathlib import Path

import duckdb

from triptych.errors import ArchiveError
from triptych.store import schema
from triptych.store.archive import Archive
from triptych.store.driver import HEADER_BYTES


class ReadArchive(Archive):
    """An archive as a query sees it.

    It is opened by `duckdb.connect`, because what is attached to a connection in memory can be detached by a query, and
    attached again for writing. That loses nothing here: nobody commits while the sidecar lock is held.
    """

    @contextmanager
    def cut_off(self, memory: int, copy: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that can only read, and in which nothing can be set.

        Args:
            memory: what the database may use, in MiB.
            copy: where to put a copy, which is read then: who writes has the archive back as soon as it is made. None
                reads the archive itself, and keeps who writes from it until the connection is closed.

        Raises:
            ArchiveError: there is no archive yet, or as `Archive.session` raises.
        """
        self._check_place()
        if not self.path.exists() and not self._log.exists():
            first = 'Write a memo: triptych run "the LLM inference stack"'
            raise ArchiveError(f"There is no archive yet: {self.path}.", first)
        schema.migrations()  # read now, not while others are kept waiting
        with ExitStack() as stack:
            connection = self._open(stack, memory, copy)
            if connection is None:
                with self.session():  # which says what is wrong, or brings the schema up to date
                    pass
                connection = self._open(stack, memory, copy)
            if connection is None:
                raise ArchiveError(f"{self.path} cannot be read.", "Check it: triptych memos verify --all")
            yield connection

    def _open(self, stack: ExitStack, memory: int, copy: Path | None) -> duckdb.DuckDBPyConnection | None:
        """A connection that `stack` closes; None for a file that is not whole and of this version."""
        if copy is not None:
            if not self._copied(copy):
                return None
            connection = _sound(stack, copy, memory)
            with suppress(OSError):  # nothing is left behind, however this process ends
                copy.unlink()
            return connection
        with ExitStack() as opening:
            opening.enter_context(self.held(shared=True))
            connection = None if self._log.exists() else _sound(opening, self.path, memory)
            if connection is not None:
                stack.push(opening.pop_all())
        return connection

    def _copied(self, copy: Path) -> bool:
        """Copy the file as one commit left it; False where it was not closed cleanly.

        Nobody is kept waiting unless somebody commits meanwhile: then it is copied once more, under the lock.
        """
        before = self._commit()
        if before is None:
            return False
        self._copy(copy)
        with self.held(shared=True):
            now = self._commit(held=True)
            if now is not None and now != before:
                self._copy(copy)
        return now is not None

    def _commit(self, held: bool = False) -> bytes | None:
        """The headers, which every commit changes when it is closed; None where one was not closed."""
        with nullcontext() if held else self.held(shared=True):
            if self._log.exists():
                return None
            with self.path.open("rb") as stream:
                return stream.read(HEADER_BYTES)

    def _copy(self, copy: Path) -> None:
        try:
            shutil.copyfile(self.path, copy)
        except OSError as e:
            size = self.path.stat().st_size // 2**20
            raise ArchiveError(
                f"A query of more than a moment needs a copy of the archive ({size} MiB): {e.strerror or e}.",
                "Make room beside the archive, or ask for less.",
            ) from e


def _sound(stack: ExitStack, path: Path, memory: int) -> duckdb.DuckDBPyConnection | None:
    """A connection to the file, that `stack` closes; None where it is not whole or of another version."""
    try:
        connection = stack.enter_context(closing(_connected(path, memory)))
        return connection if _whole(connection, path) else None
    except duckdb.Error:
        return None


def _connected(path: Path, memory: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(path, read_only=True, config=_CONFIG | {"memory_limit": f"{memory}MiB"})
    connection.execute("SET TimeZone = 'UTC'; SET lock_configuration = true")
    return connection


_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
    "errors_as_json": True,
    "max_temp_directory_size": "0B",
    "python_enable_replacements": False,
    "temp_directory": "",
    "threads": 1,
}


def _whole(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Whether nothing of the file is missing, and its schema is that of this version."""
    used = connection.execute("SELECT used_blocks * block_size FROM pragma_database_size()").fetchone()
    applied = connection.execute("SELECT max(number) FROM migration").fetchone()
    if used is None or applied is None:
        return False
    return bool(
        path.stat().st_size >= HEADER_BYTES + used[0] and applied[0] == schema.migrations()[-1].number
    )

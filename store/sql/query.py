"""One query of the archive, by a process that is killed when its time is up, when it is called off, or with this one.

Invariant: no query keeps others from the archive for longer than `Limits.patience`, or than a copy of it takes. One that
needs more begins anew on a private copy, so that a run that publishes its memo meanwhile does not have to wait for it.
"""

import json
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from triptych import errors
from triptych.store.sql import faults
from triptych.store.sql.faults import QueryCancelled, QueryFailed, QueryStopped
from triptych.store.sql.limits import Limits
from triptych.store.sql.process import Cancellation, Child, Deadline, child_process
from triptych.store.sql.values import Value

__all__ = ["Cancellation", "Limits", "Result", "run_query"]

COPIED_A_SECOND = 256 * 2**20
"""Bytes that a disk copies beside other work."""


class Placed(Protocol):
    """Where the archive is, and how many seconds to wait for it; an `Archive` is one."""

    @property
    def path(self) -> Path: ...
    @property
    def wait(self) -> float: ...


@dataclass(frozen=True)
class Result:
    """What a query gave.

    Attributes:
        columns: their names in order; a name may come twice.
        types: DuckDB's name of each column's type.
        rows: values that JSON can hold, as `values.json_ready` says.
        cut: what ended the rows early: their number, or their size together; None when these are all.
        seconds: how long it took once it had the archive.
    """

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    cut: Literal["rows", "size"] | None
    seconds: float


def run_query(
    archive: Placed, text: str, limits: Limits | None = None, cancellation: Cancellation | None = None
) -> Result:
    """The rows of one SELECT or EXPLAIN.

    Args:
        archive: where it is; it is opened by the child process only.
        text: the statement.
        limits: the bounds; None for the defaults.
        cancellation: what calls it off from another thread.

    Raises:
        QueryRefused: it is not one reading statement of correct SQL.
        QueryStopped: it took longer than it may.
        QueryCancelled: it was called off.
        QueryFailed: it could not be finished.
        ArchiveError: there is no archive, or it cannot be used.
    """
    query, called_off = _Query(archive, text, limits or Limits()), cancellation or Cancellation()
    limits = query.limits
    first = min(max(limits.patience, _copying(archive.path)), limits.seconds)
    found = _attempt(query, None, first, called_off)
    if found is None and limits.seconds > first:
        with _place_for_a_copy(archive.path) as copy:
            found = _attempt(query, copy, limits.seconds - first, called_off)
    if found is None:
        raise _too_long(limits)
    return found


@dataclass(frozen=True)
class _Query:
    archive: Placed
    text: str
    limits: Limits

    def request(self, copy: Path | None) -> bytes:
        """What the child is told."""
        told = {
            "path": str(self.archive.path),
            "wait": self.archive.wait,
            "text": self.text,
            "limits": asdict(self.limits),
            "copy": None if copy is None else str(copy),
        }
        return f"{json.dumps(told)}\n".encode()


def _copying(path: Path) -> float:
    """Seconds that a copy of the archive takes: what is done in less is not worth one."""
    try:
        return path.stat().st_size / COPIED_A_SECOND
    except OSError:
        return 0.0


@contextmanager
def _place_for_a_copy(path: Path) -> Iterator[Path]:
    """A path for a copy of the archive beside it, of the same name, for a query may name the database."""
    try:
        folder = tempfile.TemporaryDirectory(prefix=".sql-", dir=path.parent, ignore_cleanup_errors=True)
    except OSError as e:
        raise QueryFailed(f"There is no place for a copy beside the archive: {e.strerror or e}.") from e
    with folder as name:
        yield Path(name) / path.name


def _attempt(query: _Query, copy: Path | None, seconds: float, called_off: Cancellation) -> Result | None:
    """What the query gives; None when it took longer than `seconds`."""
    with child_process() as child, called_off.of(child), Deadline(child, seconds) as deadline:
        try:
            return _answered(child, query.request(copy), deadline)
        except _Ended as e:
            if called_off.cancelled:
                raise QueryCancelled("The query was called off.") from e
            if deadline.passed:
                return None
            raise _broken(child, query.limits) from e


class _Ended(Exception):
    """The child ended before its answer did."""


def _answered(child: Child, request: bytes, deadline: Deadline) -> Result:
    """Read the answer to its end; the deadline runs from when the query begins. Raises what the child tells of."""
    columns: dict[str, Any] = {}
    rows: list[tuple[Value, ...]] = []
    _ask(child, request)
    for line in child.stdout or ():
        told = _read(line)
        if "row" in told:
            rows.append(tuple(told["row"]))
        elif "begun" in told:
            deadline.start()
        elif "error" in told:
            raise _error(*told["error"])
        elif "columns" in told:
            columns = told
        else:
            names, types = tuple(columns["columns"]), tuple(columns["types"])
            return Result(names, types, tuple(rows), told["cut"], told["seconds"])
    raise _Ended


def _ask(child: Child, request: bytes) -> None:
    if child.stdin is not None:
        with suppress(BrokenPipeError):  # its end shows in its answer
            child.stdin.write(request)
            child.stdin.flush()


def _read(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError as e:  # torn when it was killed
        raise _Ended from e
    return told if isinstance(told, dict) else {}


def _error(kind: str, message: str, hint: str) -> errors.TriptychError:
    known: type[errors.TriptychError] = getattr(faults, kind, getattr(errors, kind, QueryFailed))
    return known(message, hint)


def _broken(child: Child, limits: Limits) -> QueryFailed:
    code = child.wait()
    if code == -getattr(signal, "SIGXCPU", 0):
        return _too_long(limits)
    return QueryFailed(
        f"The query brought down the process that ran it ({code}); the archive is unharmed.",
        "Word it in another way.",
    )


def _too_long(limits: Limits) -> QueryStopped:
    return QueryStopped(
        f"The query was stopped after {limits.seconds:g} seconds, its time limit.",
        "Narrow it down, or give it more time: triptych sql --timeout SECONDS",
    )

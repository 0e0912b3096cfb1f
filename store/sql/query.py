"""One query of the archive, by a process that is killed when its time is up, when it is called off, or with this one.

Invariant: no query keeps others from the archive for longer than `Limits.patience`. One that takes longer begins anew on a
private copy, so that a run that publishes its memo meanwhile does not have to wait for it.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from triptych import errors, paths
from triptych.store.sql import faults
from triptych.store.sql.faults import QueryCancelled, QueryFailed, QueryStopped
from triptych.store.sql.limits import Limits
from triptych.store.sql.values import Value

Child: TypeAlias = "subprocess.Popen[bytes]"
MODULE = "triptych.store.sql.child"


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


class Cancellation:
    """Calls a query off from another thread, also before it has begun."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: Child | None = None
        self.cancelled = False

    def cancel(self) -> None:
        """End the query now: `run_query` raises QueryCancelled. Nothing happens when it is over."""
        with self._lock:
            self.cancelled = True
            self._kill()

    @contextmanager
    def of(self, child: Child) -> Iterator[None]:
        """For the length of the body, what `cancel` kills."""
        with self._lock:
            self._child = child
            if self.cancelled:
                self._kill()
        try:
            yield
        finally:
            with self._lock:
                self._child = None

    def _kill(self) -> None:
        if self._child is not None:
            self._child.kill()


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
    first = min(limits.patience, limits.seconds)
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


@contextmanager
def _place_for_a_copy(path: Path) -> Iterator[Path]:
    """A path for a copy of the archive beside it, of the same name, for a query may name the database."""
    try:
        with tempfile.TemporaryDirectory(prefix=".sql-", dir=path.parent) as folder:
            yield Path(folder) / path.name
    except OSError as e:
        raise QueryFailed(f"There is no place for a copy beside the archive: {e.strerror or e}.") from e


def _attempt(query: _Query, copy: Path | None, seconds: float, called_off: Cancellation) -> Result | None:
    """What the query gives; None when it took longer than `seconds`."""
    with _child() as child, called_off.of(child), _Deadline(child, seconds) as deadline:
        try:
            return _answered(child, query.request(copy), deadline)
        except _Ended as e:
            if called_off.cancelled:
                raise QueryCancelled("The query was called off.") from e
            if deadline.passed:
                return None
            raise _broken(child, query.limits) from e


class _Deadline:
    """Kills a process so many seconds after it was started."""

    def __init__(self, child: Child, seconds: float) -> None:
        self._child = child
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True
        self.passed = False

    def start(self) -> None:
        self._timer.start()

    def __enter__(self) -> "_Deadline":
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _pass(self) -> None:
        self.passed = True
        self._child.kill()


class _Ended(Exception):
    """The child ended before its answer did."""


@contextmanager
def _child() -> Iterator[Child]:
    """A process that waits for its request; dead, whatever happens, when the body ends."""
    with _started() as child:
        try:
            yield child
        finally:
            child.kill()


def _started() -> Child:
    pipe = subprocess.PIPE
    try:
        # Ctrl-C is for this process, which then ends that one: hence the session of its own.
        return subprocess.Popen(
            [sys.executable, "-m", MODULE],
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
    except OSError as e:
        raise QueryFailed(f"No process can be started for the query: {e.strerror or e}.") from e


def _environment() -> dict[str, str]:
    """What Python needs to find this package again, and the package its home: no key."""
    kept = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    path = os.pathsep.join(os.path.abspath(one) for one in sys.path)
    found[paths.HOME_VARIABLE] = str(paths.home())
    return found | {"PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"}


def _answered(child: Child, request: bytes, deadline: _Deadline) -> Result:
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

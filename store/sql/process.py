"""The process of a query as its parent sees it: started with nothing to be found in it, and killed in every case."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TypeAlias

from triptych import paths
from triptych.store.sql.faults import QueryFailed

Child: TypeAlias = "subprocess.Popen[bytes]"
MODULE = "triptych.store.sql.child"


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


class Deadline:
    """Kills a process so many seconds after `start`, unless the body ends before."""

    def __init__(self, child: Child, seconds: float) -> None:
        self._child = child
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True
        self.passed = False

    def start(self) -> None:
        self._timer.start()

    def __enter__(self) -> "Deadline":
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _pass(self) -> None:
        self.passed = True
        self._child.kill()


@contextmanager
def child_process() -> Iterator[Child]:
    """A process that waits for its request; dead, whatever happens, when the body ends.

    Raises QueryFailed if none can be started.
    """
    with _started() as child:
        try:
            yield child
        finally:
            child.kill()
            if child.stdin is not None:
                with suppress(BrokenPipeError):  # what it was not told before it was killed
                    child.stdin.close()


def environment() -> dict[str, str]:
    """What Python needs to find this package again, and the package its home: no key."""
    kept = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    path = os.pathsep.join(os.path.abspath(one) for one in sys.path)
    found[paths.HOME_VARIABLE] = str(paths.home())
    return found | {"PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"}


def _started() -> Child:
    pipe = subprocess.PIPE
    try:
        # Ctrl-C is for this process, which then ends that one: hence the session of its own.
        return subprocess.Popen(
            [sys.executable, "-m", MODULE],
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,
        )
    except OSError as e:
        raise QueryFailed(f"No process can be started for the query: {e.strerror or e}.") from e

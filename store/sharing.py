"""The sidecar lock of a file: one who may change it, or several who read it, whatever processes and threads they are in.

Invariant: whoever comes takes the turn first and keeps it until the file is theirs, so that no stream of readers passes
by one who wants to write. Besides, a thread that let go while others waited gives way for a moment when it comes again
at once: that is a help and no promise.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

POLL_SECONDS = 0.01
"""How often somebody who has just come asks for a lock."""
LEAST_POLL_SECONDS = 0.0005
GIVEN_WAY = 0.1
"""Seconds after letting go, while others waited, within which who comes again gives way."""
WAY_SECONDS = 0.01
"""For how long: those who wait have yet to wake."""
_let_go: dict[tuple[Path, int], float] = {}
"""When a thread of this process last let go of a file for which others waited."""


@contextmanager
def held(path: Path, wait: float, shared: bool = False) -> Iterator[None]:
    """Keep others out of a file.

    Args:
        path: the file; files with `.lock` and `.turn` behind its name stand beside it from then on.
        wait: seconds to wait for those who have it, and for those who came before.
        shared: let others in who share it, too. A system that cannot share a lock lets nobody in.

    Raises:
        Timeout: others had it for longer.
        OSError: a lock cannot be made.
    """
    until = time.monotonic() + wait
    me = path, threading.get_ident()
    if time.monotonic() < _let_go.pop(me, 0.0) + GIVEN_WAY:
        time.sleep(WAY_SECONDS)
    with ExitStack() as lock:
        with _alone(f"{path}.turn", until):
            lock.enter_context((_shared if shared else _alone)(f"{path}.lock", until))
        try:
            yield
        finally:
            if awaited(path):
                _let_go[me] = time.monotonic()


def awaited(path: Path) -> bool:
    """Whether somebody waits for the file that one has."""
    turn = FileLock(f"{path}.turn")
    if taken(turn):
        turn.release()
        return False
    return True


@contextmanager
def _alone(file: str, until: float) -> Iterator[None]:
    lock = FileLock(file)
    _ask(lambda: taken(lock), file, until)
    try:
        yield
    finally:
        lock.release()


def taken(lock: FileLock) -> bool:
    """Whether the lock is ours now; it is not waited for."""
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    return True


def _ask(take: Callable[[], bool], file: str, until: float) -> None:
    """Ask for a lock until it is given. Whoever has waited for longer asks more often, and so is rarely passed by.

    Raises Timeout.
    """
    start = time.monotonic()
    while not take():
        now = time.monotonic()
        if now >= until:
            raise Timeout(file)
        time.sleep(max(LEAST_POLL_SECONDS, POLL_SECONDS / (1 + 20 * (now - start))))


if sys.platform == "win32":
    _shared = _alone
else:
    import fcntl

    @contextmanager
    def _shared(file: str, until: float) -> Iterator[None]:
        # filelock takes the same lock of the system, but never shares it.
        with open(file, "ab") as stream:  # whose closing lets go
            _ask(lambda: _taken_shared(stream.fileno()), file, until)
            yield

    def _taken_shared(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

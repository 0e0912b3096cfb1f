"""Who does a run: one process at a time. The lock says so, and goes with the process however it ends; the file beside it
says to people which process that is and when it last gave a sign. Whoever wants the run stopped leaves it a file there."""

import asyncio
import json
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from filelock import FileLock

from triptych.errors import InputError
from triptych.graphs.keeping.folder import RunFolder, explained
from triptych.graphs.threads import over, unbroken
from triptych.permissions import FILE
from triptych.store.files import write_whole
from triptych.store.sharing import taken

BEAT_SECONDS = 1.0
"""How often the owner gives a sign, and looks whether it is to stop."""
LOOK_SECONDS = 0.5
"""How long whoever wants a run waits for one that only looks who does it."""
QUIET_SECONDS = 60.0
"""An owner that has given none for so long is said to hang."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that does a run."""

    pid: int
    host: str
    since: datetime
    silent: float
    """Seconds since its last sign."""

    def told(self) -> str:
        """Who it is, in words."""
        hangs = f", without a sign for {self.silent:.0f} s" if self.silent > QUIET_SECONDS else ""
        return f"process {self.pid} on {self.host}{hangs}"


@asynccontextmanager
async def owning(folder: RunFolder, stop: Callable[[], None]) -> AsyncIterator[None]:
    """Be the only process that does the run.

    Args:
        folder: the run's.
        stop: stops the run as its user would; called in this loop, once or oftener, when somebody has asked for it.

    Raises:
        InputError: another one does it, or the folder is gone.
        ArchiveError: the folder cannot be used.
    """
    with ExitStack() as held:
        await unbroken(held.enter_context, holding(folder))
        with explained(folder.path):
            folder.stop.unlink(missing_ok=True)  # it was meant for who did the run before
            _sign(folder)
        held.callback(_leave, folder)
        beating = asyncio.create_task(_beat(folder, stop))
        try:
            yield
        finally:
            beating.cancel()
            await over(beating)


@contextmanager
def holding(folder: RunFolder) -> Iterator[None]:
    """Keep everybody else from doing the run, and from dropping what it kept.

    Raises:
        InputError: another process does it, or the folder is gone.
        ArchiveError: the folder cannot be used.
    """
    lock = _lock(folder)
    with explained(folder.path):
        if not folder.path.is_dir():  # to take the lock would make it anew
            raise InputError(f"What run {folder.run} kept is pruned.", "Run its idea anew.")
        if not _ours(lock, folder):
            raise _busy(folder)
    try:
        yield
    finally:
        lock.release()


def _ours(lock: FileLock, folder: RunFolder) -> bool:
    """Whether the lock is ours now; one that only looks who does the run has it for a moment, and does not sign."""
    until = time.monotonic() + LOOK_SECONDS
    while not taken(lock):
        if folder.owner.exists() or time.monotonic() >= until:
            return False
        time.sleep(LOOK_SECONDS / 50)
    return True


def drop(folder: RunFolder) -> None:
    """Drop what a run kept. Raises as `holding` does; nothing is dropped then."""
    with holding(folder):
        folder.remove()


def owner(folder: RunFolder) -> Owner | None:
    """Who does the run now; None if nobody."""
    if not folder.path.is_dir():
        return None
    lock = _lock(folder)
    with explained(folder.path):
        if taken(lock):
            _leave(folder)  # the sign of a process that was killed must not pass for that of the next
            lock.release()
            return None
    return _read(folder)


def ask_to_stop(folder: RunFolder) -> bool:
    """Ask whoever does the run to stop it, as its user would there; other runs of that process go on.

    Returns:
        Whether nobody had asked before.

    Raises:
        InputError: the run has just ended, and left nothing.
        ArchiveError: the folder cannot be written to.
    """
    with explained(folder.path):
        try:
            folder.stop.touch(mode=FILE, exist_ok=False)
        except FileExistsError:
            return False
        except FileNotFoundError as e:
            raise InputError(f"Run {folder.run} has just ended.", "There is nothing to stop.") from e
    return True


def _read(folder: RunFolder) -> Owner | None:
    """Who has signed; None where whoever has the lock has not: it has just come or gone, or only looks."""
    try:
        told = json.loads(folder.owner.read_text("utf-8"))
        silent = max(0.0, time.time() - folder.owner.stat().st_mtime)
        return Owner(int(told["pid"]), str(told["host"]), datetime.fromisoformat(told["since"]), silent)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _busy(folder: RunFolder) -> InputError:
    one = _read(folder)
    return InputError(
        f"Run {folder.run} is being done by {one.told() if one else 'another process'}.",
        f"Wait for it, or stop it with: triptych runs cancel {folder.run}",
    )


def _lock(folder: RunFolder) -> FileLock:
    return FileLock(f"{folder.owner}.lock", thread_local=False)


def _sign(folder: RunFolder) -> None:
    told = {"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat()}
    write_whole(folder.owner, json.dumps(told).encode())


def _leave(folder: RunFolder) -> None:
    with suppress(OSError):  # what stays is taken away by whoever comes next
        for file in (folder.owner, folder.stop):
            file.unlink(missing_ok=True)


async def _beat(folder: RunFolder, stop: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        with suppress(OSError):  # a sign that is missed is no reason to end a run
            if folder.stop.exists():
                stop()
            os.utime(folder.owner)

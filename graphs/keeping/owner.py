"""Who does a run: one process at a time. The lock says so, and goes with the process however it ends; the file beside it
says to people which process that is and when it last gave a sign."""

import asyncio
import json
import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from filelock import FileLock

from triptych.errors import InputError
from triptych.graphs.keeping.folder import RunFolder, explained
from triptych.store.sharing import taken

BEAT_SECONDS = 5.0
"""How often the owner gives a sign."""
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

    @property
    def here(self) -> bool:
        """Whether it is a process of this machine that can be told something."""
        return self.pid > 0 and self.host == socket.gethostname()

    def told(self) -> str:
        """Who it is, in words."""
        hangs = f", without a sign for {self.silent:.0f} s" if self.silent > QUIET_SECONDS else ""
        return f"process {self.pid} on {self.host}{hangs}"


@asynccontextmanager
async def owning(folder: RunFolder) -> AsyncIterator[None]:
    """Be the only process that does the run.

    Raises:
        InputError: another one does it.
        ArchiveError: the folder cannot be used.
    """
    lock = _lock(folder)
    with explained(folder.path):
        if not taken(lock):
            raise _busy(folder)
    beating = asyncio.create_task(_beat(folder))
    try:
        with explained(folder.path):
            _sign(folder)
        yield
    finally:
        beating.cancel()
        await asyncio.wait([beating])
        lock.release()


def owner(folder: RunFolder) -> Owner | None:
    """Who does the run now; None if nobody."""
    lock = _lock(folder)
    if not folder.path.is_dir():
        return None
    with explained(folder.path):
        if taken(lock):
            lock.release()
            return None
    return _read(folder)


def _read(folder: RunFolder) -> Owner:
    try:
        told = json.loads(folder.owner.read_text("utf-8"))
        silent = max(0.0, time.time() - folder.owner.stat().st_mtime)
        return Owner(int(told["pid"]), str(told["host"]), datetime.fromisoformat(told["since"]), silent)
    except (OSError, ValueError, KeyError, TypeError):  # it has just taken the lock, or just ended
        return Owner(0, "this machine", datetime.now(UTC), 0.0)


def _busy(folder: RunFolder) -> InputError:
    return InputError(
        f"Run {folder.run} is being done by {_read(folder).told()}.",
        f"Wait for it, or stop it with: triptych runs cancel {folder.run}",
    )


def _lock(folder: RunFolder) -> FileLock:
    return FileLock(f"{folder.owner}.lock", thread_local=False)


def _sign(folder: RunFolder) -> None:
    told = {"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat()}
    folder.owner.write_text(json.dumps(told), "utf-8")


async def _beat(folder: RunFolder) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        with suppress(OSError):  # a sign that is missed is no reason to end a run
            os.utime(folder.owner)

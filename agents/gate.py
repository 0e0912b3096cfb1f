"""Where what a run begins can be held for a while: calls, searches and the parts of the panel wait at the gate.

What is under way when it is shut goes on to its end. The time for which it is shut counts against no limit.
"""

import asyncio
import time
from collections.abc import Callable


class Gate:
    """Open until it is shut; `hold` and `go_on` are called in the loop of those who wait.

    Args:
        clock: seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._open = asyncio.Event()
        self._open.set()
        self.stopped = asyncio.Event()
        """Set when the run is to end."""
        self._clock, self._shut_at, self._shut_before = clock, 0.0, 0.0

    @property
    def held(self) -> bool:
        """Whether it is shut."""
        return not self._open.is_set()

    @property
    def seconds(self) -> float:
        """For how long it has been shut in all."""
        return self._shut_before + (self._clock() - self._shut_at if self.held else 0.0)

    def worked(self) -> float:
        """Seconds on its clock, without those for which it was shut."""
        return self._clock() - self.seconds

    def hold(self) -> None:
        """Let nothing through until it is opened."""
        if not self.held:
            self._shut_at = self._clock()
            self._open.clear()

    def go_on(self) -> None:
        """Let through who waits."""
        self._shut_before = self.seconds
        self._open.set()

    def stop(self) -> None:
        """Let nothing through any more: whoever does the run ends it when what is under way has come to its end."""
        self.hold()
        self.stopped.set()

    async def passed(self) -> None:
        """Come through, at once where it is open."""
        await self._open.wait()

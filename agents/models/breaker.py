"""The circuit breaker of an endpoint: who was waited for in vain is left alone for a while, by all who would ask.

Closed, every call goes through. A call that is given up opens it: calls fail at once, so that a dead endpoint costs a run
its part and not an hour. After a pause one call may try; its answer closes the breaker, its failure opens it for longer.
(Nygard, Release It!, 2nd ed. 2018, "Circuit Breaker".)
"""

import asyncio
import time
from collections.abc import Callable
from weakref import WeakKeyDictionary

from triptych.agents.models.endpoint import Endpoint
from triptych.keys import Key

FIRST, LONGEST = 15.0, 600.0
"""Seconds for which it is open: at first, and at most; doubled each time a try fails."""

_Model = tuple[str, Key | None, str]
_breakers: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[_Model, "Breaker"]] = WeakKeyDictionary()


class Breaker:
    """Of one model at one address.

    Args:
        clock: seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pause = 0.0
        self._until = 0.0
        self._trying = False
        self.why = ""
        """What came of the last call that was given up."""

    @property
    def closed(self) -> bool:
        """Whether every call goes through."""
        return not self._pause

    @property
    def seconds(self) -> float:
        """For how long nobody is asked yet."""
        return max(0.0, self._until - self._clock())

    def admits(self) -> bool:
        """Whether a call may be made now; one that may be made while it is not closed is the one that tries."""
        if self.closed:
            return True
        if self.seconds or self._trying:
            return False
        self._trying = True
        return True

    def answered(self) -> None:
        """A call was answered."""
        self._pause, self._trying = 0.0, False

    def gave_up(self, why: str = "") -> None:
        """A call was waited for in vain; and what came of it."""
        self.why = why
        # Calls that were under way together fail together, and count once.
        if self.closed or self._trying:
            self._pause = min(LONGEST, 2 * self._pause or FIRST)
            self._until = self._clock() + self._pause
        self._trying = False

    def left(self) -> None:
        """The call that tried ended in another way, as where it was cancelled."""
        self._trying = False


def breaker(endpoint: Endpoint) -> Breaker:
    """The breaker of the endpoint's model, for all runs in the running event loop."""
    known = _breakers.setdefault(asyncio.get_running_loop(), {})
    return known.setdefault((endpoint.base_url.rstrip("/"), endpoint.key, endpoint.model), Breaker())

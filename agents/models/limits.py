"""How many requests an endpoint gets at once and in a minute, counted over all models that share address and key."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from triptych.agents.models.endpoint import Endpoint
from triptych.keys import Key

if TYPE_CHECKING:
    from aiolimiter import AsyncLimiter

_Address = tuple[str, Key | None]
_gates: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[_Address, "Gate"]] = WeakKeyDictionary()


class Gate:
    """The one way to an address and key: counts who is inside, and lets in what each caller's limits allow."""

    def __init__(self) -> None:
        self.inside = 0
        self._changed = asyncio.Condition()
        self._pace: AsyncLimiter | None = None
        self._slowest = float("inf")

    @asynccontextmanager
    async def passing(self, endpoint: Endpoint) -> AsyncIterator[None]:
        """Wait until a request may be made, and hold its place until it is done."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.inside < endpoint.concurrency)
            self.inside += 1
        try:
            await self._paced(endpoint.requests_per_minute)
            yield
        finally:
            self.inside -= 1
            async with self._changed:
                self._changed.notify_all()

    async def _paced(self, per_minute: float | None) -> None:
        """Requests are spread evenly, since a burst is what an endpoint's own limit would punish."""
        if per_minute is not None and per_minute < self._slowest:
            from aiolimiter import AsyncLimiter

            self._pace, self._slowest = AsyncLimiter(1, 60 / per_minute), per_minute
        if self._pace is not None:
            await self._pace.acquire()


def gate(endpoint: Endpoint) -> Gate:
    """The gate of the endpoint's address and key, in the running event loop."""
    gates = _gates.setdefault(asyncio.get_running_loop(), {})
    return gates.setdefault((endpoint.base_url.rstrip("/"), endpoint.key), Gate())

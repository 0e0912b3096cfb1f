"""The line to a search engine's own service: bounded in time and size, its faults in our words.

The address is the user's, so it is not held to the network guard; what comes back is from outside all the same.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import httpx

from triptych import addresses
from triptych.agents.authorities import authorities
from triptych.agents.retry_after import retry_after
from triptych.agents.sources.fetch import Transient
from triptych.agents.sources.web.again import Sleep, twice
from triptych.errors import ServiceError
from triptych.keys import hidden

SECONDS = 20.0
MOST = 10_000_000  # bytes of one answer
Answer = TypeVar("Answer")
Ask = Callable[[httpx.AsyncClient], Awaitable[Answer]]


class Line:
    """Asks one service, once more if its fault may pass.

    Args:
        name: what messages call it.
        url: where it is.
        transport: how to get there; tests give their own.
        seconds: for one answer as a whole.
        sleep: how to wait before asking again.
    """

    def __init__(
        self,
        name: str,
        url: str,
        transport: Callable[[], httpx.AsyncBaseTransport] | None = None,
        seconds: float = SECONDS,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.name, self.url, self.seconds = name, url, seconds
        self._transport = transport
        self._sleep = sleep
        self._wait: ContextVar[float | None] = ContextVar("wait", default=None)
        """The seconds that the last answer in this task asked us to wait."""

    async def ask(self, ask: Ask[Answer]) -> Answer:
        """What `ask` makes of the service, given a client. Raises ServiceError, or what `ask` itself does."""
        return await twice(lambda: self._once(ask), self._sleep)

    async def _once(self, ask: Ask[Answer]) -> Answer:
        async def note(response: httpx.Response) -> None:
            self._wait.set(retry_after(response.headers))
            if response.headers.get("content-encoding", "identity") != "identity":
                raise _TooLong  # or it may be, once it is unpacked
            response.stream = _Bounded(response.stream, MOST)

        self._wait.set(None)
        with self._faults():
            async with (
                asyncio.timeout(self.seconds),
                httpx.AsyncClient(
                    transport=self._transport() if self._transport else None,
                    verify=authorities(),
                    timeout=self.seconds,
                    trust_env=not addresses.loopback(self.url),  # to which no proxy leads
                    headers={
                        "user-agent": "triptych",
                        "accept": "application/json",
                        "accept-encoding": "identity",
                    },
                    event_hooks={"response": [note]},
                ) as client,
            ):
                return await ask(client)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Turns the faults of any HTTP client into ours."""
        try:
            yield
        except (TimeoutError, httpx.TimeoutException) as e:
            raise self.busy(f"no whole answer within {self.seconds:g} seconds") from e
        except _TooLong as e:
            raise self.fault(
                f"an answer over {MOST / 1e6:g} MB or compressed unasked", "Check its address."
            ) from e
        except httpx.HTTPStatusError as e:
            raise self.refused(e.response.status_code) from cause(e)
        except (httpx.HTTPError, httpx.InvalidURL) as e:
            reason = f"no connection to {self._host()} ({hidden(str(e)) or type(e).__name__})"
            raise self.busy(reason) from cause(e)

    def refused(self, status: int) -> ServiceError:
        """The fault of an answer with that status."""
        if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
            return self.busy(f"it answered {status}")
        return self.fault(f"it answered {status}", f"Check its address ({self._host()}).")

    def busy(self, reason: str) -> Transient:
        """A fault that may pass, after what the last answer asked us to wait."""
        return Transient(f"{self.name}: {hidden(reason)}.", "Try again later.", self._wait.get())

    def fault(self, reason: str, hint: str) -> ServiceError:
        """A fault that will not pass."""
        return ServiceError(f"{self.name}: {hidden(reason)}.", hint)

    def _host(self) -> str:
        return addresses.place(self.url)


def cause(error: Exception) -> Exception | None:
    """The error as a cause to name, or None where its text holds a key and must not be printed with ours."""
    return error if hidden(str(error)) == str(error) else None


class _TooLong(Exception):
    """Raised inside a body to stop it."""


class _Bounded(httpx.AsyncByteStream):
    """A body of which no more than a limit is read."""

    def __init__(self, stream: object, most: int) -> None:
        assert isinstance(stream, httpx.AsyncByteStream)
        self._stream = stream
        self._left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            self._left -= len(piece)
            if self._left < 0:
                raise _TooLong
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()

"""The reader: each page of a run once, a few at a time, and no server asked more than it can bear."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from triptych.agents.sources.clean import one_line
from triptych.agents.sources.document import CutShort, domain
from triptych.agents.sources.fetch import Limits, read_url
from triptych.agents.sources.readers import PARSERS_FAULTS, to_sources
from triptych.agents.sources.web.again import Sleep, twice
from triptych.agents.sources.web.cache import Cache
from triptych.agents.sources.web.hits import canonical
from triptych.errors import InputError, ServiceError
from triptych.keys import hidden
from triptych.store.records import PageRead, Source

SECONDS = 20.0
MOST = 10_000_000  # bytes of a page
_PATIENCE = 3
"""Times the limit that a page may take in all: names, which cannot be given a limit, and its parsing count too."""
Fetch = Callable[[str, Limits], list[Source]]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Manners:
    """How gently servers are asked."""

    at_once: int = 8
    per_host: int = 2
    gap: float = 0.3
    """Seconds between the beginnings of two requests to one host."""


MANNERS = Manners()


@dataclass(frozen=True, slots=True)
class Page:
    """What became of one address: its sources, or why there are none."""

    url: str
    sources: tuple[Source, ...] = ()
    error: InputError | ServiceError | None = None


@dataclass(slots=True)
class _Host:
    turns: asyncio.Semaphore
    next: float = 0.0


_hosts: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[str, Manners], _Host]] = WeakKeyDictionary()
"""Of all readers of a loop: a host does not care which run it is that asks."""


@dataclass(slots=True)
class _Work:
    """What a reader has under way."""

    turns: asyncio.Semaphore
    pages: dict[str, asyncio.Task[Page]] = field(default_factory=dict)


class PageReader:
    """Reads pages for one run.

    Args:
        limits: how much of the outside is let in.
        cache: where pages are remembered.
        on_read: told of each address once, when it was read or has failed.
        fetch: reads one page, in a thread of its own.
        manners: how gently servers are asked.
        sleep, clock: how to wait, and the time in seconds.
    """

    def __init__(
        self,
        limits: Limits,
        cache: Cache | None = None,
        on_read: Callable[[PageRead], None] | None = None,
        *,
        fetch: Fetch = read_url,
        manners: Manners = MANNERS,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits
        self._cache, self._fetch, self._manners = cache, fetch, manners
        self._on_read = on_read
        self._sleep, self._clock = sleep, clock
        self._work = _Work(asyncio.Semaphore(manners.at_once))

    async def read(self, url: str) -> Page:
        """The page at an address; never raises. Whoever asks for it again, or meanwhile, gets the same one."""
        pages, name = self._work.pages, canonical(url)
        if name not in pages:
            pages[name] = asyncio.create_task(self._read(url))
        return await asyncio.shield(pages[name])  # who stops waiting does not stop the others

    def tell(
        self, url: str, sources: tuple[Source, ...], error: Exception | None, seconds: float = 0.0
    ) -> None:
        """Report an address that was read, or has failed."""
        if self._on_read:
            self._on_read(
                PageRead(
                    url=hidden(url),
                    outcome="read" if sources else "failed",
                    reason=hidden(one_line(str(error))) if error else "",
                    source_id=sources[0].id if sources else "",
                    seconds=round(seconds, 3),
                )
            )

    async def _read(self, url: str) -> Page:
        started = self._clock()
        try:
            page = Page(url, tuple(await self._remembered(url)))
        except CutShort as e:
            page = Page(url, tuple(to_sources(e.documents)), e)
        except (InputError, ServiceError) as e:
            page = Page(url, error=e)
        self.tell(url, page.sources, page.error, self._clock() - started)
        return page

    async def _remembered(self, url: str) -> list[Source]:
        if self._cache is None:
            return await self._politely(url)
        # What a private host says is not for a run that may not read it.
        key = ["page", canonical(url), sorted(self.limits.allow_hosts)]
        return await self._cache.remembered(url, key, lambda: self._politely(url), _dumped, _loaded)

    async def _politely(self, url: str) -> list[Source]:
        async with self._host(url).turns:
            return await twice(lambda: self._in_turn(url), self._sleep)

    async def _in_turn(self, url: str) -> list[Source]:
        host, now = self._host(url), self._clock()
        start = max(now, host.next)
        host.next = start + self._manners.gap
        if start > now:
            await self._sleep(start - now)
        async with self._work.turns:
            return await self._fetched(url)

    async def _fetched(self, url: str) -> list[Source]:
        try:
            async with asyncio.timeout(self.limits.seconds * _PATIENCE):
                return await in_thread(lambda: self._fetch(url, self.limits))
        except TimeoutError as e:
            raise ServiceError(f"{url}: it took too long to read.", "Save the page as a file.") from e
        except (*PARSERS_FAULTS, OSError) as e:
            raise ServiceError(f"{url}: it cannot be parsed ({type(e).__name__}).", "Save it as text.") from e

    def _host(self, url: str) -> _Host:
        hosts, key = _hosts.setdefault(asyncio.get_running_loop(), {}), (domain(url), self._manners)
        return hosts.setdefault(key, _Host(asyncio.Semaphore(self._manners.per_host)))


async def in_thread(work: Callable[[], Found]) -> Found:
    """What `work` returns or raises, done in a thread that neither a cancelled run nor the end of the program waits for."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Found] = loop.create_future()

    def settle(set_: Callable[[Any], None], value: Any) -> None:
        if not future.done():
            set_(value)

    def run() -> None:
        try:
            outcome: tuple[Callable[[Any], None], Any] = future.set_result, work()
        except Exception as e:  # carried over to whoever waits, who tells one from another
            outcome = future.set_exception, e
        try:
            loop.call_soon_threadsafe(settle, *outcome)
        except RuntimeError:  # the loop was closed meanwhile: nobody waits any more
            return

    threading.Thread(target=run, name="triptych-read", daemon=True).start()
    return await future


def _dumped(sources: list[Source]) -> Any:
    return [source.model_dump(mode="json") for source in sources]


def _loaded(kept: Any) -> list[Source]:
    sources = [Source.model_validate(one) for one in kept]
    if not sources or any(sha256(one.text.encode()).hexdigest() != one.sha256 for one in sources):
        raise ValueError("not what was kept")
    return sources

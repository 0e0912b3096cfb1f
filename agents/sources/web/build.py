"""Makes the web's provider out of what the user has set."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from triptych.addresses import TAVILY
from triptych.agents.sources.faults import OnFault
from triptych.agents.sources.fetch import Limits
from triptych.agents.sources.web.again import Sleep
from triptych.agents.sources.web.cache import Cache, CacheMode
from triptych.agents.sources.web.cached import CachedEngine, CachedExtractor
from triptych.agents.sources.web.chosen import web_providers
from triptych.agents.sources.web.hits import Engine
from triptych.agents.sources.web.provider import WebProvider
from triptych.agents.sources.web.reader import MANNERS, MOST, SECONDS, Manners, PageReader
from triptych.keys import Key
from triptych.settings import ProviderName, SearchSettings
from triptych.store.records import PageRead

if TYPE_CHECKING:
    import httpx

    from triptych.agents.sources.web.tavily import Tavily


def build(
    settings: SearchSettings,
    key: Key | None,
    folder: Path,
    *,
    max_bytes: int = MOST,
    mode: CacheMode = "normal",
    on_read: Callable[[PageRead], None] | None = None,
    on_fault: OnFault | None = None,
    transport: "Callable[[], httpx.AsyncBaseTransport] | None" = None,
    manners: Manners = MANNERS,
    sleep: Sleep = asyncio.sleep,
) -> WebProvider | None:
    """The provider of the web as the settings have it, or None where they have no engine of the web.

    Args:
        settings: what the user has set, the environment and the command line included.
        key: Tavily's.
        folder: of the cache.
        max_bytes: the largest page; never over ten megabytes.
        mode: what the cache is used for.
        on_read, on_fault: told of each page, and of what failed and why.
        transport, manners, sleep: the way to the engines, how gently pages are asked for, and how to wait.

    Raises:
        InputError: an engine lacks its key or address, or the cache cannot be used.
    """
    names = web_providers(settings, key)
    if not names:
        return None
    cache = Cache(folder, settings.cache_days, mode)
    limits = Limits(min(max_bytes, MOST), SECONDS, settings.allow_hosts)
    tavily = _tavily(settings, key, transport, sleep) if "tavily" in names else None
    engines: dict[ProviderName, Engine] = {"tavily": tavily} if tavily else {}
    if "searxng" in names:
        engines["searxng"] = _searxng(settings, transport, sleep)
    return WebProvider(
        [CachedEngine(engines[name], cache) for name in names],
        PageReader(limits, cache, on_read, manners=manners, sleep=sleep),
        results=settings.results,
        on_fault=on_fault,
        extractor=CachedExtractor(tavily, cache) if tavily else None,
    )


def _tavily(
    settings: SearchSettings,
    key: Key | None,
    transport: "Callable[[], httpx.AsyncBaseTransport] | None",
    sleep: Sleep,
) -> "Tavily":
    from triptych.agents.sources.web.line import Line
    from triptych.agents.sources.web.tavily import Tavily

    return Tavily(key, settings, Line("Tavily", settings.tavily_url or TAVILY, transport, sleep=sleep))


def _searxng(
    settings: SearchSettings, transport: "Callable[[], httpx.AsyncBaseTransport] | None", sleep: Sleep
) -> Engine:
    from triptych.agents.sources.web.line import Line
    from triptych.agents.sources.web.searxng import SearXNG

    return SearXNG(settings, Line("SearXNG", settings.searxng_url or "", transport, sleep=sleep))

"""Engines and extractors whose answers are remembered."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from triptych.agents.sources.web.cache import Cache
from triptych.agents.sources.web.hits import Engine, Extractor, Hit, canonical
from triptych.errors import ServiceError


class CachedEngine:
    """An engine that is asked only for what the cache does not hold."""

    def __init__(self, engine: Engine, cache: Cache) -> None:
        self._engine = engine
        self._cache = cache
        self.name = engine.name

    @property
    def asks(self) -> dict[str, Any]:
        """All that decides its answers besides the query."""
        return self._engine.asks

    async def search(self, query: str, limit: int, without: frozenset[str]) -> list[Hit]:
        """The engine's hits, of today or of some days ago. Raises ServiceError."""
        key = ["search", self.name, self.asks, query, limit, sorted(without)]
        return await self._cache.remembered(
            f'{self.name}, "{query}"',
            key,
            lambda: self._engine.search(query, limit, without),
            lambda hits: [_dumped(hit) for hit in hits],
            lambda kept: [_loaded(hit) for hit in kept],
        )


class CachedExtractor:
    """An extractor that is asked only for the pages that the cache does not hold."""

    def __init__(self, extractor: Extractor, cache: Cache) -> None:
        self._extractor = extractor
        self._cache = cache
        self.name = extractor.name

    async def extract(self, urls: Sequence[str]) -> dict[str, str]:
        """The texts of those pages that could be read.

        Raises:
            ServiceError: the extractor did not answer for any of them.
        """
        found = await asyncio.gather(*(self._one(url) for url in urls))
        faults = [one for one in found if isinstance(one, ServiceError)]
        if urls and len(faults) == len(urls):
            raise faults[0]
        return {url: one for url, one in zip(urls, found, strict=True) if isinstance(one, str) and one}

    async def _one(self, url: str) -> str | ServiceError:
        """The text of a page, which alone is kept; empty where there is none, or no leave to ask for it."""
        try:
            key = ["extract", self.name, canonical(url)]
            return await self._cache.remembered(url, key, lambda: self._asked(url), str, str)
        except _Unread:
            return ""
        except ServiceError as e:
            return "" if self._cache.mode == "offline" else e

    async def _asked(self, url: str) -> str:
        text = (await self._extractor.extract([url])).get(url)
        if not text:
            raise _Unread(f"{url}: not read by {self.name} either.")
        return text


class _Unread(ServiceError):
    """Keeps what was not read out of the cache."""


def _dumped(hit: Hit) -> dict[str, Any]:
    day = hit.published_at
    return asdict(hit) | {"published_at": day.isoformat() if day else None}


def _loaded(kept: dict[str, Any]) -> Hit:
    day = kept["published_at"]
    return Hit(**kept | {"published_at": date.fromisoformat(day) if day else None})

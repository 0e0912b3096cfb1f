"""Engines and extractors whose answers are remembered."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from triptych.agents.sources.web.cache import Cache
from triptych.agents.sources.web.hits import Engine, Extractor, Hit, canonical


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
        """The texts of those pages that could be read. Raises ServiceError."""

        async def ask() -> dict[str, str]:
            return await self._extractor.extract(urls)

        key = ["extract", self.name, sorted(canonical(url) for url in urls)]
        return await self._cache.remembered(f"{self.name}, {len(urls)} pages", key, ask, dict, _texts)


def _dumped(hit: Hit) -> dict[str, Any]:
    day = hit.published_at
    return asdict(hit) | {"published_at": day.isoformat() if day else None}


def _loaded(kept: dict[str, Any]) -> Hit:
    day = kept["published_at"]
    return Hit(**kept | {"published_at": date.fromisoformat(day) if day else None})


def _texts(kept: Any) -> dict[str, str]:
    if not all(isinstance(text, str) for text in kept.values()):
        raise ValueError("no texts")
    return dict(kept)

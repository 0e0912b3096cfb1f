"""The library as a search provider: caught up once, then asked many times in one run."""

import asyncio
from collections.abc import Sequence
from copy import copy

from triptych.agents.sources.library import Library
from triptych.store import library as shelf
from triptych.store.records import Passage, Source
from triptych.store.search.folder import IndexTorn


class LibraryProvider:
    """A library whose index was caught up when this was made.

    Args:
        library: where to look.

    Raises:
        ArchiveError: the archive or its index cannot be used.
    """

    def __init__(self, library: Library) -> None:
        self._archive, self._library = library.archive, library
        self._index = library.ready()
        self.size = self._index.size()
        self._frequencies: dict[str, int] = {}
        self._starter = True

    def frequency(self, stem: str) -> int:
        """In how many passages a stem stands; asked of the index once for each stem."""
        if stem not in self._frequencies:
            self._frequencies[stem] = self._counted(stem)
        return self._frequencies[stem]

    @property
    def frequencies(self) -> dict[str, int]:
        """All that were asked for so far."""
        return dict(self._frequencies)

    def _counted(self, stem: str) -> int:
        try:
            return self._index.document_frequency(stem)
        except IndexTorn:  # another process is rebuilding it; catching up waits for that
            return self._library.ready().document_frequency(stem)

    def without_starter(self) -> "LibraryProvider":
        """The same library without the starter collection: only what the user added."""
        other = copy(self)
        other._starter = False
        return other

    async def search(self, query: str, limit: int, *, without: frozenset[str] = frozenset()) -> list[Passage]:
        """The best passages for a query in plain words. Raises ArchiveError."""
        asked = limit
        while True:
            found = await self._search(query, asked, without)
            own = [p for p in found if self._starter or p.kind != "starter"]
            if len(own) >= limit or len(found) < asked:
                return own[:limit]
            asked *= 4

    async def _search(self, query: str, limit: int, without: frozenset[str]) -> list[Passage]:
        try:
            return self._index.search(query, limit, sorted(without))
        except IndexTorn:
            return await asyncio.to_thread(self._library.search, query, limit, sorted(without))

    async def sources(self, ids: Sequence[str]) -> list[Source]:
        """Those of these sources that the archive has, with their texts. Raises ArchiveError."""
        return await asyncio.to_thread(shelf.sources, self._archive, ids)

    def fleeting(self, ids: Sequence[str]) -> list[Source]:
        """None: the archive has them all."""
        return []

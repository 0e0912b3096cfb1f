"""Several providers as one: asked at the same time, merged by rank, and one that fails costs its part."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from triptych.agents.desk import SearchProvider
from triptych.agents.sources.faults import Faults, OnFault
from triptych.agents.sources.web.hits import canonical
from triptych.errors import InputError, ServiceError, TriptychError
from triptych.store.records import Passage, Source
from triptych.store.search.fusion import fused

LIBRARY = "library"
_COSTS = (ServiceError, InputError)
Given = TypeVar("Given")


class Several:
    """Looks in several places.

    Args:
        providers: by name, in the order in which ties are broken; the one named `library` owns the pages that it holds.
        on_fault: told the name of what failed and why, each reason once.
    """

    def __init__(self, providers: Mapping[str, SearchProvider], on_fault: OnFault | None = None) -> None:
        self._providers = dict(providers)
        self._faults = Faults(on_fault)
        self._owners: dict[str, str] = {}

    async def search(self, query: str, limit: int, *, without: frozenset[str] = frozenset()) -> list[Passage]:
        """The best passages of all, each once; of a page that two providers have, only one's.

        Raises:
            TriptychError: every provider failed; the error of the first.
        """
        found = await self._all(lambda one: one.search(query, limit, without=without))
        for name in sorted(found, key=lambda name: name != LIBRARY):
            for passage in found[name]:
                self._own(name, passage)
        own = {p.id for name, passages in found.items() for p in passages if self._is_own(name, p)}
        lists = ([p for p in passages if p.id in own] for passages in found.values())
        return [passage for passage, _ in fused(lists, lambda passage: passage.id, limit)]

    async def sources(self, ids: Sequence[str]) -> list[Source]:
        """The sources of these ids, each once. Raises as `search`."""
        found = await self._all(lambda one: one.sources(ids))
        known: dict[str, Source] = {}
        for sources in found.values():
            for source in sources:
                known.setdefault(source.id, source)
        return [known[one] for one in dict.fromkeys(ids) if one in known]

    def fleeting(self, ids: Sequence[str]) -> list[Source]:
        """Of these sources those that are nowhere but in the memory of a provider."""
        return [source for one in self._providers.values() for source in one.fleeting(ids)]

    async def _all(self, ask: Callable[[SearchProvider], Awaitable[Given]]) -> dict[str, Given]:
        answers = await asyncio.gather(
            *(self._tried(name, ask(one)) for name, one in self._providers.items())
        )
        named = dict(zip(self._providers, answers, strict=True))
        given = {name: one for name, one in named.items() if not isinstance(one, TriptychError)}
        faults = [one for one in answers if isinstance(one, TriptychError)]
        if faults and not given:
            raise faults[0]
        return given

    async def _tried(self, name: str, asked: Awaitable[Given]) -> Given | TriptychError:
        try:
            return await asked
        except _COSTS as e:
            self._faults.tell(name, e)
            return e

    def _own(self, name: str, passage: Passage) -> None:
        if passage.url:
            page = canonical(passage.url)
            if name == LIBRARY:
                self._owners[page] = name
            self._owners.setdefault(page, name)

    def _is_own(self, name: str, passage: Passage) -> bool:
        return not passage.url or self._owners[canonical(passage.url)] == name

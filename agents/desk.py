"""The desk: the one place through which a run looks things up, so that searches are counted and copies count once."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from triptych.agents.budget import Allowance
from triptych.agents.verification.independence import copies
from triptych.store.records import Passage, Role, Source


class SearchProvider(Protocol):
    """Somewhere to look: the library, or a web search."""

    async def search(self, query: str, limit: int, *, without: frozenset[str] = frozenset()) -> list[Passage]:
        """Passages that match, best first, none of the publishers in `without`."""
        ...

    async def sources(self, ids: Sequence[str]) -> list[Source]:
        """The sources of these ids with their texts."""
        ...


class Desk:
    """Searches for a whole run.

    Args:
        provider: where to look.
        as_of: the day of the run; what was published later is not read.
        allowance: the run's budget, which counts every search before it is made.
    """

    def __init__(
        self, provider: SearchProvider, as_of: date | None = None, allowance: Allowance | None = None
    ) -> None:
        self._provider = provider
        self._as_of = as_of
        self._allowance = allowance or Allowance()
        self._sources: dict[str, Source] = {}
        self.read: set[str] = set()

    @property
    def searches(self) -> int:
        """Searches made so far."""
        return self._allowance.searches

    async def search(
        self, query: str, limit: int, *, without: frozenset[str] = frozenset(), role: Role = "brief"
    ) -> list[Passage]:
        """The best passages for a query; of near-identical ones only the best-ranked.

        Raises:
            BudgetError: no search is left for that role.
            ServiceError: nowhere that it looks did answer.
        """
        await self._allowance.gate.passed()
        self._allowance.search(role)
        await asyncio.sleep(0)  # lets whoever follows the run see the search before the next one
        found = distinct(await self._known(query, limit, without))
        self.read.update(p.source_id for p in found)
        return found

    async def _known(self, query: str, limit: int, without: frozenset[str]) -> list[Passage]:
        """What matches and was published by the day of the run; more is asked for where later passages crowd it out."""
        asked = limit
        while True:
            found = await self._provider.search(query, asked, without=without)
            known = [
                p for p in found if not (self._as_of and p.published_at and p.published_at > self._as_of)
            ]
            if len(known) >= limit or len(found) < asked:
                return known[:limit]
            asked *= 4

    def hand(self, sources: Iterable[Source]) -> None:
        """Lay down sources that somebody read before; they count as read."""
        given = {s.id: s for s in sources}
        self._sources |= given
        self.read.update(given)

    async def sources(self, ids: Iterable[str]) -> dict[str, Source]:
        """The sources of these ids, each read from its provider once."""
        asked = list(dict.fromkeys(ids))
        wanted = [i for i in asked if i not in self._sources]
        if wanted:
            self._sources |= {s.id: s for s in await self._provider.sources(wanted)}
        return {i: self._sources[i] for i in asked if i in self._sources}


def distinct(passages: Sequence[Passage]) -> list[Passage]:
    """The passages without near-copies from other sources; order is kept."""
    kept: list[Passage] = []
    for passage in passages:
        if not any(p.source_id != passage.source_id and copies(p.text, passage.text) for p in kept):
            kept.append(passage)
    return kept

"""The desk: the one place through which a run looks things up, so that searches are counted and copies count once."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from triptych.agents.budget import Allowance
from triptych.agents.verification.independence import copies
from triptych.errors import BudgetError, ServiceError
from triptych.store.records import Passage, Role, Source


class SearchProvider(Protocol):
    """Somewhere to look: the library, or a web search."""

    async def search(self, query: str, limit: int, *, without: frozenset[str] = frozenset()) -> list[Passage]:
        """Passages that match, best first, none of the publishers in `without`."""
        ...

    async def sources(self, ids: Sequence[str]) -> list[Source]:
        """The sources of these ids with their texts."""
        ...

    def fleeting(self, ids: Sequence[str]) -> list[Source]:
        """Of these sources those that are nowhere but in its memory, such as pages of the web."""
        ...


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, and for whose work."""

    query: str
    limit: int
    without: frozenset[str]
    role: Role


class KeptSearches(Protocol):
    """The seam to where the answers of searches are kept: a run that was cut off asks here before it searches again."""

    @property
    def counted(self) -> bool:
        """Whether what it gives was counted when the run went on."""
        ...

    def passages(self, search: Search) -> list[Passage] | None:
        """What was found before; None where that was not looked for. Each is given once.

        Raises:
            TriptychError: what came of it instead, in a run that is replayed.
        """
        ...

    async def keep_passages(
        self, search: Search, found: Sequence[Passage], sources: Sequence[Source]
    ) -> None:
        """Keep what was found, before anybody makes use of it, and sources that are nowhere else. Raises ArchiveError."""
        ...

    def not_found(self, search: Search, error: Exception) -> None:
        """Note that nothing came of a search, and why."""
        ...

    def keep_sources(self, sources: Sequence[Source]) -> None:
        """Keep the texts of sources that the run rests on."""
        ...


class Desk:
    """Searches for a whole run.

    Args:
        provider: where to look.
        as_of: the day of the run; what was published later is not read.
        allowance: the run's budget, which counts every search before it is made.
        kept: what earlier parts of the run have found, and where that is kept.
        on_search: told for whose work something was looked up.
    """

    def __init__(
        self,
        provider: SearchProvider,
        as_of: date | None = None,
        allowance: Allowance | None = None,
        kept: KeptSearches | None = None,
        on_search: Callable[[Role], None] = lambda role: None,
    ) -> None:
        self._provider = provider
        self._as_of = as_of
        self._allowance = allowance or Allowance()
        self._kept, self._on_search = kept, on_search
        self._sources: dict[str, Source] = {}
        self.read: set[str] = set()
        self.under_way = 0
        """Searches that nobody has answered yet."""

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
        asked = Search(query, limit, without, role)
        found = self._known_to(self._kept, asked) if self._kept else None
        if found is None:
            await self._allowance.gate.passed()
            found = await self._searched(asked)
        self.read.update(p.source_id for p in found)
        return found

    def _known_to(self, kept: KeptSearches, asked: Search) -> list[Passage] | None:
        found = kept.passages(asked)
        if found is not None and not kept.counted:
            self._allowance.count_search()
            self._on_search(asked.role)
        return found

    async def _searched(self, asked: Search) -> list[Passage]:
        try:
            self._allowance.search(asked.role)
            self._on_search(asked.role)
            await asyncio.sleep(0)  # lets whoever follows the run see the search before the next one
            found = distinct(await self._answer(asked))
        except (BudgetError, ServiceError) as e:
            if self._kept:
                self._kept.not_found(asked, e)
            raise
        if self._kept:
            sources = self._provider.fleeting([p.source_id for p in found])
            await self._kept.keep_passages(asked, found, sources)
        return found

    async def _answer(self, asked: Search) -> list[Passage]:
        self.under_way += 1
        try:
            return await self._known(asked.query, asked.limit, asked.without)
        finally:
            self.under_way -= 1

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

    def resume(self, read: Iterable[str], sources: Iterable[Source]) -> None:
        """Lay down what earlier parts of the run have read, and the sources that they kept."""
        self.read.update(read)
        self._sources |= {s.id: s for s in sources}

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
            found = await self._provider.sources(wanted)
            self._sources |= {s.id: s for s in found}
            if self._kept:
                self._kept.keep_sources(found)
        return {i: self._sources[i] for i in asked if i in self._sources}


def distinct(passages: Sequence[Passage]) -> list[Passage]:
    """The passages without near-copies from other sources; order is kept."""
    kept: list[Passage] = []
    for passage in passages:
        if not any(p.source_id != passage.source_id and copies(p.text, passage.text) for p in kept):
            kept.append(passage)
    return kept

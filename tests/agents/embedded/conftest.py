"""The starter collection in a real archive, loaded once: what the embedded analyst makes of a whole library."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType

import pytest

from triptych.agents.desk import Desk
from triptych.agents.embedded.analyst import EmbeddedAnalyst
from triptych.agents.embedded.corpus import Corpus
from triptych.agents.sources.library import Library
from triptych.agents.sources.provider import LibraryProvider
from triptych.personas.loader import select
from triptych.store.archive import Archive
from triptych.store.records import Brief, Passage, Persona

Briefed = Callable[[str], Awaitable[Brief]]


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> LibraryProvider:
    folder = tmp_path_factory.mktemp("starter")
    library = Library(Archive(folder / "archive.duckdb"), folder / "index")
    library.ensure_starter()
    return LibraryProvider(library)


@pytest.fixture(scope="session")
def panel(tmp_path_factory: pytest.TempPathFactory) -> tuple[Persona, ...]:
    """The shipped engineer, investor and strategist."""
    return select(("engineer", "investor", "strategist"), Path(tmp_path_factory.mktemp("personas")))


@pytest.fixture(scope="session")
def analyst(starter: LibraryProvider) -> EmbeddedAnalyst:
    return EmbeddedAnalyst(Corpus(starter.size, starter.frequency))


@pytest.fixture(scope="session")
def briefed(
    starter: LibraryProvider, analyst: EmbeddedAnalyst, panel: tuple[Persona, ...], make: ModuleType
) -> Briefed:
    """`await briefed(idea)`: the brief of the shipped panel on the starter collection, made once for each idea."""
    known: dict[str, Brief] = {}

    async def put(idea: str) -> Brief:
        if idea not in known:
            known[idea] = await analyst.brief(make.task(idea, *panel), Desk(starter))
        return known[idea]

    return put


class _Glance:
    """A desk that hands out the best few passages of each search."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def search(self, query: str, limit: int, *, without: frozenset[str] = frozenset()) -> list[Passage]:
        return await self._desk.search(query, min(limit, 50), without=without)


@pytest.fixture(scope="session")
def glanced(
    starter: LibraryProvider, analyst: EmbeddedAnalyst, panel: tuple[Persona, ...], make: ModuleType
) -> Briefed:
    """`await glanced(idea)`: as `briefed`, made of the best fifty passages of each search, which takes a fraction of it."""
    known: dict[str, Brief] = {}

    async def put(idea: str) -> Brief:
        if idea not in known:
            known[idea] = await analyst.brief(make.task(idea, *panel), _Glance(Desk(starter)))
        return known[idea]

    return put

"""The web as a search provider: engines find pages, the pages are read, and their passages are ranked here.

Invariant: every passage is cut from the text of a page; what an engine says about a page is never quoted. What a query
gives depends on its own pages alone, not on what other searches of the run have read by then.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from typing import TypeVar

from triptych.agents.sources.document import Document, domain, paragraphs, to_source
from triptych.agents.sources.faults import Faults, OnFault
from triptych.agents.sources.guard import Refused
from triptych.agents.sources.web.hits import Engine, Extractor, Hit, canonical, fused
from triptych.agents.sources.web.reader import Page, PageReader
from triptych.agents.sources.web.shelf import Shelf, passages
from triptych.errors import ServiceError
from triptych.store.records import Passage, Source

RESULTS = 6
_SPARE = 4  # hits asked for beyond those read, because lists overlap and publishers are left out
Given = TypeVar("Given")

_SHELVES = ThreadPoolExecutor(2, "triptych-shelf")
"""More at once would hinder each other, and keep the threads that all share from whoever waits for an answer."""


class WebProvider:
    """Searches the web for one run.

    Args:
        engines: at least one.
        reader: reads the pages that they find.
        results: how many pages are read for one query.
        on_fault: told the name of what failed and why, each reason once.
        extractor: reads what the reader cannot.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        reader: PageReader,
        *,
        results: int = RESULTS,
        on_fault: OnFault | None = None,
        extractor: Extractor | None = None,
    ) -> None:
        self._engines, self._reader, self._extractor = engines, reader, extractor
        self._results = results
        self._faults = Faults(on_fault)
        self._asked: dict[tuple[str, frozenset[str]], asyncio.Task[Shelf | ServiceError]] = {}
        self._sources: dict[str, Source] = {}
        self._passages = cache(passages)  # what one query finds, the next often finds again
        self._rescued: dict[str, Source | None] = {}
        self._rescuing = asyncio.Lock()

    async def search(self, query: str, limit: int, *, without: frozenset[str] = frozenset()) -> list[Passage]:
        """The best passages for a query in plain words, of the pages that the engines find for it.

        The engines are asked once for each query and `without`, whatever the limit.

        Raises:
            ServiceError: no engine answered.
        """
        key = (" ".join(query.split()), without)
        if key not in self._asked:
            self._asked[key] = asyncio.create_task(self._gather(*key))
        shelf = await asyncio.shield(
            self._asked[key]
        )  # whoever stops waiting, what is paid for is remembered
        if isinstance(shelf, ServiceError):
            self._asked.pop(key, None)
            raise ServiceError(shelf.message, shelf.hint) from shelf
        return shelf.search(query, limit, sorted(without))

    async def sources(self, ids: Sequence[str]) -> list[Source]:
        """The sources of these ids with their texts."""
        return [self._sources[one] for one in ids if one in self._sources]

    def fleeting(self, ids: Sequence[str]) -> list[Source]:
        """All of these that were read here."""
        return [self._sources[one] for one in dict.fromkeys(ids) if one in self._sources]

    async def _gather(self, query: str, without: frozenset[str]) -> Shelf | ServiceError:
        """What the engines find for a query, read; the fault, if none of them answered."""
        answers = await asyncio.gather(*(self._hits(engine, query, without) for engine in self._engines))
        lists = [answer for answer in answers if not isinstance(answer, ServiceError)]
        if not lists:
            return next(one for one in answers if isinstance(one, ServiceError))
        unwanted = {publisher.casefold() for publisher in without}
        hits = [hit for hit in fused(lists) if domain(hit.url).casefold() not in unwanted][: self._results]
        pages = await asyncio.gather(*(self._reader.read(hit.url) for hit in hits))
        found = [source for hit, page in zip(hits, pages, strict=True) for source in _of_page(hit, page)]
        found += await self._rescue([h for h, page in zip(hits, pages, strict=True) if _is_lost(page)])
        # A text that two searches met is one source, as the first of them met it.
        kept = {source.id: self._sources.setdefault(source.id, source) for source in found}
        return await asyncio.get_running_loop().run_in_executor(_SHELVES, self._shelf, kept.values())

    def _shelf(self, sources: Iterable[Source]) -> Shelf:
        return Shelf(passage for source in sources for passage in self._passages(source))

    async def _hits(self, engine: Engine, query: str, without: frozenset[str]) -> list[Hit] | ServiceError:
        found = await self._tried(engine.name, engine.search(query, self._results + _SPARE, without))
        if isinstance(found, ServiceError):
            return found
        return [replace(hit, engine=engine.name) for hit in found]

    async def _rescue(self, lost: Sequence[Hit]) -> list[Source]:
        """Pages that could not be read here, as the engines or the extractor read them: each is paid for once."""
        async with self._rescuing:
            new = [hit for hit in lost if canonical(hit.url) not in self._rescued]
            texts = await self._extracted([hit.url for hit in new if not hit.text])
            for hit in new:
                provider = hit.engine if hit.text else f"{self._extractor and self._extractor.name} extract"
                source = _of_text(hit, hit.text or texts.get(hit.url, ""), provider)
                self._rescued[canonical(hit.url)] = source if source.text else None
                if source.text:
                    self._reader.tell(source.url, (source,), None)
        rescued = (self._rescued[canonical(hit.url)] for hit in lost)
        return [source for source in rescued if source is not None]

    async def _extracted(self, urls: Sequence[str]) -> dict[str, str]:
        if not self._extractor or not urls:
            return {}
        texts = await self._tried(self._extractor.name, self._extractor.extract(urls))
        return {} if isinstance(texts, ServiceError) else dict(texts)

    async def _tried(self, name: str, asked: Awaitable[Given]) -> Given | ServiceError:
        try:
            return await asked
        except ServiceError as e:
            self._faults.tell(name, e)
            return e


def _of_page(hit: Hit, page: Page) -> list[Source]:
    """A page's sources, marked with who found it; what one page does not say of itself is taken from the hit."""
    only = len(page.sources) == 1
    return [
        source.model_copy(
            update={
                "provider": hit.engine,
                "title": hit.title if only and hit.title and source.title == source.url else source.title,
                "published_at": source.published_at or (hit.published_at if only else None),
            }
        )
        for source in page.sources
    ]


def _is_lost(page: Page) -> bool:
    return not page.sources and not isinstance(page.error, Refused)


def _of_text(hit: Hit, text: str, provider: str) -> Source:
    document = Document(
        text=paragraphs(text.split("\n")),
        title=hit.title or hit.url,
        kind="web",
        url=hit.url,
        published_at=hit.published_at,
    )
    return to_source(document, provider)

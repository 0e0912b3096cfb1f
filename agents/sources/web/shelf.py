"""Search over the passages of sources that are not in the library: what one query found on the web."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from triptych.agents.sources import index_files as files
from triptych.agents.sources.index import Answer, PassageIndex
from triptych.agents.sources.passages import split
from triptych.store.records import Passage, Source

if TYPE_CHECKING:
    from tantivy import Searcher


class Shelf(PassageIndex):
    """The library's index over some sources, in memory; it is never torn."""

    def __init__(self, sources: Iterable[Source]) -> None:
        from tantivy import Index

        super().__init__(Path())
        self._memory = Index(files.schema())
        self._memory.config_reader(reload_policy="manual")
        distinct = {source.id: source for source in sources}
        files.append(self._memory, (one for source in distinct.values() for one in passages(source)))

    def _ask(self, question: "Callable[[Searcher], Answer]") -> Answer:
        return question(self._memory.searcher())


def passages(source: Source) -> Iterator[Passage]:
    """The passages of a source, in order."""
    for number, (start, end) in enumerate(split(source.text)):
        yield Passage(
            id=f"{source.id}#{number}",
            source_id=source.id,
            start=start,
            end=end,
            text=source.text[start:end],
            title=source.title,
            publisher=source.publisher,
            url=source.url,
            author=source.author,
            kind=source.kind,
            published_at=source.published_at,
        )

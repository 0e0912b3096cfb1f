"""Search over the passages of sources that are not in the library: what one query found on the web."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from triptych.agents.sources import index_files as files
from triptych.agents.sources.index import Answer, PassageIndex
from triptych.agents.sources.passages import split
from triptych.store.records import Passage, Source

if TYPE_CHECKING:
    from tantivy import Searcher


class Shelf(PassageIndex):
    """The library's index over some passages, in memory; it is never torn."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        from tantivy import Index

        super().__init__(Path())
        self._held = {passage.id: passage for passage in passages}
        self._memory = Index(files.schema())
        self._memory.config_reader(reload_policy="manual")
        files.append(self._memory, self._held.values(), record=lambda passage: passage.id)

    def _ask(self, question: "Callable[[Searcher], Answer]") -> Answer:
        return question(self._memory.searcher())

    def _recorded(self, record: bytes) -> Passage:
        return self._held[record.decode()]


def passages(source: Source) -> tuple[Passage, ...]:
    """The passages of a source, in order."""
    return tuple(
        Passage(
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
        for number, (start, end) in enumerate(split(source.text))
    )

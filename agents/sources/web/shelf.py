"""Search over the passages of sources that are not in the library: what one query found on the web."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from triptych.agents.sources import index_files as files
from triptych.agents.sources.passages import split
from triptych.agents.sources.ranking import Answer, Ranked
from triptych.store.records import Passage, Source

if TYPE_CHECKING:
    from tantivy import Searcher


class Shelf(Ranked):
    """Some passages with an index in memory, which is never torn.

    Args:
        held: the passages.
    """

    def __init__(self, held: Iterable[Passage]) -> None:
        from tantivy import Index

        self._held = {passage.id: passage for passage in held}
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

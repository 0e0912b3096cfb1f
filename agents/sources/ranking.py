"""BM25 by tantivy over passages, wherever its index is; equal scores by passage id."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from triptych.agents.sources import index_files as files
from triptych.agents.sources.terms import stems
from triptych.store.records import Passage

if TYPE_CHECKING:
    from tantivy import DocAddress, Query, Searcher

TITLE_WEIGHT = 0.3
_MARGIN = 32
Answer = TypeVar("Answer")


class Ranked(ABC):
    """Passages that are searched by rank; each question is answered from one state of their index."""

    @abstractmethod
    def _ask(self, question: "Callable[[Searcher], Answer]") -> Answer:
        """The answer of a question that is put to the index."""

    @abstractmethod
    def _recorded(self, record: bytes) -> Passage:
        """The passage that was recorded so when it was added."""

    def search(self, query: str, limit: int, exclude_publishers: Sequence[str] = ()) -> list[Passage]:
        """The best passages for a query in plain words, best first; equal scores by passage id.

        Args:
            query: any text; nothing in it is syntax.
            limit: how many at most.
            exclude_publishers: publishers whose passages are left out.

        Raises:
            IndexTorn: the index must be caught up first.
        """
        terms = list(dict.fromkeys(stems(query)))
        if not terms or limit < 1:
            return []
        return self._ask(lambda searcher: self._best(searcher, _query(terms, exclude_publishers), limit))

    def document_frequency(self, stem: str) -> int:
        """In how many passages' texts a stem (of `terms.stem`) occurs. Raises IndexTorn as `search`."""
        return self._ask(lambda searcher: searcher.doc_freq("text", stem))

    def size(self) -> int:
        """The number of passages. Raises IndexTorn as `search`."""
        return self._ask(lambda searcher: searcher.num_docs)

    def all_passages(self) -> list[Passage]:
        """Every passage, by source and number. Raises IndexTorn as `search`."""
        return self._ask(self._everything)

    def _best(self, searcher: "Searcher", query: "Query", limit: int) -> list[Passage]:
        """The first `limit` by score and id; enough hits are fetched to see every tie at the end."""
        asked = limit + _MARGIN
        while True:
            hits = searcher.search(query, limit=asked, count=False).hits
            if len(hits) < asked or hits[-1][0] < hits[limit - 1][0]:
                break
            asked *= 2
        found = [self._at(searcher, place).model_copy(update={"score": score}) for score, place in hits]
        return sorted(found, key=lambda passage: (-passage.score, *_place(passage)))[:limit]

    def _everything(self, searcher: "Searcher") -> list[Passage]:
        from tantivy import Query

        hits = searcher.search(Query.all_query(), limit=max(1, searcher.num_docs), count=False).hits
        return sorted((self._at(searcher, place) for _, place in hits), key=_place)

    def _at(self, searcher: "Searcher", place: "DocAddress") -> Passage:
        return self._recorded(bytes(searcher.doc(place)["record"][0]))


def _query(terms: list[str], exclude_publishers: Sequence[str]) -> "Query":
    from tantivy import Occur, Query

    fields = files.schema()
    words = [Query.term_query(fields, "text", term, "freq") for term in terms]
    titles = [
        Query.boost_query(Query.term_query(fields, "title", term, "freq"), TITLE_WEIGHT) for term in terms
    ]
    wanted = Query.boolean_query([(Occur.Should, one) for one in [*words, *titles]])
    unwanted = [
        (Occur.MustNot, Query.term_query(fields, "publisher", publisher.casefold(), "basic"))
        for publisher in exclude_publishers
    ]
    return Query.boolean_query([(Occur.Must, wanted), *unwanted])


def _place(passage: Passage) -> tuple[str, int]:
    return passage.source_id, int(passage.id.rpartition("#")[2])

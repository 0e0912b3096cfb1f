"""One state of the archive's index, to be asked: what matches best, what a document says, where a row is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from triptych.store.search.folder import State
from triptych.store.search.hits import Hit
from triptych.store.search.matching import Matching

if TYPE_CHECKING:
    from tantivy import DocAddress, Index, Query, Searcher

MOST_TIES = 2000
"""Of more equal hits than that, any may come first."""


@dataclass(frozen=True)
class Scored:
    """A document that was found: where it is, how well it matches, and its row."""

    score: float
    row: int
    address: "DocAddress"


class View:
    """One state of the index, to be asked."""

    def __init__(self, searcher: "Searcher", index: "Index", state: State) -> None:
        self.searcher = searcher
        self.state = state
        self.matching = Matching(searcher, index.schema)
        self._schema = index.schema

    def best(self, query: "Query", limit: int) -> list[Scored]:
        """The first by score; of equal ones those that came to the archive first. May be more than `limit`."""
        asked = limit + 1
        while True:
            hits = self.searcher.search(query, limit=asked, count=False).hits
            if len(hits) < asked or hits[-1][0] < hits[limit - 1][0] or asked > MOST_TIES:
                break
            asked *= 4  # enough to see every tie at the end
        addresses = [address for _, address in hits]
        rows = self.searcher.fast_field_values("row", addresses)
        found = [Scored(score, int(row or 0), at) for (score, at), row in zip(hits, rows, strict=True)]
        return sorted(found, key=lambda one: (-one.score, one.row))

    def rows(self, rows: Sequence[int], selection: "Query") -> "dict[int, DocAddress]":
        """Where those of some rows are that are there and selected."""
        from tantivy import Occur, Query

        wanted = Query.term_set_query(self._schema, "row", list(rows))
        query = Query.boolean_query([(Occur.Must, wanted), (Occur.Must, selection)])
        return self._by_row(query, len(rows))

    def texts(self, start: int, end: int) -> dict[int, str]:
        """The texts of the documents from row `start` to before `end` that are there, by row."""
        from tantivy import FieldType, Query

        query = Query.range_query(
            self._schema, "row", FieldType.Unsigned, start, end, include_lower=True, include_upper=False
        )
        found = sorted(self._by_row(query, end - start).items())
        return {row: self.hit(Scored(0.0, row, address)).text for row, address in found}

    def _by_row(self, query: "Query", most: int) -> "dict[int, DocAddress]":
        hits = self.searcher.search(query, limit=most, count=False).hits
        addresses = [address for _, address in hits]
        rows = self.searcher.fast_field_values("row", addresses)
        return {int(row): at for row, at in zip(rows, addresses, strict=True) if row is not None}

    def values(self, field: str) -> list[str]:
        """All values of a field that hits are selected by, in order."""
        return sorted(value for value, _ in self.searcher.terms_with_prefix(field, ""))

    def hit(self, found: Scored) -> Hit:
        """The hit of a document, without snippet and marks."""
        record = bytes(self.searcher.doc(found.address)["record"][0])
        return Hit.model_validate_json(record).model_copy(update={"score": found.score})

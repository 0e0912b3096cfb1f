"""What a query and its filters ask of the index.

A word matches in any of its forms and, a little better, as it is typed; phrases and beginnings match the words as they
are written. The title of a memo weighs more than its text, that of a source less.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from triptych.store.search import fields
from triptych.store.search.fields import HEADLINE, TEXT, TITLE
from triptych.store.search.hits import PLACES, Filters
from triptych.store.search.query import Item, Sought

if TYPE_CHECKING:
    from tantivy import Query, Schema, Searcher

WEIGHTS = {TEXT: 1.0, TITLE: 0.3, HEADLINE: 2.0}
AS_TYPED = 0.3
"""What a word counts that stands there as it was typed, beside its stem."""
ENDINGS = 50
"""So many words with a beginning are weighed by how rare they are; where there are more, the rest weigh alike."""
_SHORT = 5  # letters; of words that short, no stemmer knows a plural such as `gpus`


class Matching:
    """Builds the index's queries.

    Args:
        searcher: tells which words there are.
        schema: the index's fields.
    """

    def __init__(self, searcher: "Searcher", schema: "Schema") -> None:
        self._searcher = searcher
        self._schema = schema

    def query(self, sought: Sought, selection: "Query", every: bool) -> "Query":
        """The query for what is sought among what is selected: all that is wanted, or with `every` False any of it."""
        from tantivy import Occur, Query

        occur = Occur.Must if every else Occur.Should
        wanted = Query.boolean_query([(occur, self._anywhere(item)) for item in sought.wanted])
        return Query.boolean_query([(Occur.Must, wanted), (Occur.Must, selection)])

    def selection(self, sought: Sought, filters: Filters, cited: Sequence[str]) -> "Query":
        """What the filters let through and has nothing unwanted; it adds nothing to a score.

        Args:
            sought: the query.
            filters: see `Filters`.
            cited: ids of the sources that the memo of `filters.memo` cites.
        """
        from tantivy import Occur, Query

        demands = list(self._demands(filters, cited))
        parts = [(Occur.Must, one) for one in demands or [Query.all_query()]]
        parts += [(Occur.MustNot, self._anywhere(item)) for item in sought.unwanted]
        return Query.const_score_query(Query.boolean_query(parts), 0.0)

    def _demands(self, filters: Filters, cited: Sequence[str]) -> "Iterator[Query]":
        from tantivy import FieldType, Query

        if set(filters.places) != set(PLACES):
            yield self._any_of("place", filters.places)
        for field in ("persona", "kind", "verdict", "status"):
            if value := getattr(filters, field):
                yield self._term(field, value)
        for persona in filters.panel:
            yield self._term("panel", persona)
        if filters.domain:
            yield self._term("domain", filters.domain.strip().casefold())
        if filters.since:
            first = filters.since.toordinal()
            yield Query.range_query(self._schema, "day", FieldType.Unsigned, lower_bound=first)
        if filters.memo:
            yield self._any([self._term("memo", filters.memo), self._any_of("source", cited)])

    def _anywhere(self, item: Item) -> "Query":
        """An item in a text or a title."""
        from tantivy import Query

        return self._any(
            [Query.boost_query(self._item(item, *both), weight) for both, weight in WEIGHTS.items()]
        )

    def _item(self, item: Item, words: str, stems: str) -> "Query":
        from tantivy import Query

        if item.begun:
            return self._begun(item.words, words)
        if item.exact:
            return self._next_to_each_other(item.words, words)
        (word,) = item.words
        forms = [self._term(stems, form) for form in forms_of(word)]
        typed = Query.boost_query(self._term(words, word), AS_TYPED)
        return self._any([Query.disjunction_max_query(forms), typed])

    def _next_to_each_other(self, words: Sequence[str], field: str) -> "Query":
        from tantivy import Query

        if len(words) == 1:
            return self._term(field, words[0])
        return Query.phrase_query(self._schema, field, list(words))

    def _begun(self, words: Sequence[str], field: str) -> "Query":
        """Words of which the last is the beginning of one: the most frequent that it may be, by their weight."""
        from tantivy import Query

        *before, beginning = words
        ends = [term for term, _ in self._searcher.terms_with_prefix(field, beginning, limit=ENDINGS + 1)]
        known = [self._next_to_each_other([*before, end], field) for end in ends[:ENDINGS]]
        if len(ends) > ENDINGS and not before:
            known.append(Query.regex_query(self._schema, field, f"{beginning}.*"))
        return self._any(known)

    def _any_of(self, field: str, values: Sequence[str]) -> "Query":
        from tantivy import Query

        return Query.term_set_query(self._schema, field, list(values)) if values else Query.empty_query()

    def _term(self, field: str, value: str) -> "Query":
        from tantivy import Query

        return Query.term_query(self._schema, field, fields.encodable(value), "freq")

    def _any(self, queries: "Sequence[Query]") -> "Query":
        from tantivy import Occur, Query

        return Query.boolean_query([(Occur.Should, one) for one in queries])


def forms_of(word: str) -> list[str]:
    """The stems that a word matches: its own and, for a short one, those with and without the `s` of a plural."""
    others = [f"{word}s"] if len(word) <= _SHORT else []
    if word.endswith("s") and not word.endswith("ss") and 3 <= len(word) <= _SHORT + 1:
        others.append(word[:-1])
    return list(dict.fromkeys([fields.stem(word), *others]))

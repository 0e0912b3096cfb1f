"""Search over the whole archive: `ArchiveSearch(archive).search("memory bandwidth")`.

Front ends know this module and `hits` alone: `Filters` in, `Hit` out. Every search first brings its index up to date
with the archive, so that nobody needs to tell it of a memo; `update` does the same without a search. The index is
derived: its folder can be deleted at any time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from triptych.store.archive import Archive
from triptych.store.rows import fetch
from triptych.store.search.archive_index import PATIENCE, Answer, ArchiveIndex
from triptych.store.search.folder import IndexTorn
from triptych.store.search.fusion import fused
from triptych.store.search.hits import ANYTHING, Filters, Hit
from triptych.store.search.query import Sought, parse
from triptych.store.search.snippets import snippet
from triptych.store.search.view import Scored, View

if TYPE_CHECKING:
    from tantivy import Query

ATTEMPTS = 3
PAGE = 100
DEPTH = 100
"""How much of each ranking counts where two are merged."""
OnLong = Callable[[int], None]


@dataclass(frozen=True)
class Found:
    """What a search found, and how."""

    hits: list[Hit]
    every: bool
    """Whether each hit has all that was wanted; False where no hit would have."""


class ArchiveSearch:
    """The search over an archive.

    Args:
        archive: what is searched.
        folder: where the index is kept; None is beside the archive.
        on_long: told how many things are to be read where the index is not there yet and a person must wait.
    """

    def __init__(self, archive: Archive, folder: Path | None = None, on_long: OnLong | None = None) -> None:
        self.folder = folder or Path(f"{archive.path}.search")
        self._archive = archive
        self._on_long = on_long
        self._index = ArchiveIndex(archive, self.folder, on_long)

    def search(
        self,
        query: str,
        filters: Filters = ANYTHING,
        limit: int = 20,
        semantic: bool = False,
        loosely: bool = False,
    ) -> list[Hit]:
        """What a query in plain words finds, best first; of equal hits the one that came to the archive first.

        Words must all be there, unless nothing has them all: then any. `"a phrase"` stands as it is written,
        `infer*` is the beginning of a word, `-word` must not be there; anything else is words. Of each memo only the
        part that matches best is given.

        Args:
            query: what is sought; nothing in it is an error.
            filters: what hits must be like.
            limit: how many at most.
            semantic: whether texts that mean the same are found, too.
            loosely: whether any of the words will do from the start, as for a question that is worded in its own way.

        Raises:
            ArchiveError: the archive or the index cannot be used.
            InputError: the package that `semantic` needs is not installed.
        """
        return self.find(query, filters, limit, semantic, loosely).hits

    def find(
        self,
        query: str,
        filters: Filters = ANYTHING,
        limit: int = 20,
        semantic: bool = False,
        loosely: bool = False,
    ) -> Found:
        """As `search`, with how it was found."""
        sought = parse(query, loosely)
        if not sought.wanted or limit < 1:
            return Found([], True)
        cited = self._cited(filters.memo) if filters.memo else ()
        return self._asked(lambda view: self._answer(view, sought, filters, cited, limit, semantic))

    def size(self) -> int:
        """How many memo parts, claims, critiques and passages there are. Raises ArchiveError as `search` does."""
        return self._asked(lambda view: view.state.documents)

    def personas(self) -> list[str]:
        """The keys of all personas that ever sat on a panel. Raises ArchiveError as `search` does."""
        return self._asked(lambda view: view.values("panel"))

    def update(self) -> None:
        """Bring the index to where the archive stands. Raises ArchiveError as `search` does."""
        self._index.update()

    def _asked(self, question: Callable[[View], Answer]) -> Answer:
        for _ in range(ATTEMPTS - 1):
            try:
                self._index.update(PATIENCE)
                return self._index.ask(question)
            except IndexTorn:
                continue  # it was torn, or another process rebuilt it in between
        self._index.update()
        return self._index.ask(question)

    def _answer(
        self, view: View, sought: Sought, filters: Filters, cited: Sequence[str], limit: int, semantic: bool
    ) -> Found:
        selection = view.matching.selection(sought, filters, cited)
        depth = max(limit, DEPTH) if semantic else limit
        hits, every = _by_words(view, sought, selection, depth)
        if semantic:
            alike = self._by_meaning(view, sought, selection, depth)
            hits = [
                hit.model_copy(update={"score": worth}) for hit, worth in fused([hits, alike], _same, limit)
            ]
        return Found([_marked(hit, sought) for hit in hits], every)

    def _by_meaning(self, view: View, sought: Sought, selection: "Query", depth: int) -> list[Hit]:
        from triptych.store.search.meaning import Meaning

        folder = self.folder / view.state.generation
        meaning = Meaning(view, folder, self._archive.wait, self._on_long)
        text = " ".join(word for item in sought.wanted for word in item.words)
        return list(islice(_once(view, meaning.nearest(text, selection)), depth))

    def _cited(self, memo: str) -> Sequence[str]:
        with self._archive.reading() as connection:
            rows = fetch(connection, "SELECT DISTINCT source_id FROM memo_source WHERE memo_id = $1", [memo])
        return [row["source_id"] for row in rows]


def _by_words(view: View, sought: Sought, selection: "Query", limit: int) -> tuple[list[Hit], bool]:
    """What has all that is wanted; where nothing has, or loosely, what has any of it. And which of the two it is."""
    hits: list[Hit] = []
    for every in (False,) if sought.loosely else (True, False):
        found = _all(view, view.matching.query(sought, selection, every), limit)
        hits = list(islice(_once(view, found), limit))
        if hits or len(sought.wanted) < 2:
            return hits, every
    return hits, True


def _once(view: View, ranking: Iterable[Scored]) -> Iterator[Hit]:
    """Hits, best first, of each memo only the best part."""
    seen = set()
    for found in ranking:
        hit = view.hit(found)
        if (same := _same(hit)) not in seen:
            seen.add(same)
            yield hit


def _same(hit: Hit) -> tuple[str, str]:
    """What tells a hit from others; all parts of a memo are one."""
    return hit.place, hit.memo if hit.place == "memos" else hit.id


def _all(view: View, query: "Query", limit: int) -> Iterator[Scored]:
    seen, asked = 0, limit + PAGE
    while len(page := view.best(query, asked)) > seen:
        yield from page[seen:]
        seen, asked = len(page), asked * 4


def _marked(hit: Hit, sought: Sought) -> Hit:
    shown = snippet(hit.text, sought.wanted)
    return hit.model_copy(update={"snippet": shown.text, "marks": shown.marks})

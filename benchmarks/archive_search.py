"""Search itself, in one process: Triptych's beside SQLite's FTS5 and bare tantivy, on the same texts and queries.

The two others hold texts and nothing else: no filters, no spans, no keeping up with an archive. Each is asked for the
best twenty with a snippet of each, as Triptych's is.
"""

import random
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from typing import Protocol

from benchmarks.measure import Spent, spent
from triptych.store.archive import Archive
from triptych.store.search.hits import Filters
from triptych.store.search.search import ArchiveSearch

QUERIES = 240
LIMIT = 20
_WORD = re.compile(r"[A-Za-z]{4,}")
ANYTHING = Filters()
FILTERS = (
    Filters(places=("claims",)),
    Filters(persona="investor"),
    Filters(places=("claims",), verdict="partial"),
    Filters(places=("claims",), status="contested", kind="fact"),
    Filters(places=("sources",)),
    Filters(panel=("engineer", "sceptic")),
)


@dataclass(frozen=True)
class Query:
    """What is sought: words, a phrase, or one word's beginning."""

    kind: str
    text: str
    """As a user of Triptych writes it: a phrase in quotation marks, a prefix with a star."""
    words: tuple[str, ...]


class Engine(Protocol):
    """What is measured: filled once, then asked; `ask` gives the number of hits."""

    name: str
    path: Path
    """What it keeps on the disk: a file, or a folder."""

    def fill(self, texts: Sequence[str]) -> None: ...
    def ask(self, query: Query) -> int: ...


class Triptych:
    """What is searched by `triptych memos search`; each search first looks whether the archive has changed."""

    def __init__(self, archive: Archive, folder: Path) -> None:
        self.name, self.path = "triptych", folder / "triptych"
        self._search = ArchiveSearch(archive, self.path)

    def fill(self, texts: Sequence[str]) -> None:
        self._search.update()  # it reads the archive itself

    def ask(self, query: Query, filters: Filters = ANYTHING) -> int:
        return len(self._search.search(query.text, filters, LIMIT))


class Fts5:
    """SQLite's full-text index, with Porter's stemmer."""

    def __init__(self, folder: Path) -> None:
        self.name, self.path = "SQLite FTS5", folder / "fts5.sqlite"
        self._base = sqlite3.connect(self.path)

    def fill(self, texts: Sequence[str]) -> None:
        self._base.execute("CREATE VIRTUAL TABLE part USING fts5(text, tokenize = 'porter unicode61')")
        self._base.executemany("INSERT INTO part VALUES (?)", ((text,) for text in texts))
        self._base.commit()

    def ask(self, query: Query) -> int:
        sought = f"{query.words[0]}*" if query.kind == "prefix" else " ".join(query.words)
        sought = f'"{sought}"' if query.kind == "phrase" else sought
        select = "SELECT text, snippet(part, 0, '[', ']', '…', 24) FROM part WHERE part MATCH ? ORDER BY rank LIMIT ?"
        return len(self._base.execute(select, (sought, LIMIT)).fetchall())


class Tantivy:
    """The library that Triptych's search is built on, with its own English stemmer."""

    def __init__(self, folder: Path) -> None:
        from tantivy import Index, SchemaBuilder

        self.name, self.path = "tantivy", folder / "tantivy"
        self.path.mkdir()
        fields = SchemaBuilder()
        fields.add_text_field("text", stored=True, tokenizer_name="en_stem")
        self._schema = fields.build()
        self._index = Index(self._schema, path=str(self.path))

    def fill(self, texts: Sequence[str]) -> None:
        from tantivy import Document

        writer = self._index.writer(heap_size=128_000_000)
        for text in texts:
            writer.add_document(Document(text=text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ask(self, query: Query) -> int:
        from tantivy import Query as Sought
        from tantivy import SnippetGenerator

        if query.kind == "prefix":
            sought = Sought.regex_query(self._schema, "text", f"{query.words[0].lower()}.*")
        else:
            text = f'"{" ".join(query.words)}"' if query.kind == "phrase" else " AND ".join(query.words)
            sought = self._index.parse_query(text, ["text"])
        searcher = self._index.searcher()
        snippets = SnippetGenerator.create(searcher, sought, self._schema, "text")
        hits = searcher.search(sought, LIMIT, count=False).hits
        return len([snippets.snippet_from_doc(searcher.doc(address)).to_html() for _, address in hits])


def search(archive: Archive, queries: int = QUERIES) -> list[str]:
    """The table, a line each: milliseconds of a search by engine and kind of query, then what an index costs."""
    texts = list(_texts(archive))
    asked = _queries(texts, queries)
    head = f"{f'{len(texts):,} texts, {len(asked)} queries':33} {'p50':>7} {'p95':>7} {'max':>7} wall"
    searches = [f"{head} {'p50':>6} {'p95':>7} {'max':>7} processor"]
    indexes = [f"{'its index, seconds':20} {'wall':>8} {'processor':>9} {'MB':>8}"]
    with tempfile.TemporaryDirectory(dir=archive.path.parent) as folder:
        ours = Triptych(archive, Path(folder))
        for engine in (ours, Fts5(Path(folder)), Tantivy(Path(folder))):
            filled = spent(partial(engine.fill, texts))
            indexes.append(
                f"{engine.name:20} {filled.wall:8.1f} {filled.processor:9.1f} {_size(engine.path):8.0f}"
            )
            searches += _by_kind(engine, asked)
            if engine is ours:
                searches.append(_filtered(ours, asked))
    return [*searches, *indexes]


def _filtered(ours: Triptych, asked: Sequence[Query]) -> str:
    pairs = zip(asked, cycle(FILTERS), strict=False)
    return _row(ours.name, "filters", [spent(partial(ours.ask, query, filters)) for query, filters in pairs])


def _texts(archive: Archive) -> Iterator[str]:
    """What can be found: memos, claims, critiques, and sources by paragraph."""
    with archive.session() as connection:
        for (text,) in connection.execute(_SAID).fetchall():
            yield text
        for (text,) in connection.execute("SELECT text FROM source ORDER BY id").fetchall():
            yield from text.split("\n\n")


_SAID = """
SELECT text FROM (
    SELECT 0, id, 0, title || '. ' || bottom_line AS text FROM memo
    UNION ALL SELECT 1, run_id, position, text FROM claim
    UNION ALL SELECT 2, run_id, position, argument FROM critique
) ORDER BY ALL
"""


def _queries(texts: Sequence[str], count: int) -> list[Query]:
    """Queries of three kinds in turn, each drawn from a text, so that rare words are sought as well as frequent ones."""
    dice = random.Random("queries")
    found: dict[str, Query] = {}
    while len(found) < count:
        kind = ("words", "phrase", "prefix")[len(found) % 3]
        words = _WORD.findall(dice.choice(texts))
        if len(words) > 4:
            query = _query(kind, words, dice)
            found.setdefault(query.text, query)
    return list(found.values())


def _query(kind: str, words: Sequence[str], dice: random.Random) -> Query:
    at = dice.randrange(len(words) - 1)
    if kind == "prefix":
        start = words[at][: dice.choice((4, 5, 6))]
        return Query(kind, f"{start}*", (start,))
    if kind == "phrase":
        return Query(kind, f'"{words[at]} {words[at + 1]}"', (words[at], words[at + 1]))
    some = tuple(dice.sample(words, dice.choice((1, 2, 3))))
    return Query(kind, " ".join(some), some)


def _by_kind(engine: Engine, asked: Sequence[Query]) -> list[str]:
    """A line for each kind of query and one for all; no query is asked twice."""
    engine.ask(Query("words", "warm", ("warm",)))  # what is loaded once is not counted
    found = [(query.kind, spent(partial(engine.ask, query))) for query in asked]
    kinds = dict.fromkeys(kind for kind, _ in found)
    each = [_row(engine.name, kind, [one for own, one in found if own == kind]) for kind in kinds]
    return [*each, _row(engine.name, "all", [one for _, one in found])]


def _row(name: str, kind: str, those: Sequence[Spent]) -> str:
    wall, processor = (_figures([one[at] for one in those]) for at in (0, 1))
    return f"{name:20} {kind:12} {wall} ms {processor} ms"


def _figures(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and maximum, in milliseconds."""
    p95 = quantiles(seconds, n=20)[-1]
    return f"{median(seconds) * 1e3:7.1f} {p95 * 1e3:7.1f} {max(seconds) * 1e3:7.1f}"


def _size(path: Path) -> float:
    """Megabytes of a file, or of all files in a folder."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return sum(one.stat().st_size for one in files) / 1e6


def main() -> None:
    """Print the table for the archive in a folder."""
    print("\n".join(search(Archive(Path(sys.argv[1]) / "archive.duckdb", wait=60))))


if __name__ == "__main__":
    main()

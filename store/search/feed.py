"""What an index must do to catch up with the archive: whose entries go, and the entries that come.

Invariant: the archive is open only to read a batch, never while a batch is cut up or indexed, and no more than a batch
is in memory.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from triptych.store import log
from triptych.store.archive import Archive
from triptych.store.log import ArchiveChange
from triptych.store.rows import Row, fetch
from triptych.store.search.entries import Entry, owner
from triptych.store.search.hits import Hit
from triptych.store.search.memo_rows import MemoRows
from triptych.store.search.passages import spans

CHANGES = 1000
"""Changes that are read at once."""
CHARACTERS = 8_000_000
"""Characters of sources that are read at once; a single source may be longer."""


@dataclass(frozen=True)
class Batch:
    """A step of catching up."""

    number: int
    """That of the last change of the step."""
    last: str
    """What that change was."""
    gone: tuple[str, ...]
    """Owners whose entries must be dropped first; all that changed, so that a step can be taken twice."""
    entries: Iterable[Entry]
    """To be gone through once, and before the next batch."""


def batches(archive: Archive, since: int) -> Iterator[Batch]:
    """What changed after number `since`, in order. Raises ArchiveError if the archive cannot be used."""
    while True:
        with archive.reading() as connection:
            page = log.changes(connection, since, CHANGES)
            memos = MemoRows(connection, _put(page, "memo"))
            sources = _Sources(archive, connection, _lengths(connection, _put(page, "source")))
        if page:
            since, last = page[-1].number, page[-1]
            gone = tuple(owner(change.what, change.id) for change in page)
            yield Batch(
                since,
                f"{last.kind} {last.what} {last.id}",
                gone,
                _entries(page, memos, sources),
            )
        if len(page) < CHANGES:  # what comes meanwhile is for the next time
            return


def _put(page: Sequence[ArchiveChange], what: str) -> list[str]:
    return [change.id for change in page if (change.kind, change.what) == ("put", what)]


def _entries(page: Sequence[ArchiveChange], memos: MemoRows, sources: "_Sources") -> Iterator[Entry]:
    """In the order of the changes, so that an index that grew has them in the order of one that is built anew."""
    for change in page:
        yield from (memos if change.what == "memo" else sources).entries(change.id)


class _Sources:
    """The texts of some sources, read in portions as they are asked for, which must be in order.

    The first portion is read at once, by the connection that is open: mostly it is all there is, and whoever opens the
    archive anew may wait for others.
    """

    def __init__(
        self, archive: Archive, connection: duckdb.DuckDBPyConnection, lengths: Sequence[tuple[str, int]]
    ) -> None:
        self._archive = archive
        self._known = {key for key, _ in lengths}
        self._portions = _portions(lengths)
        self._ids: Sequence[str] = ()
        self._rows: dict[str, Row] = {}
        if lengths:
            self._read(connection)

    def entries(self, key: str) -> Iterator[Entry]:
        """The passages of a source; nothing where it is not there."""
        while key in self._known and key not in self._ids:
            with self._archive.reading() as connection:
                self._read(connection)
        if row := self._rows.get(key):
            yield from _passages(row)

    def _read(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._ids = next(self._portions)
        self._rows = {row["id"]: row for row in fetch(connection, _SOURCES, [self._ids])}


def _passages(source: Row) -> Iterator[Entry]:
    text = source["text"]
    for start, end in spans(text):
        hit = Hit(
            place="sources",
            id=f"{source['id']}#{start}-{end}",
            memo="",
            title=source["title"],
            text=text[start:end],
            snippet="",
            kind=source["kind"],
            source=source["id"],
            start=start,
            end=end,
            publisher=source["publisher"],
            url=source["url"],
            day=source["published_at"],
        )
        yield Entry(owner("source", source["id"]), hit, publishers=(source["publisher"],))


def _portions(lengths: Sequence[tuple[str, int]]) -> Iterator[list[str]]:
    """The sources in portions that are not too long."""
    portion: list[str] = []
    characters = 0
    for key, length in lengths:
        if portion and characters + length > CHARACTERS:
            yield portion
            portion, characters = [], 0
        portion.append(key)
        characters += length
    if portion:
        yield portion


def _lengths(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> list[tuple[str, int]]:
    return connection.execute(_LENGTHS, [list(ids)]).fetchall() if ids else []


_LENGTHS = """
SELECT id, length(text)
FROM source JOIN (SELECT unnest($1) AS id, generate_subscripts($1, 1) AS place) USING (id)
ORDER BY place
"""
_SOURCES = """
SELECT id, url, title, publisher, published_at, kind, text FROM source WHERE id IN (SELECT unnest($1))
"""

"""The library: the documents that the user has at hand, cut into passages, with a numbered log of changes.

Invariant: every add and every remove takes the next number in `library_change`, so that a search index which
knows the last number it has seen can catch up in order.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import duckdb

from triptych.store import refs
from triptych.store import sources as texts
from triptych.store.archive import Archive
from triptych.store.records import Record, Source, SourceKind
from triptych.store.rows import aware, fetch, insert, now

Spans = Mapping[str, Sequence[tuple[int, int]]]


class Added(Record):
    """What became of one source given to `add`."""

    source_id: str
    title: str
    added: bool
    """False where the same text was there already."""


class LibraryEntry(Record):
    """One document of the library, without its text."""

    source_id: str
    title: str
    publisher: str
    url: str
    author: str
    published_at: date | None
    kind: SourceKind
    added_at: datetime
    origin: str
    """The path or address it was added from."""
    starter: bool
    passages: int
    characters: int


def add(
    archive: Archive, sources: Sequence[Source], passages: Spans, origin: str, starter: bool = False
) -> list[Added]:
    """Add documents with their passages, all or none; the same text twice adds nothing.

    Args:
        archive: where to.
        sources: the documents.
        passages: per source id, the spans of its passages in order.
        origin: the path or address they came from.
        starter: True for the starter collection.

    Returns:
        One `Added` for each source, in order.

    Raises:
        InputError: a source does not carry the sha256 of its text.
        ArchiveError: the archive cannot be used.
    """
    with archive.session() as connection:
        held = _held(connection)
        new = {source.id: source for source in sources if source.id not in held}
        texts.put(connection, new.values())
        added = {"added_at": now(), "origin": origin, "starter": starter}
        insert(connection, "library", [{"source_id": key} | added for key in new])
        insert(connection, "passage", [row for key in new for row in _passages(key, passages.get(key, ()))])
        _log(connection, "add", list(new))
    return _report(sources, set(new))


def remove(archive: Archive, source_ids: Sequence[str]) -> list[str]:
    """Take documents out of the library, all or none; returns their ids.

    A text stays stored while a memo cites it, or while a run that can go on may still do so.

    Raises:
        InputError: one of them is not in the library.
        ArchiveError: the archive cannot be used.
    """
    ids = list(dict.fromkeys(source_ids))
    with archive.session() as connection:
        held = _held(connection)
        for key in ids:
            if key not in held:
                raise refs.unknown("library source", key, refs.SOURCE_HINT)
        for table in ("library", "passage"):
            connection.execute(f"DELETE FROM {table} WHERE source_id IN (SELECT unnest($1))", [ids])
        texts.drop_unused(connection, archive, ids)
        _log(connection, "remove", ids)
    return ids


def entries(archive: Archive) -> list[LibraryEntry]:
    """All documents of the library, the newest first. Raises ArchiveError if the archive cannot be used."""
    with archive.reading() as connection:
        rows = fetch(connection, _ENTRIES)
    return [LibraryEntry(**row | {"added_at": aware(row["added_at"])}) for row in rows]


def resolve(archive: Archive, ref: str) -> str:
    """The id of a library source from its id or a unique beginning of it.

    Raises:
        InputError: nothing or more than one source is meant by it.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        ids = sorted(_held(connection))
    return refs.resolve("library source", ref, ids, refs.SOURCE_HINT)


def text(archive: Archive, source_id: str) -> str:
    """The text of a stored source, whether or not the library still holds it.

    Raises:
        InputError: there is no such source.
        ArchiveError: the archive cannot be used.
    """
    return texts.load(archive, [source_id])[0].text


def sources(archive: Archive, ids: Sequence[str]) -> list[Source]:
    """Those of the sources that are stored, in that order. Raises ArchiveError if the archive cannot be used."""
    return texts.found(archive, ids)


_ENTRIES = """
SELECT
    l.source_id, s.title, s.publisher, s.url, s.author, s.published_at, s.kind,
    l.added_at, l.origin, l.starter,
    (SELECT count(*) FROM passage p WHERE p.source_id = l.source_id) AS passages,
    length(s.text) AS characters
FROM library l JOIN source s ON s.id = l.source_id
ORDER BY l.added_at DESC, s.title, s.id
"""


def _held(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT source_id FROM library").fetchall()}


def _passages(source_id: str, spans: Sequence[tuple[int, int]]) -> list[dict[str, object]]:
    return [
        {"source_id": source_id, "number": number, "start_char": start, "end_char": end}
        for number, (start, end) in enumerate(spans)
    ]


def _log(connection: duckdb.DuckDBPyConnection, kind: str, ids: Sequence[str]) -> None:
    row = connection.execute("SELECT coalesce(max(number), 0) FROM library_change").fetchone()
    last = int(row[0]) if row else 0
    changes = [{"number": n, "kind": kind, "source_id": key} for n, key in enumerate(ids, last + 1)]
    insert(connection, "library_change", changes)


def _report(sources: Sequence[Source], new: set[str]) -> list[Added]:
    report = []
    for source in sources:
        report.append(Added(source_id=source.id, title=source.title, added=source.id in new))
        new.discard(source.id)
    return report

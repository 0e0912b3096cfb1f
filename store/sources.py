"""Source texts, kept once by their sha256, while a memo cites them or the library holds them."""

import hashlib
from collections.abc import Iterable, Sequence

import duckdb

from triptych.errors import InputError
from triptych.store import log, runs
from triptych.store.archive import Archive
from triptych.store.records import Source
from triptych.store.rows import Row, aware, insert, stored
from triptych.store.source_rows import source_rows


def keep(archive: Archive, sources: Sequence[Source]) -> None:
    """Store texts that a run has read, without adding them to the library; those there stay as they are.

    Raises:
        InputError: a source's id or sha256 is not that of its text.
        ArchiveError: the archive cannot be used.
    """
    with archive.session() as connection:
        put(connection, sources)


def load(archive: Archive, ids: Sequence[str]) -> list[Source]:
    """The sources of those ids, in that order.

    Raises:
        InputError: one of them is not in the archive.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        return get(connection, ids)


def found(archive: Archive, ids: Sequence[str]) -> list[Source]:
    """Those of the sources that the archive has, in that order. Raises ArchiveError if it cannot be used."""
    with archive.reading() as connection:
        there = _by_id(source_rows(connection, ids))
    return [there[key] for key in ids if key in there]


def put(connection: duckdb.DuckDBPyConnection, sources: Iterable[Source]) -> None:
    """Inside a session: insert the sources that are not there yet. Raises InputError as `keep` does."""
    distinct = {source.id: source for source in sources}
    there = known(connection, list(distinct))
    missing = [source for key, source in distinct.items() if key not in there]
    for source in missing:
        _check(source)
    insert(connection, "source", [_row(source) for source in missing])
    log.record(connection, "put", "source", [source.id for source in missing])


def get(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> list[Source]:
    """Inside a session: the sources of those ids, in that order. Raises InputError as `load` does."""
    return from_rows(source_rows(connection, ids), ids)


def from_rows(rows: Iterable[Row], ids: Sequence[str]) -> list[Source]:
    """The sources of those ids, in that order, from rows of their table. Raises InputError where one has no row."""
    there = _by_id(rows)
    absent = [key for key in ids if key not in there]
    if absent:
        raise InputError(f"No source {', '.join(absent)} in the archive.", _HINT)
    return [there[key] for key in ids]


def _by_id(rows: Iterable[Row]) -> dict[str, Source]:
    return {row["id"]: Source(**row | {"fetched_at": aware(row["fetched_at"])}) for row in rows}


def known(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> set[str]:
    """Inside a session: which of those ids the archive holds."""
    if not ids:
        return set()
    rows = connection.execute("SELECT id FROM source WHERE id IN (SELECT unnest($1))", [list(ids)])
    return {row[0] for row in rows.fetchall()}


def drop_unused(connection: duckdb.DuckDBPyConnection, archive: Archive, ids: Sequence[str]) -> list[str]:
    """Inside a session of the archive: delete those of the sources that nothing uses any more; returns their ids.

    A text stays while a memo cites it, while the library holds it, or while a run that can go on may still cite it.
    """
    if runs.hold_texts(connection, archive):
        return []
    rows = connection.execute(_DELETE_UNUSED, [list(ids)]).fetchall()
    gone = [str(row[0]) for row in rows]
    log.record(connection, "delete", "source", gone)
    return gone


_DELETE_UNUSED = """
DELETE FROM source
WHERE id IN (SELECT unnest($1))
  AND id NOT IN (SELECT source_id FROM citation)
  AND id NOT IN (SELECT source_id FROM memo_source)
  AND id NOT IN (SELECT source_id FROM library)
RETURNING id
"""
_HINT = "List the sources with: triptych library list"


def _row(source: Source) -> dict[str, object]:
    return source.model_dump() | {"fetched_at": stored(source.fetched_at)}


def _check(source: Source) -> None:
    digest = hashlib.sha256(source.text.encode()).hexdigest()
    if source.sha256 != digest or source.id != digest[:16]:
        raise InputError(
            f"Source {source.id} ({source.title}) does not carry the sha256 of its text.",
            "Make its sha256 from the text in UTF-8, and its id from the first 16 digits.",
        )

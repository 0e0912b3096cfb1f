"""What a derived search index must do to catch up with the library."""

from typing import Any, Literal

import duckdb

from triptych.store.archive import Archive
from triptych.store.records import Passage, Record
from triptych.store.rows import fetch


class Head(Record):
    """Where the library stands: an index that knows another archive, or a later number, must be rebuilt."""

    archive: str
    """The id that the archive got when it was created."""
    number: int
    """The number of the last change; 0 for none."""


class LibraryChange(Record):
    """The state that one source must have in the index; what the index held of it before is dropped."""

    number: int
    kind: Literal["add", "remove"]
    source_id: str
    passages: tuple[Passage, ...] = ()


def head(archive: Archive) -> Head:
    """Where the library stands. Raises ArchiveError if the archive cannot be used."""
    query = (
        "SELECT id AS archive, (SELECT coalesce(max(number), 0) FROM library_change) AS number FROM identity"
    )
    with archive.reading() as connection:
        return Head(**fetch(connection, query)[0])


def changes(archive: Archive, since: int, limit: int = 1000) -> list[LibraryChange]:
    """The sources that changed after number `since`, each once with its latest change, by number.

    At most `limit` of them: ask again with the last number that came, until nothing comes.
    Raises ArchiveError if the archive cannot be used.
    """
    with archive.reading() as connection:
        rows = fetch(connection, _LATEST, [since, limit])
        added = [row["source_id"] for row in rows if row["kind"] == "add"]
        passages = _passages(connection, added)
    return [LibraryChange(**row, passages=tuple(passages.get(row["source_id"], ()))) for row in rows]


_LATEST = """
SELECT max(number) AS number, arg_max(kind, number) AS kind, source_id
FROM library_change
WHERE number > $1
GROUP BY source_id
ORDER BY number
LIMIT $2
"""

_SPANS = """
SELECT source_id, number, start_char, end_char
FROM passage
WHERE source_id IN (SELECT unnest($1))
ORDER BY source_id, number
"""

_SOURCES = """
SELECT id, text, title, publisher, url, author, kind, published_at FROM source WHERE id IN (SELECT unnest($1))
"""


def _passages(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> dict[str, list[Passage]]:
    if not ids:
        return {}
    sources = {row.pop("id"): row for row in fetch(connection, _SOURCES, [ids])}
    found: dict[str, list[Passage]] = {}
    for span in fetch(connection, _SPANS, [ids]):
        key = span["source_id"]
        found.setdefault(key, []).append(_passage(span, sources[key]))
    return found


def _passage(span: dict[str, Any], source: dict[str, Any]) -> Passage:
    start, end = span["start_char"], span["end_char"]
    return Passage(
        **source | {"text": source["text"][start:end]},
        id=f"{span['source_id']}#{span['number']}",
        source_id=span["source_id"],
        start=start,
        end=end,
    )

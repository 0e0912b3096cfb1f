"""Whether the archive stands on something: quotes on texts, ids on rows, texts on their hash, memos on their seal."""

import duckdb

from triptych.store import dossiers, refs
from triptych.store.archive import Archive
from triptych.store.documents import document_faults
from triptych.store.records import Record
from triptych.store.references import REFERENCES, Reference
from triptych.store.rows import fetch
from triptych.store.seal import seal_faults


class Verification(Record):
    """What was checked, and what was found wrong, one line each."""

    memos: int
    citations: int
    sources: int
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """True when nothing was found wrong."""
        return not self.faults


def verify(archive: Archive, memo_id: str | None = None) -> Verification:
    """Check one memo and all that it rests on, or with None the whole archive, library included.

    Raises:
        InputError: there is no such memo.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        run = _run_of(connection, memo_id) if memo_id else None
        faults = [*_quote_faults(connection, run), *_text_faults(connection, run)]
        for reference in REFERENCES:
            faults += _reference_faults(connection, run, reference)
        quotes = dossiers.quotes(connection, run)
        faults += document_faults(connection, run, quotes)
        faults += seal_faults(connection, run, quotes)
        if run is None:
            faults += _library_faults(connection)
        counted = fetch(connection, _COUNTS, [run])[0]
    # What an id holds that somebody altered is not known: a line stays a line.
    return Verification(**counted, faults=tuple(" ".join(fault.split()) for fault in faults))


_CITED = """
SELECT source_id FROM citation WHERE run_id = $1
UNION SELECT n.source_id FROM memo_source n JOIN memo m ON m.id = n.memo_id WHERE m.run_id = $1
"""

_COUNTS = f"""
SELECT
    (SELECT count(*) FROM memo WHERE $1 IS NULL OR run_id = $1) AS memos,
    (SELECT count(*) FROM citation WHERE $1 IS NULL OR run_id = $1) AS citations,
    (SELECT count(*) FROM source WHERE $1 IS NULL OR id IN ({_CITED})) AS sources
"""

_QUOTES = """
SELECT
    'run ' || c.run_id || ': ' || c.owner_kind || ' ' || c.owner_id || ': ' || CASE
        WHEN s.id IS NULL THEN 'its source ' || c.source_id || ' is not stored'
        ELSE 'its quote is not at ' || c.start_char || '-' || c.end_char || ' of source ' || c.source_id
    END AS fault
FROM citation c LEFT JOIN source s ON s.id = c.source_id
WHERE ($1 IS NULL OR c.run_id = $1) AND (
    s.id IS NULL OR c.start_char < 0 OR c.end_char <= c.start_char
    OR substr(s.text, c.start_char + 1, c.end_char - c.start_char) <> c.quote
)
ORDER BY c.run_id, c.owner_kind, c.owner_id, c.position
"""

_TEXTS = f"""
SELECT 'source ' || id || ': its text does not have the sha256 it was stored with' AS fault
FROM source
WHERE ($1 IS NULL OR id IN ({_CITED})) AND (sha256(text) <> sha256 OR left(sha256, 16) <> id)
ORDER BY id
"""

_LIBRARY = """
SELECT 'library: source ' || source_id || ' is not stored' AS fault
FROM library WHERE source_id NOT IN (SELECT id FROM source)
UNION ALL
SELECT 'library: a passage belongs to ' || source_id || ', which the library does not hold'
FROM (SELECT DISTINCT source_id FROM passage) WHERE source_id NOT IN (SELECT source_id FROM library)
UNION ALL
SELECT 'library: passage ' || p.source_id || '#' || p.number || ' is not inside its text'
FROM passage p JOIN source s ON s.id = p.source_id
WHERE p.start_char < 0 OR p.end_char <= p.start_char OR p.end_char > length(s.text)
UNION ALL
SELECT 'library: the log of changes does not agree about ' || coalesce(l.source_id, c.source_id)
FROM library l
FULL JOIN (
    SELECT source_id FROM library_change GROUP BY source_id HAVING arg_max(kind, number) = 'add'
) c ON c.source_id = l.source_id
WHERE l.source_id IS NULL OR c.source_id IS NULL
ORDER BY fault
"""


def _run_of(connection: duckdb.DuckDBPyConnection, memo_id: str) -> str:
    row = connection.execute("SELECT run_id FROM memo WHERE id = $1", [memo_id]).fetchone()
    if row is None:
        raise refs.unknown("memo", memo_id, refs.MEMO_HINT)
    return str(row[0])


def _quote_faults(connection: duckdb.DuckDBPyConnection, run: str | None) -> list[str]:
    return [row["fault"] for row in fetch(connection, _QUOTES, [run])]


def _text_faults(connection: duckdb.DuckDBPyConnection, run: str | None) -> list[str]:
    return [row["fault"] for row in fetch(connection, _TEXTS, [run])]


def _library_faults(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [row["fault"] for row in fetch(connection, _LIBRARY)]


def _reference_faults(
    connection: duckdb.DuckDBPyConnection, run: str | None, reference: Reference
) -> list[str]:
    query = f"""
        SELECT r.run, r.who, r.named FROM ({reference.rows}) r(run, who, named)
        WHERE ($1 IS NULL OR r.run = $1) AND r.named <> ''
          AND (r.run, r.named) NOT IN (SELECT (run, id) FROM ({reference.among}) a(run, id))
        ORDER BY ALL
    """
    return [
        f"{_of(row['run'])}{row['who']} names {reference.what} {row['named']}, which is not there"
        for row in fetch(connection, query, [run])
    ]


def _of(run: str) -> str:
    return f"run {run}: " if run else ""

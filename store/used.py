"""Where a source is used: every quote that a memo takes from it, with what rests on that."""

from dataclasses import dataclass
from datetime import date

import duckdb

from triptych.store import sources
from triptych.store.archive import Archive
from triptych.store.records import Source, Verdict
from triptych.store.rows import fetch

MOST_USES = 300
"""Quotes that are told of one source: after a thousand memos, thousands may be cut from it."""


@dataclass(frozen=True, slots=True)
class Use:
    """A quote that a memo takes from a source."""

    memo: str
    memo_title: str
    as_of: date
    kind: str
    """What quotes it: `claim`, `critique`, `reply`, `settlement`, `proposition` or `sentence`."""
    owner: str
    """Id of that, or its number."""
    text: str
    """What that says."""
    verdict: str
    """Of the claim; empty for anything else."""
    status: str
    quote: str
    standing: Verdict
    """Whether the quote stands in its source."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Used:
    """A source with its text, and where it is used."""

    source: Source
    in_library: bool
    memos: int
    uses: tuple[Use, ...]
    """The newest memos first, claims before others; `MOST_USES` at most."""
    quotes: int
    """How many there are."""


def used(archive: Archive, source_id: str) -> Used:
    """The source of that id, and where it is used.

    Raises:
        InputError: it is not in the archive.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        (source,) = sources.get(connection, [source_id])
        rows = fetch(connection, _USES, [source_id, MOST_USES])
        quotes = _count(connection, _QUOTES, source_id)
        memos = _count(connection, _MEMOS, source_id)
        kept = _count(connection, _KEPT, source_id)
    return Used(source, bool(kept), memos, tuple(Use(**row) for row in rows), quotes)


def _count(connection: duckdb.DuckDBPyConnection, query: str, source_id: str) -> int:
    row = connection.execute(query, [source_id]).fetchone()
    return int(row[0]) if row else 0


_QUOTES = "SELECT count(*) FROM citation WHERE source_id = $1"
_KEPT = "SELECT count(*) FROM library WHERE source_id = $1"
_MEMOS = """
SELECT count(*) FROM (
    SELECT memo_id FROM memo_source WHERE source_id = $1
    UNION SELECT m.id FROM citation t JOIN memo m ON m.run_id = t.run_id WHERE t.source_id = $1
)
"""
_USES = """
WITH newest AS MATERIALIZED (
    SELECT t.rowid AS place, m.id AS memo, m.created_at, t.owner_kind <> 'claim' AS other, t.owner_kind, t.owner_id, t.position
    FROM citation t JOIN memo m ON m.run_id = t.run_id WHERE t.source_id = $1
    ORDER BY m.created_at DESC, m.id DESC, other, t.owner_kind, t.owner_id, t.position LIMIT $2
),
quoted AS MATERIALIZED (
    SELECT n.*, t.run_id, t.quote, t.start_char, t.end_char, t.verdict AS standing
    FROM newest n JOIN citation t ON t.rowid = n.place
)
SELECT
    n.memo, m.title AS memo_title, m.as_of, n.owner_kind AS kind, n.owner_id AS owner,
    coalesce(c.text, q.argument, r.argument, p.text, '') AS text,
    coalesce(c.verdict, '') AS verdict, coalesce(c.status, '') AS status, n.standing,
    n.quote, n.start_char AS start, n.end_char AS end
FROM quoted n
JOIN memo m ON m.id = n.memo
LEFT JOIN claim c ON n.owner_kind = 'claim' AND c.run_id = n.run_id AND c.id = n.owner_id
LEFT JOIN critique q ON n.owner_kind = 'critique' AND q.run_id = n.run_id AND q.id = n.owner_id
LEFT JOIN reply r ON n.owner_kind = 'reply' AND r.run_id = n.run_id AND r.id = n.owner_id
LEFT JOIN proposition p ON n.owner_kind = 'proposition' AND p.run_id = n.run_id AND p.id = n.owner_id
ORDER BY n.created_at DESC, n.memo DESC, n.other, n.owner_kind, n.owner_id, n.position
"""

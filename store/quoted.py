"""From what was found in the archive to the quotes under it, and from a quote to the claims that rest on it.

Each is one query for many at once: a question finds dozens of claims in as many memos, and no memo is loaded for them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import duckdb

from triptych.store.conversations import Resting
from triptych.store.records import Passage
from triptych.store.rows import fetch

OF_ONE_QUOTE = 8
"""Claims that are told of one quote: after a thousand memos, hundreds may rest on it."""


class Statement(NamedTuple):
    """A claim or a critique of a memo."""

    memo: str
    kind: str
    """`claim` or `critique`."""
    id: str


class Span(NamedTuple):
    """A stretch of a source's text, in characters, the end excluded."""

    source: str
    start: int
    end: int


def quotes(
    connection: duckdb.DuckDBPyConnection, statements: Sequence[Statement]
) -> dict[Statement, list[Passage]]:
    """Inside a session: what each statement quotes, each quote as the passage that it is, in order.

    A critique comes with the quotes of the claim that it is about, after its own. Whether a quote stands in its source
    is for whoever cites it to see: here no text is read.
    """
    found: dict[Statement, list[Passage]] = {}
    columns = [list(column) for column in zip(*statements, strict=True)]
    for row in fetch(connection, _QUOTES, columns) if columns else ():
        statement = Statement(row.pop("memo"), row.pop("stated"), row.pop("stated_id"))
        key = f"{row['source_id']}#{row['start']}-{row['end']}"
        found.setdefault(statement, []).append(Passage(id=key, **row))
    return found


def criticised(connection: duckdb.DuckDBPyConnection, claims: Sequence[Statement]) -> frozenset[Statement]:
    """Inside a session: those of the claims to which anybody objected."""
    columns = [list(column) for column in zip(*claims, strict=True)]
    rows = connection.execute(_CRITICISED, [columns[0], columns[2]]).fetchall() if columns else []
    return frozenset(Statement(memo, "claim", one) for memo, one in rows)


def resting(connection: duckdb.DuckDBPyConnection, spans: Sequence[Span]) -> list[tuple[Span, Resting]]:
    """Inside a session: the claims whose quotes lie in or across one of the spans, with those quotes' own spans.

    Of one quote at most `OF_ONE_QUOTE` claims, the contested before others and the withdrawn last, then of the newest
    memos; all in the order of memos, the newest first.
    """
    columns = [list(column) for column in zip(*dict.fromkeys(spans), strict=True)]
    rows = fetch(connection, _NEAR, [*columns, OF_ONE_QUOTE]) if columns else []
    statements = [Statement(row["memo"], "claim", row["id"]) for row in rows]
    found = claims(connection, statements)
    where = [Span(row["source_id"], row["start_char"], row["end_char"]) for row in rows]
    return [(span, found[one]) for span, one in zip(where, statements, strict=True) if one in found]


def claims(
    connection: duckdb.DuckDBPyConnection, statements: Sequence[Statement]
) -> dict[Statement, Resting]:
    """Inside a session: the claims of that name, as they stand after their debates."""
    columns = [list(column) for column in zip(*dict.fromkeys(statements), strict=True)]
    rows = fetch(connection, _CLAIMS, [columns[0], columns[2]]) if columns else []
    return {Statement(row["memo"], "claim", row["id"]): Resting(**row) for row in rows}


_QUOTES = """
WITH asked AS (SELECT unnest($1) AS memo, unnest($2) AS kind, unnest($3) AS id),
wanted AS (
    SELECT a.memo, a.kind, a.id, m.run_id, a.kind AS owner_kind, a.id AS owner_id
    FROM asked a JOIN memo m ON m.id = a.memo
    UNION ALL
    SELECT a.memo, a.kind, a.id, m.run_id, 'claim', q.target
    FROM asked a JOIN memo m ON m.id = a.memo
    JOIN critique q ON a.kind = 'critique' AND q.run_id = m.run_id AND q.id = a.id
)
SELECT
    w.memo, w.kind AS stated, w.id AS stated_id, t.source_id, t.start_char AS start, t.end_char AS end, t.quote AS text,
    s.title, s.publisher, s.url, s.author, s.kind, s.published_at
FROM wanted w
JOIN citation t ON t.run_id = w.run_id AND t.owner_kind = w.owner_kind AND t.owner_id = w.owner_id
JOIN source s ON s.id = t.source_id
ORDER BY w.memo, w.kind, w.id, w.owner_kind = 'claim', t.position
"""
_CRITICISED = """
SELECT DISTINCT w.memo, w.id
FROM (SELECT unnest($1) AS memo, unnest($2) AS id) w
JOIN memo m ON m.id = w.memo
JOIN critique q ON q.run_id = m.run_id AND q.target = w.id
"""
_NEAR = """
SELECT DISTINCT t.source_id, t.start_char, t.end_char, m.id AS memo, c.id, m.created_at, c.position
FROM (SELECT unnest($1) AS source_id, unnest($2) AS first, unnest($3) AS last) w
JOIN citation t ON t.source_id = w.source_id AND t.start_char < w.last AND t.end_char > w.first
JOIN claim c ON c.run_id = t.run_id AND c.id = t.owner_id
JOIN memo m ON m.run_id = t.run_id
WHERE t.owner_kind = 'claim'
QUALIFY dense_rank() OVER (
    PARTITION BY t.source_id, t.start_char, t.end_char
    ORDER BY CASE c.status WHEN 'contested' THEN 0 WHEN 'withdrawn' THEN 2 ELSE 1 END,
        m.created_at DESC, m.id DESC, c.position
) <= $4
ORDER BY m.created_at DESC, m.id DESC, c.position, t.start_char, t.end_char
"""
_CLAIMS = """
WITH wanted AS (SELECT unnest($1) AS memo, unnest($2) AS id),
named AS (SELECT id, run_id, title FROM memo WHERE id IN (SELECT memo FROM wanted)),
objected AS (
    SELECT run_id, target, arg_min(argument, position) AS why
    FROM critique WHERE run_id IN (SELECT run_id FROM named)
    GROUP BY run_id, target
),
found AS (
    SELECT m.id AS memo, m.title AS memo_title, c.*
    FROM (SELECT * FROM claim WHERE run_id IN (SELECT run_id FROM named)) c
    JOIN named m ON m.run_id = c.run_id
    JOIN wanted w ON w.memo = m.id AND w.id = c.id
),
-- Claims of before verification have the worst verdict among their quotes, as in the view of claims.
worst AS (
    SELECT run_id, owner_id,
        CASE
            WHEN bool_or(verdict = 'contradicted') THEN 'contradicted'
            WHEN bool_or(verdict = 'unverified') THEN 'unverified'
            WHEN bool_or(verdict = 'partial') THEN 'partial'
            ELSE 'supported'
        END AS verdict
    FROM citation
    WHERE run_id IN (SELECT run_id FROM found WHERE checked = '') AND owner_kind = 'claim'
    GROUP BY run_id, owner_id
)
SELECT
    f.memo, f.memo_title, f.id, f.persona, f.text, f.kind, f.status,
    CASE WHEN f.checked <> '' THEN f.verdict ELSE coalesce(w.verdict, 'unverified') END AS verdict,
    coalesce(o.why, '') AS why
FROM found f
LEFT JOIN objected o ON o.run_id = f.run_id AND o.target = f.id
LEFT JOIN worst w ON w.run_id = f.run_id AND w.owner_id = f.id
"""

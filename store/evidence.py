"""The evidence of all memos: sources and claims by what they are like, a portion at a time, and what rests on what.

Nothing here reads a memo whole or counts for rows that are not shown: ten thousand memos have half a million rows of it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, Literal, TypeVar

import duckdb

from triptych.store.archive import Archive
from triptych.store.records import ClaimKind, ClaimStatus, SourceKind, Verdict
from triptych.store.rows import fetch

PORTION = 200
"""Rows that are read at a time."""
Order = Literal["read", "used", "published"]
ORDERS: tuple[Order, ...] = ("read", "used", "published")
"""In which sources may stand: read last, quoted by most claims, or published last, first."""
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Filters:
    """What sources or claims must be like; empty leaves open. What only one of the two has is no filter of the other."""

    words: tuple[str, ...] = ()
    """Each must stand in title, publisher, author or address of a source, or in the text of a claim."""
    memo: str = ""
    """Full id: what this memo says or cites."""
    publisher: str = ""
    """Of a source, or of one that a claim quotes."""
    kind: str = ""
    """Of a source (web, pdf …) or a claim (fact, estimate …)."""
    persona: str = ""
    verdict: str = ""
    status: str = ""


ANY = Filters()


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in one line, with what rests on it."""

    id: str
    title: str
    publisher: str
    kind: SourceKind
    published_at: date | None
    fetched_at: datetime
    memos: int
    """Memos that cite or quote it."""
    claims: int
    """Claims that quote it, whatever became of them."""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim in one line."""

    memo: str
    memo_title: str
    id: str
    persona: str
    text: str
    kind: ClaimKind
    verdict: Verdict
    status: ClaimStatus
    independent: int


@dataclass(frozen=True, slots=True)
class Portion(Generic[Row]):
    """Some of the rows that were asked for."""

    first: int
    """Number of the first of them, from 0."""
    rows: list[Row]
    total: int
    """How many there are."""


Counts = dict[str, list[tuple[str, int]]]
"""Filter -> its values, each with how many rows have it."""


def sources(
    archive: Archive,
    filters: Filters = ANY,
    first: int = 0,
    most: int = PORTION,
    order: Order = "read",
) -> Portion[SourceLine]:
    """The sources of those filters. Raises ArchiveError if the archive cannot be used."""
    where, values = _of_sources(filters)
    query = _SOURCES.format(where=where, order=_ORDERS[order], beside=_BESIDE.get(order, ""))
    with archive.reading() as connection:
        total = _count(connection, f"SELECT count(*) FROM source s WHERE {where}", values)
        rows = fetch(connection, query, [*values, most, first])
    told = [SourceLine(**row | {"fetched_at": row["fetched_at"].replace(tzinfo=UTC)}) for row in rows]
    return Portion(first, told, total)


def claims(
    archive: Archive, filters: Filters = ANY, first: int = 0, most: int = PORTION
) -> Portion[ClaimLine]:
    """The claims of those filters, those of the newest memo first. Raises ArchiveError as `sources` does."""
    where, values = _of_claims(filters)
    with archive.reading() as connection:
        rows = fetch(connection, _CLAIMS.format(where=where), [*values, most, first])
    total = rows[0]["total"] if rows else 0
    for row in rows:
        del row["total"]
    return Portion(first, [ClaimLine(**row) for row in rows], total)


def of_sources(archive: Archive, memo: str = "") -> Counts:
    """What sources can be filtered by: kinds and publishers. Raises ArchiveError as `sources` does."""
    where, values = _of_sources(Filters(memo=memo))
    told = {name: f"SELECT s.{name}, count(*) FROM source s WHERE {where}" for name in ("kind", "publisher")}
    with archive.reading() as connection:
        return {name: _counts(connection, query, values) for name, query in told.items()}


def of_claims(archive: Archive, memo: str = "") -> Counts:
    """What claims can be filtered by: verdicts, statuses, personas, kinds, publishers. Raises as `sources` does."""
    where, values = _of_claims(Filters(memo=memo))
    named = ("verdict", "status", "persona", "kind")
    found: dict[str, Counter[str]] = {name: Counter() for name in named}
    with archive.reading() as connection:
        for row in fetch(connection, _KINDS_OF_CLAIMS.format(where=where), values):
            for name in named:
                found[name][row[name]] += row["number"]
        publishers = _counts(connection, _QUOTED_PUBLISHERS.format(where=where), values)
    return {**{name: counted.most_common() for name, counted in found.items()}, "publisher": publishers}


def _of_sources(filters: Filters) -> tuple[str, list[object]]:
    """The condition on a source `s`, with its values."""
    told = "lower(concat_ws(' ', s.title, s.publisher, s.author, s.url))"
    terms = [(f"contains({told}, {{}})", word.lower()) for word in filters.words]
    terms += [
        (f"s.{name} = {{}}", value) for name in ("kind", "publisher") if (value := getattr(filters, name))
    ]
    if filters.memo:
        terms.append(("s.id IN (SELECT source_id FROM memo_source WHERE memo_id = {})", filters.memo))
    return _condition(terms)


def _of_claims(filters: Filters) -> tuple[str, list[object]]:
    """The condition on a claim `c` of a memo `m`, with its values."""
    terms = [("contains(lower(c.text), {})", word.lower()) for word in filters.words]
    named = ("kind", "persona", "verdict", "status")
    terms += [(f"c.{name} = {{}}", value) for name in named if (value := getattr(filters, name))]
    if filters.publisher:
        terms.append((_QUOTES_PUBLISHER, filters.publisher))
    if filters.memo:
        terms.append(("m.id = {}", filters.memo))
    return _condition(terms)


def _condition(terms: Sequence[tuple[str, str]]) -> tuple[str, list[object]]:
    told = [term.format(f"${number}") for number, (term, _) in enumerate(terms, start=1)]
    return " AND ".join(told) or "true", [value for _, value in terms]


def _count(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object]) -> int:
    row = connection.execute(query, list(values)).fetchone()
    return int(row[0]) if row else 0


def _counts(
    connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object]
) -> list[tuple[str, int]]:
    rows: list[Any] = connection.execute(f"{query} GROUP BY 1 ORDER BY 2 DESC, 1", list(values)).fetchall()
    return [(str(name), int(number)) for name, number in rows if name]


_ORDERS: dict[Order, str] = {
    "read": "s.fetched_at DESC, s.id",
    "used": "coalesce(o.claims, 0) DESC, s.fetched_at DESC, s.id",
    "published": "s.published_at DESC NULLS LAST, s.fetched_at DESC, s.id",
}
_BESIDE: dict[Order, str] = {
    "used": """LEFT JOIN (
        SELECT source_id, count(DISTINCT hash(run_id, owner_id)) AS claims
        FROM citation WHERE owner_kind = 'claim' GROUP BY source_id
    ) o ON o.source_id = s.id"""
}
"""What an order needs to know beside the source."""
_SOURCES = """
WITH shown AS MATERIALIZED (
    SELECT s.id, row_number() OVER (ORDER BY {order}) AS place
    FROM source s {beside} WHERE {where}
    ORDER BY place LIMIT ? OFFSET ?
),
quoted AS (
    SELECT t.source_id, t.run_id, t.owner_kind, t.owner_id
    FROM citation t WHERE t.source_id IN (SELECT id FROM shown)
),
citing AS (
    SELECT source_id, count(DISTINCT memo_id) AS memos FROM (
        SELECT source_id, memo_id FROM memo_source WHERE source_id IN (SELECT id FROM shown)
        UNION SELECT q.source_id, m.id FROM quoted q JOIN memo m ON m.run_id = q.run_id
    ) GROUP BY source_id
),
resting AS (
    SELECT source_id, count(DISTINCT (run_id, owner_id)) AS claims
    FROM quoted WHERE owner_kind = 'claim' GROUP BY source_id
)
SELECT
    s.id, s.title, s.publisher, s.kind, s.published_at, s.fetched_at,
    coalesce(c.memos, 0) AS memos, coalesce(r.claims, 0) AS claims
FROM shown n
JOIN source s ON s.id = n.id
LEFT JOIN citing c ON c.source_id = s.id
LEFT JOIN resting r ON r.source_id = s.id
ORDER BY n.place
"""
# What is sorted and skipped are numbers; texts are fetched of the rows that are shown.
_CLAIMS = """
WITH meant AS MATERIALIZED (
    SELECT c.rowid AS place, c.position, m.created_at, m.id AS memo
    FROM claim c JOIN memo m ON m.run_id = c.run_id WHERE {where}
),
shown AS MATERIALIZED (SELECT * FROM meant ORDER BY created_at DESC, memo DESC, position LIMIT ? OFFSET ?)
SELECT
    s.memo, m.title AS memo_title, c.id, c.persona, c.text, c.kind, c.verdict, c.status, c.independent,
    (SELECT count(*) FROM meant) AS total
FROM shown s JOIN claim c ON c.rowid = s.place JOIN memo m ON m.id = s.memo
ORDER BY s.created_at DESC, s.memo DESC, s.position
"""
_KINDS_OF_CLAIMS = """
SELECT c.verdict, c.status, c.persona, c.kind, count(*) AS number
FROM claim c JOIN memo m ON m.run_id = c.run_id WHERE {where} GROUP BY ALL ORDER BY ALL
"""
_QUOTES_PUBLISHER = """(c.run_id, c.id) IN (
    SELECT t.run_id, t.owner_id FROM citation t WHERE t.owner_kind = 'claim' AND t.publisher = {}
)"""
_QUOTED_PUBLISHERS = """
SELECT publisher, count(*) FROM (
    SELECT DISTINCT t.publisher, t.run_id, t.owner_id
    FROM citation t
    JOIN claim c ON c.run_id = t.run_id AND c.id = t.owner_id
    JOIN memo m ON m.run_id = c.run_id
    WHERE t.owner_kind = 'claim' AND {where}
)
"""

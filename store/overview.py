"""The archive at a glance: every memo in one line, with what verification made of its claims and what it used."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from triptych.store.archive import Archive

if TYPE_CHECKING:
    from triptych.store.records import Verdict

VERDICTS: "tuple[Verdict, ...]" = ("supported", "partial", "contradicted", "unverified")


@dataclass(frozen=True, slots=True)
class Glance:
    """One memo. Ten thousand of them are read at a time, so that this is no pydantic record."""

    id: str
    title: str
    idea: str
    as_of: date
    created_at: datetime
    panel: tuple[str, ...]
    claims: int
    contested: int
    verdicts: tuple[int, int, int, int]
    """Claims by verdict, in the order of `VERDICTS`; they add up to `claims`."""
    sources: int
    cost_usd: float
    tokens: int
    """In and out together."""
    searches: int
    tags: tuple[str, ...]
    stop_reason: str


def overview(archive: Archive) -> list[Glance]:
    """Every memo, the newest first. Raises ArchiveError if the archive cannot be used."""
    with archive.reading() as connection:
        rows = connection.execute(_OVERVIEW).fetchall()
    return [_glance(*row) for row in rows]


def _glance(
    id: str, title: str, idea: str, as_of: date, created_at: datetime, panel: list[str], claims: int, contested: int,
    supported: int, partial: int, contradicted: int, unverified: int, sources: int, cost: float, tokens: int, searches: int,
    tags: list[str], stop_reason: str,
) -> Glance:  # fmt: skip
    """A row of the query, whose columns stand in this order."""
    verdicts = supported, partial, contradicted, unverified
    return Glance(
        id, title, idea, as_of, created_at.replace(tzinfo=UTC), tuple(panel), claims, contested, verdicts, sources, cost, tokens,
        searches, tuple(tags), stop_reason,
    )  # fmt: skip


_OVERVIEW = """
WITH claimed AS (
    SELECT
        run_id, count(*) AS claims, count(*) FILTER (status = 'contested') AS contested,
        count(*) FILTER (verdict = 'supported') AS supported, count(*) FILTER (verdict = 'partial') AS partial,
        count(*) FILTER (verdict = 'contradicted') AS contradicted,
        count(*) FILTER (verdict NOT IN ('supported', 'partial', 'contradicted')) AS unverified
    FROM claim GROUP BY run_id
),
cited AS (SELECT memo_id, count(*) AS sources FROM memo_source GROUP BY memo_id),
used AS (
    SELECT
        run_id, sum(cost_usd) AS cost, CAST(sum(tokens_in + tokens_out) AS BIGINT) AS tokens,
        CAST(sum(searches) AS BIGINT) AS searches
    FROM step_spend GROUP BY run_id
),
tagged AS (SELECT memo_id, list(name ORDER BY name) AS tags FROM tag GROUP BY memo_id)
SELECT
    m.id, m.title, m.idea, m.as_of, m.created_at, m.panel, coalesce(c.claims, 0) AS claims,
    coalesce(c.contested, 0) AS contested, coalesce(c.supported, 0) AS supported, coalesce(c.partial, 0) AS partial,
    coalesce(c.contradicted, 0) AS contradicted, coalesce(c.unverified, 0) AS unverified,
    coalesce(s.sources, 0) AS sources, coalesce(u.cost, 0) AS cost_usd, coalesce(u.tokens, 0) AS tokens,
    coalesce(u.searches, 0) AS searches, coalesce(t.tags, []) AS tags, m.stop_reason
FROM memo m
LEFT JOIN claimed c ON c.run_id = m.run_id
LEFT JOIN cited s ON s.memo_id = m.id
LEFT JOIN used u ON u.run_id = m.run_id
LEFT JOIN tagged t ON t.memo_id = m.id
ORDER BY m.created_at DESC, m.id DESC
"""

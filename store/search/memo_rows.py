"""What the archive's tables say of some memos, as entries of the index: parts, claims and critiques with replies."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import duckdb
from pydantic import ValidationError

from triptych.store.records import Memo
from triptych.store.rows import Row, fetch
from triptych.store.search import memo_parts
from triptych.store.search.entries import Entry, owner
from triptych.store.search.hits import Hit


class MemoRows:
    """The rows of some memos, all read at once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> None:
        memos = fetch(connection, _MEMOS, [list(ids)]) if ids else []
        runs = [row["run_id"] for row in memos]
        self._memos = {row["id"]: row for row in memos}
        self._claims = _by_run(connection, _CLAIMS, runs)
        self._critiques = _by_run(connection, _CRITIQUES, runs)

    def entries(self, key: str) -> Iterator[Entry]:
        """Parts, claims and critiques of a memo; nothing where it is not there."""
        if row := self._memos.get(key):
            yield from _parts(row)
            yield from (_claim(row, claim) for claim in self._claims.get(row["run_id"], ()))
            yield from (_critique(row, critique) for critique in self._critiques.get(row["run_id"], ()))


def _parts(row: Row) -> Iterator[Entry]:
    try:
        memo = Memo.model_validate_json(row["document"])
    except ValidationError:
        # `memos verify` tells of it; what stands in plain columns is found all the same.
        yield _entry(row, place="memos", id=row["id"], text=row["title"])
    else:
        yield from memo_parts.entries(memo)


def _claim(memo: Row, row: Row) -> Entry:
    fields = {key: row[key] for key in ("text", "persona", "kind", "verdict", "status")}
    return _entry(memo, row["publishers"], place="claims", id=f"{memo['id']}/{row['id']}", **fields)


def _critique(memo: Row, row: Row) -> Entry:
    text = "\n".join((row["argument"], *row["replies"]))
    fields = {"persona": row["critic"], "kind": row["kind"], "text": text}
    return _entry(memo, row["publishers"], place="critiques", id=f"{memo['id']}/{row['id']}", **fields)


def _entry(memo: Row, publishers: Sequence[str] = (), **fields: Any) -> Entry:
    hit = Hit(memo=memo["id"], title=memo["title"], day=memo["as_of"], snippet="", **fields)
    return Entry(owner("memo", memo["id"]), hit, tuple(memo["panel"]), tuple(publishers))


def _by_run(connection: duckdb.DuckDBPyConnection, query: str, runs: Sequence[str]) -> dict[str, list[Row]]:
    rows = fetch(connection, query, [list(runs)]) if runs else []
    return {run: list(of_run) for run, of_run in groupby(rows, key=lambda row: row["run_id"])}


_WANTED = "IN (SELECT unnest($1))"
_MEMOS = f"SELECT id, run_id, title, as_of, panel, document FROM memo WHERE id {_WANTED}"
_QUOTED = f"""
quoted AS (
    SELECT
        t.run_id, t.owner_kind, t.owner_id, list(DISTINCT coalesce(s.publisher, t.publisher)) AS publishers,
        -- Claims of before verification have the worst verdict among their quotes, as in the view of claims.
        CASE
            WHEN bool_or(t.verdict = 'contradicted') THEN 'contradicted'
            WHEN bool_or(t.verdict = 'unverified') THEN 'unverified'
            WHEN bool_or(t.verdict = 'partial') THEN 'partial'
            ELSE 'supported'
        END AS verdict
    FROM citation t LEFT JOIN source s ON s.id = t.source_id
    WHERE t.run_id {_WANTED}
    GROUP BY t.run_id, t.owner_kind, t.owner_id
)
"""
_CLAIMS = f"""
WITH {_QUOTED}
SELECT
    c.run_id, c.id, c.persona, c.text, c.kind, c.status, coalesce(q.publishers, []) AS publishers,
    CASE WHEN c.checked = '' THEN coalesce(q.verdict, 'unverified') ELSE c.verdict END AS verdict
FROM claim c
LEFT JOIN quoted q ON q.run_id = c.run_id AND q.owner_kind = 'claim' AND q.owner_id = c.id
WHERE c.run_id {_WANTED}
ORDER BY c.run_id, c.position
"""
_CRITIQUES = f"""
WITH {_QUOTED}, replied AS (
    SELECT run_id, critique_id, list(argument ORDER BY position) AS replies
    FROM reply WHERE run_id {_WANTED} GROUP BY run_id, critique_id
)
SELECT
    c.run_id, c.id, c.critic, c.kind, c.argument, coalesce(q.publishers, []) AS publishers,
    coalesce(r.replies, []) AS replies
FROM critique c
LEFT JOIN quoted q ON q.run_id = c.run_id AND q.owner_kind = 'critique' AND q.owner_id = c.id
LEFT JOIN replied r ON r.run_id = c.run_id AND r.critique_id = c.id
WHERE c.run_id {_WANTED}
ORDER BY c.run_id, c.position
"""

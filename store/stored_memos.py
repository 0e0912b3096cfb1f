"""Memos as rows, and what stands beside them: all that is read inside a session, before anything is made of it.

Invariant: it imports no records, so that an archive can be read while a command imports what it makes of the rows.
All functions work inside a session.
"""

import json
from typing import NamedTuple

import duckdb

from triptych.store import refs
from triptych.store.rows import Row, fetch
from triptych.store.source_rows import source_rows

TABLES = (
    "persona",
    "step_spend",
    "citation",
    "claim_change",
    "claim",
    "stance",
    "critique",
    "settlement",
    "reply",
)
"""Those with rows by run and position."""


class StoredMemo(NamedTuple):
    """All that a memo is made of, as it is stored: nothing need be right about it."""

    id: str
    run: str
    document: str
    """The memo, as JSON."""
    brief: str
    """As JSON; `null` where there is none."""
    tables: dict[str, list[Row]]
    """The rows of each of `TABLES`, by position."""
    sources: list[Row]
    """Those that the document names, in no order."""


class Beside(NamedTuple):
    """What the archive knows of a memo that the memo itself does not say."""

    tags: tuple[str, ...]
    """By name."""
    updates: str | None
    """Id of the memo that it follows."""
    updates_there: bool
    """False where that one is not in this archive: deleted, or never imported."""
    followed_by: tuple[str, ...]
    """Ids of the memos that follow it, the oldest first."""


def named(connection: duckdb.DuckDBPyConnection, ref: str) -> str:
    """The full id of a memo from its id, a unique beginning of at least four characters, or `latest`.

    Raises InputError if nothing or more than one memo is meant by it.
    """
    newest = connection.execute(_NEWEST).fetchone() if ref == "latest" else None
    rows = connection.execute(_BEGUN, [ref.strip().casefold()]).fetchall()
    return str(newest[0]) if newest else refs.resolve("memo", ref, [row[0] for row in rows], refs.MEMO_HINT)


def rows(connection: duckdb.DuckDBPyConnection, memo_id: str) -> StoredMemo:
    """The rows of the memo of that full id. Raises InputError if there is none."""
    row = connection.execute("SELECT run_id, document FROM memo WHERE id = $1", [memo_id]).fetchone()
    if row is None:
        raise refs.unknown("memo", memo_id, refs.MEMO_HINT)
    run, document = row
    brief = connection.execute("SELECT document FROM brief WHERE run_id = $1", [run]).fetchone()
    return StoredMemo(
        memo_id,
        run,
        document,
        brief[0] if brief else "null",
        {table: _of(connection, table, run) for table in TABLES},
        source_rows(connection, _cited(document)),
    )


def shown(connection: duckdb.DuckDBPyConnection, ref: str) -> tuple[StoredMemo, Beside]:
    """The rows of the memo that is meant by `ref`, and what stands beside it. Raises InputError as `named` does."""
    memo_id = named(connection, ref)
    (row,) = fetch(connection, _BESIDE, [memo_id])
    beside = Beside(
        tuple(row["tags"]),
        row["updates"],
        updates_there=row["updates_there"],
        followed_by=tuple(row["followed_by"]),
    )
    return rows(connection, memo_id), beside


def _cited(document: str) -> list[str]:
    """The ids of the sources that a memo names; none where it is not what a memo must be, as is found when it is made."""
    try:
        return [str(key) for key in json.loads(document)["sources"]]
    except (ValueError, KeyError, TypeError):
        return []


def _of(connection: duckdb.DuckDBPyConnection, table: str, run: str) -> list[Row]:
    query = f"SELECT * EXCLUDE (run_id, position) FROM {table} WHERE run_id = $1 ORDER BY position"
    return fetch(connection, query, [run])


_NEWEST = "SELECT id FROM memo ORDER BY created_at DESC, id DESC LIMIT 1"
_BEGUN = "SELECT id FROM memo WHERE starts_with(lower(id), $1) ORDER BY created_at DESC, id DESC"
_BESIDE = """
SELECT
    coalesce((SELECT list(name ORDER BY name) FROM tag WHERE memo_id = $1), []) AS tags,
    nullif(m.updates, '') AS updates,
    EXISTS (SELECT 1 FROM memo e WHERE e.id = m.updates) AS updates_there,
    coalesce((SELECT list(id ORDER BY created_at, id) FROM memo WHERE updates = $1), []) AS followed_by
FROM memo m WHERE m.id = $1
"""

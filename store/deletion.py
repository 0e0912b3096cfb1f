"""Deleting memos: each goes with all that it rests on, but for what something else still rests on.

Invariant: afterwards the archive is as if the memos had never been there, save for the numbers of their changes. A memo
that follows a deleted one keeps its id: what was published is not altered.
"""

from collections.abc import Sequence
from datetime import date

import duckdb

from triptych.store import log, refs, runs, sources
from triptych.store.archive import Archive
from triptych.store.records import Record
from triptych.store.references import PARTS
from triptych.store.rows import fetch


class Parting(Record):
    """A memo that is to go, and what goes with it alone."""

    id: str
    run: str
    """Id of the run that wrote it."""
    title: str
    as_of: date
    claims: int
    tags: tuple[str, ...]
    outcomes: int
    """Propositions of which it is on record what came."""
    followed_by: tuple[str, ...]
    """Ids of memos that stay and follow it."""


class Deleted(Record):
    """What goes, or is gone."""

    memos: tuple[Parting, ...]
    sources: int
    """Texts that nothing else uses."""
    kept: int
    """Texts that stay, as another memo quotes them or the library holds them."""
    held: int
    """Texts that nothing uses but a run that can go on may still cite; the next deletion after that takes them."""


def foreseen(archive: Archive, memo_ids: Sequence[str]) -> Deleted:
    """What `delete` would delete.

    Raises:
        InputError: one of the memos is not there.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        return _deleted(connection, archive, memo_ids)


def delete(archive: Archive, memo_ids: Sequence[str]) -> Deleted:
    """Delete the memos of those full ids, all or none.

    Raises:
        InputError: one of them is not there.
        ArchiveError: the archive cannot be used.
    """
    with archive.session() as connection:
        gone = _deleted(connection, archive, memo_ids)
        ids = [memo.id for memo in gone.memos]
        theirs = [memo.run for memo in gone.memos]
        for table in _OF_RUN:
            connection.execute(f"DELETE FROM {table} WHERE run_id IN (SELECT unnest($1))", [theirs])
        for table in _OF_MEMO:
            connection.execute(f"DELETE FROM {table} WHERE memo_id IN (SELECT unnest($1))", [ids])
        for table, keys in (("memo", ids), ("run", theirs)):
            connection.execute(f"DELETE FROM {table} WHERE id IN (SELECT unnest($1))", [keys])
        log.record(connection, "delete", "memo", ids)
        # Those too that a run had held when another memo was deleted.
        unused = [key for (key,) in connection.execute(_UNUSED).fetchall()]
        return gone.model_copy(update={"sources": len(sources.drop_unused(connection, archive, unused))})


_OF_RUN = (*PARTS, "step_spend", "model_call", "model_call_text", "page_read")
_OF_MEMO = ("memo_source", "resolution", "tag")

_UNUSED = """
SELECT id FROM source
WHERE id NOT IN (SELECT source_id FROM citation)
  AND id NOT IN (SELECT source_id FROM memo_source)
  AND id NOT IN (SELECT source_id FROM library)
ORDER BY id
"""
_GOING = """
SELECT
    m.id, m.run_id AS run, m.title, m.as_of,
    (SELECT count(*) FROM claim c WHERE c.run_id = m.run_id) AS claims,
    coalesce((SELECT list(t.name ORDER BY t.name) FROM tag t WHERE t.memo_id = m.id), []) AS tags,
    (SELECT count(*) FROM resolution r WHERE r.memo_id = m.id) AS outcomes,
    coalesce((
        SELECT list(f.id ORDER BY f.id) FROM memo f WHERE f.updates = m.id AND f.id NOT IN (SELECT unnest($1))
    ), []) AS followed_by
FROM memo m
WHERE m.id IN (SELECT unnest($1))
ORDER BY m.created_at DESC, m.id DESC
"""
# Runs and memos of before and after: which texts only the first ones use.
_TEXTS = """
WITH going AS (SELECT id, run_id FROM memo WHERE id IN (SELECT unnest($1))),
used AS (
    SELECT source_id, run_id IN (SELECT run_id FROM going) AS going FROM citation
    UNION SELECT source_id, memo_id IN (SELECT id FROM going) FROM memo_source
    UNION SELECT source_id, false FROM library
),
judged AS (
    SELECT s.id, bool_or(coalesce(u.going, false)) AS theirs, bool_or(NOT u.going) AS another
    FROM source s LEFT JOIN used u ON u.source_id = s.id
    GROUP BY s.id
)
SELECT
    count(*) FILTER (NOT coalesce(another, false)) AS free,
    count(*) FILTER (theirs AND another) AS kept
FROM judged
"""


def _deleted(connection: duckdb.DuckDBPyConnection, archive: Archive, memo_ids: Sequence[str]) -> Deleted:
    ids = list(dict.fromkeys(memo_ids))
    memos = [Parting(**row) for row in fetch(connection, _GOING, [ids])]
    there = {memo.id for memo in memos}
    for key in ids:
        if key not in there:
            raise refs.unknown("memo", key, refs.MEMO_HINT)
    texts = fetch(connection, _TEXTS, [ids])[0]
    free, held = (0, texts["free"]) if runs.hold_texts(connection, archive) else (texts["free"], 0)
    return Deleted(memos=tuple(memos), sources=free, kept=texts["kept"], held=held)

"""Memos: published whole with all that they rest on, and read back equal to what was published."""

from collections.abc import Sequence
from datetime import date, datetime

import duckdb
from pydantic import ValidationError

from triptych.errors import ArchiveCorrupt, ArchiveError
from triptych.store import dossiers, log, runs, seal, sources, stored_memos
from triptych.store.archive import Archive
from triptych.store.records import Dossier, Memo, Record, Run, Source
from triptych.store.rows import aware, fetch, now, stored
from triptych.store.runs import finish_run, start_run
from triptych.store.stored_memos import Beside, StoredMemo

__all__ = [
    "MemoRow",
    "exists",
    "finish_run",
    "from_rows",
    "get",
    "listing",
    "load",
    "publish",
    "put",
    "resolve",
    "shown",
    "start_run",
]


class MemoRow(Record):
    """One line of the list of memos."""

    id: str
    title: str
    idea: str
    as_of: date
    created_at: datetime
    panel: tuple[str, ...]
    claims: int
    contested: int
    sources: int
    stop_reason: str
    tags: tuple[str, ...] = ()
    updates: str | None = None
    """The memo that it follows."""


def publish(
    archive: Archive,
    dossier: Dossier,
    run: Run,
    quoted: Sequence[Source] = (),
    created_at: datetime | None = None,
) -> None:
    """Write a memo, its ledger, brief, personas, sources, spend, run and seal in one transaction.

    A memo that is there already is left as it is. Sources that the ledger quotes beyond those of the dossier must be
    among `quoted`, or have been stored before (`library.add` or `sources.keep`): no citation points nowhere.
    A memo that another archive published keeps its time by `created_at`; None is now.

    Raises:
        InputError: a source does not carry the sha256 of its text.
        ArchiveError: a quoted source is not stored, the run has another memo, or the archive cannot be used.
    """
    with archive.session() as connection:
        put(connection, dossier, run, quoted, created_at)


def put(
    connection: duckdb.DuckDBPyConnection,
    dossier: Dossier,
    run: Run,
    quoted: Sequence[Source] = (),
    created_at: datetime | None = None,
) -> None:
    """Inside a session: what `publish` does."""
    if not exists(connection, dossier.memo.id):
        _refuse_second(connection, dossier.memo)
        sources.put(connection, [*dossier.sources, *quoted])
        _refuse_unknown_sources(connection, dossier)
        runs.put(connection, run)
        dossiers.put(connection, dossier, stored(created_at) or now())
        seal.put(connection, dossier.memo.run)
        log.record(connection, "put", "memo", [dossier.memo.id])


def load(archive: Archive, memo_id: str) -> Dossier:
    """The memo of that full id with all that it rests on.

    Raises:
        InputError: there is no such memo.
        ArchiveCorrupt: what is stored is not what a memo must be.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        return get(connection, memo_id)


def get(connection: duckdb.DuckDBPyConnection, memo_id: str) -> Dossier:
    """Inside a session: what `load` gives, and raises."""
    return from_rows(stored_memos.rows(connection, memo_id))


def from_rows(rows: StoredMemo) -> Dossier:
    """The memo that these rows make up, with all that it rests on.

    Raises:
        ArchiveCorrupt: they are not what a memo must be.
        InputError: a source that it names is not among them.
    """
    try:
        return dossiers.from_rows(rows)
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ArchiveCorrupt(
            f"Memo {rows.id} is stored in a form that cannot be read: {where}: {first['msg']}.",
            "Check the archive with: triptych memos verify --all",
        ) from e


def resolve(archive: Archive, ref: str) -> str:
    """The full id of a memo from its id, a unique beginning of at least four characters, or `latest`.

    Raises:
        InputError: nothing or more than one memo is meant by it.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        return stored_memos.named(connection, ref)


def shown(archive: Archive, ref: str) -> tuple[Dossier, Beside]:
    """The memo that is meant by `ref`, as `resolve` has it, and what stands beside it, in one session.

    Raises:
        InputError: nothing or more than one memo is meant by it.
        ArchiveCorrupt: what is stored is not what a memo must be.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        rows, beside = stored_memos.shown(connection, ref)
    return from_rows(rows), beside


def listing(archive: Archive, limit: int = 20, tag: str | None = None) -> list[MemoRow]:
    """The newest memos, newest first; only those with a tag where one is given.

    Raises ArchiveError if the archive cannot be used.
    """
    with archive.reading() as connection:
        rows = fetch(connection, _LISTING, [limit, tag])
    return [MemoRow(**row | {"created_at": aware(row["created_at"])}) for row in rows]


def exists(connection: duckdb.DuckDBPyConnection, memo_id: str) -> bool:
    """Inside a session: whether there is a memo of that full id."""
    return connection.execute("SELECT 1 FROM memo WHERE id = $1", [memo_id]).fetchone() is not None


# The view of memos counts for all of them; here only the newest are counted for.
_LISTING = """
WITH newest AS MATERIALIZED (
    SELECT id, run_id, title, idea, as_of, created_at, panel, stop_reason, nullif(updates, '') AS updates
    FROM memo
    WHERE $2 IS NULL OR id IN (SELECT memo_id FROM tag WHERE name = $2)
    ORDER BY created_at DESC, id DESC
    LIMIT $1
),
claimed AS (
    SELECT run_id, count(*) AS claims, count(*) FILTER (status = 'contested') AS contested
    FROM claim WHERE run_id IN (SELECT run_id FROM newest) GROUP BY run_id
),
cited AS (
    SELECT memo_id, count(*) AS sources
    FROM memo_source WHERE memo_id IN (SELECT id FROM newest) GROUP BY memo_id
),
tagged AS (
    SELECT memo_id, list(name ORDER BY name) AS tags
    FROM tag WHERE memo_id IN (SELECT id FROM newest) GROUP BY memo_id
)
SELECT
    m.id, m.title, m.idea, m.as_of, m.created_at, m.panel, coalesce(c.claims, 0) AS claims,
    coalesce(c.contested, 0) AS contested, coalesce(s.sources, 0) AS sources, m.stop_reason,
    coalesce(t.tags, []) AS tags, m.updates
FROM newest m
LEFT JOIN claimed c ON c.run_id = m.run_id
LEFT JOIN cited s ON s.memo_id = m.id
LEFT JOIN tagged t ON t.memo_id = m.id
ORDER BY m.created_at DESC, m.id DESC
"""


def _refuse_second(connection: duckdb.DuckDBPyConnection, memo: Memo) -> None:
    row = connection.execute("SELECT id FROM memo WHERE run_id = $1", [memo.run]).fetchone()
    if row:
        raise ArchiveError(f"Run {memo.run} has already published memo {row[0]}.", "Start a new run.")


def _refuse_unknown_sources(connection: duckdb.DuckDBPyConnection, dossier: Dossier) -> None:
    cited = {citation.source_id for owner in dossiers.owners(dossier) for citation in owner.citations}
    cited.update(dossier.memo.sources)
    absent = cited - sources.known(connection, sorted(cited))
    if absent:
        raise ArchiveError(
            f"Memo {dossier.memo.id} quotes sources that are not stored: {', '.join(sorted(absent))}.",
            "Nothing was written; add them to the library again and repeat the run.",
        )

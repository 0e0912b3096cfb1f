"""Runs: each attempt is on record from its start, whatever becomes of it."""

import json
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from triptych.errors import ArchiveCorrupt, InputError
from triptych.store.archive import Archive
from triptych.store.records import Record, Run, RunState
from triptych.store.rows import aware, fetch, insert, stored

ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{3,63}")
"""What the id of a run is like: it is the name of a folder, too, so that it may lead nowhere else."""


class RunRow(Record):
    """A run in a list."""

    id: str
    idea: str
    state: RunState
    started_at: datetime
    ended_at: datetime | None
    panel: tuple[str, ...]
    message: str
    memo: str | None
    calls: int
    """Of models, as far as they are on record."""
    tokens: int
    cost_usd: float


def start_run(archive: Archive, run: Run) -> None:
    """Record a run as it starts; one that is on record already is brought up to date.

    Raises:
        ArchiveError: the archive cannot be used.
    """
    with archive.session() as connection:
        put(connection, run)


def finish_run(archive: Archive, run_id: str, state: RunState, message: str, ended_at: datetime) -> None:
    """Record how a run ended.

    Raises:
        InputError: no such run is on record.
        ArchiveError: the archive cannot be used.
    """
    with archive.session() as connection:
        ended = get(connection, run_id).model_copy(
            update={"state": state, "message": message, "ended_at": ended_at}
        )
        put(connection, ended)


def load_run(archive: Archive, run_id: str) -> Run:
    """The run of that id.

    Raises:
        InputError: no such run is on record.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        return get(connection, run_id)


def ids(archive: Archive) -> set[str]:
    """The ids of all runs on record. Raises ArchiveError if the archive cannot be used."""
    with archive.reading() as connection:
        return {run for (run,) in connection.execute("SELECT id FROM run").fetchall()}


def listing(archive: Archive, limit: int | None = None) -> list[RunRow]:
    """Runs with what became of them, the newest first. Raises ArchiveError if the archive cannot be used."""
    with archive.reading() as connection:
        rows = fetch(connection, _LISTING, [limit])
    return [RunRow(**row | {"id": _id(row["id"])} | _times(row)) for row in rows]


_LISTING = """
SELECT r.id, r.idea, r.state, r.started_at, r.ended_at, r.panel, r.message, m.id AS memo,
    coalesce(c.calls, 0) AS calls, coalesce(c.tokens, 0) AS tokens, coalesce(c.cost_usd, 0) AS cost_usd
FROM run r
LEFT JOIN memo m ON m.run_id = r.id
LEFT JOIN (
    SELECT run_id, count(*) AS calls, sum(tokens_in + tokens_out) AS tokens, sum(cost_usd) AS cost_usd
    FROM model_call GROUP BY run_id
) c ON c.run_id = r.id
ORDER BY r.id DESC LIMIT $1
"""


def place(archive: Path) -> Path:
    """The folder beside the archive at a path in which each run has one, named by its id, with what it kept."""
    return Path(f"{os.path.realpath(archive)}.runs")


def hold_texts(connection: duckdb.DuckDBPyConnection, archive: Archive) -> bool:
    """Inside a session of the archive: whether a run may still cite texts that nothing else uses.

    It may where it has no memo and can go on, whatever stopped it; without what it kept it cannot.
    """
    rows = connection.execute(_WITHOUT_MEMO).fetchall()
    return any(os.path.isdir(place(archive.path) / run) for (run,) in rows)


_WITHOUT_MEMO = "SELECT id FROM run WHERE state <> 'done' AND id NOT IN (SELECT run_id FROM memo)"


def _id(name: str) -> str:
    """The id of a run; one that leads elsewhere came with an archive that was made to. Raises ArchiveCorrupt."""
    if not ID.fullmatch(name):
        raise ArchiveCorrupt(
            f"The archive holds a run with the id {name[:60]!r}, which is none.",
            "It was changed by somebody: do not use it, restore a backup.",
        )
    return name


def _times(row: dict[str, Any]) -> dict[str, Any]:
    return {name: aware(row[name]) for name in ("started_at", "ended_at")}


def put(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Inside a session: insert the run, or bring it up to date."""
    times = {"started_at": stored(run.started_at), "ended_at": stored(run.ended_at)}
    plain = {
        "panel": list(run.panel),
        "versions": json.dumps(run.versions),
        "budget": run.budget.model_dump_json(),
    }
    connection.execute("DELETE FROM run WHERE id = $1", [run.id])
    insert(connection, "run", [run.model_dump() | times | plain])


def get(connection: duckdb.DuckDBPyConnection, run_id: str) -> Run:
    """Inside a session: the run of that id. Raises InputError as `load_run` does."""
    rows = fetch(connection, "SELECT * FROM run WHERE id = $1", [run_id])
    if not rows:
        raise InputError(f"No run {run_id} in the archive.", "See what there is with: triptych memos list")
    row = rows[0]
    _id(row["id"])
    times = {"started_at": aware(row["started_at"]), "ended_at": aware(row["ended_at"])}
    return Run(**row | times | {name: json.loads(row[name] or "{}") for name in ("versions", "budget")})

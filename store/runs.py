"""Runs: each attempt is on record from its start, whatever becomes of it."""

import json
from datetime import datetime

import duckdb

from triptych.errors import InputError
from triptych.store.archive import Archive
from triptych.store.records import Run, RunState
from triptych.store.rows import aware, fetch, insert, stored


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
    times = {"started_at": aware(row["started_at"]), "ended_at": aware(row["ended_at"])}
    return Run(**row | times | {name: json.loads(row[name] or "{}") for name in ("versions", "budget")})

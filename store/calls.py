"""What a run asked of models and of the web, row by row; its texts lie apart and can be left out."""

from collections.abc import Sequence
from typing import Any

import duckdb

from triptych.store.archive import Archive
from triptych.store.records import Call, PageRead
from triptych.store.rows import aware, fetch, insert, stored

_TEXTS = {"request", "answer"}


def put(
    archive: Archive, run: str, calls: Sequence[Call], reads: Sequence[PageRead] = (), reads_before: int = 0
) -> None:
    """Add calls and page reads to a run; those already there by number are left as they are.

    Args:
        archive: where they go.
        run: the run's id.
        calls: by their numbers.
        reads: numbered by their order here.
        reads_before: how many page reads of the run came before these.

    Raises:
        ArchiveError: the archive cannot be used.
    """
    pages = [
        {"run_id": run, "position": reads_before + n} | read.model_dump() for n, read in enumerate(reads)
    ]
    with archive.session() as connection:
        called = _numbers(connection, "SELECT number FROM model_call WHERE run_id = $1", run)
        tried = _numbers(connection, "SELECT position FROM page_read WHERE run_id = $1", run)
        new = [call for call in calls if call.number not in called]
        insert(connection, "model_call", [_row(run, call) for call in new])
        insert(connection, "model_call_text", [_text(run, call) for call in new if call.request])
        insert(connection, "page_read", [page for page in pages if page["position"] not in tried])


def load(archive: Archive, run: str) -> list[Call]:
    """The calls of a run by number. Raises ArchiveError if the archive cannot be used."""
    with archive.reading() as connection:
        rows = fetch(connection, _LOAD, [run])
    return [Call(**row | {"started_at": aware(row["started_at"])}) for row in rows]


def reads(archive: Archive, run: str) -> list[PageRead]:
    """The pages that a run tried to read, in order. Raises ArchiveError if the archive cannot be used."""
    query = "SELECT * EXCLUDE (run_id, position) FROM page_read WHERE run_id = $1 ORDER BY position"
    with archive.reading() as connection:
        return [PageRead(**row) for row in fetch(connection, query, [run])]


_LOAD = """
SELECT c.* EXCLUDE (run_id), coalesce(t.request, '') AS request, coalesce(t.answer, '') AS answer
FROM model_call c LEFT JOIN model_call_text t ON t.run_id = c.run_id AND t.number = c.number
WHERE c.run_id = $1 ORDER BY c.number
"""


def _numbers(connection: duckdb.DuckDBPyConnection, query: str, run: str) -> set[int]:
    return {number for (number,) in connection.execute(query, [run]).fetchall()}


def _row(run: str, call: Call) -> dict[str, Any]:
    return {"run_id": run} | call.model_dump(exclude=_TEXTS) | {"started_at": stored(call.started_at)}


def _text(run: str, call: Call) -> dict[str, Any]:
    return {"run_id": run, "number": call.number} | call.model_dump(include=_TEXTS)

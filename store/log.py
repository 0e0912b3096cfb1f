"""What was stored and deleted in the archive, in order, so that an index beside it can catch up.

Invariant: every memo and every source takes the next number of `archive_change` when it is stored, and one when it is
deleted, in the same transaction.
"""

from collections.abc import Sequence
from typing import Literal

import duckdb

from triptych.store.archive import Archive
from triptych.store.records import Record
from triptych.store.rows import fetch, insert

Kind = Literal["put", "delete"]
What = Literal["memo", "source"]


class Standing(Record):
    """Where the archive stands: an index that knows another archive, or a later number, must be rebuilt."""

    archive: str
    """The id that the archive got when it was created."""
    number: int
    """The number of the last change; 0 for none."""


class ArchiveChange(Record):
    """The last thing that befell a memo or a source."""

    number: int
    kind: Kind
    what: What
    id: str


def record(connection: duckdb.DuckDBPyConnection, kind: Kind, what: What, ids: Sequence[str]) -> None:
    """Inside a session: number what was stored or deleted."""
    row = connection.execute("SELECT coalesce(max(number), 0) FROM archive_change").fetchone()
    last = int(row[0]) if row else 0
    changes = [{"number": n, "kind": kind, "what": what, "id": one} for n, one in enumerate(ids, last + 1)]
    insert(connection, "archive_change", changes)


def standing(archive: Archive) -> Standing:
    """Where the archive stands. Raises ArchiveError if it cannot be used."""
    query = (
        "SELECT id AS archive, (SELECT coalesce(max(number), 0) FROM archive_change) AS number FROM identity"
    )
    with archive.reading() as connection:
        return Standing(**fetch(connection, query)[0])


def changes(connection: duckdb.DuckDBPyConnection, since: int, limit: int = 1000) -> list[ArchiveChange]:
    """Inside a session: what changed after number `since`, each memo and source once with its last change, by number.

    At most `limit` of them: ask again with the last number that came, until nothing comes.
    """
    return [ArchiveChange(**row) for row in fetch(connection, _LATEST, [since, limit])]


_LATEST = """
SELECT max(number) AS number, arg_max(kind, number) AS kind, what, id
FROM archive_change
WHERE number > $1
GROUP BY what, id
ORDER BY number
LIMIT $2
"""

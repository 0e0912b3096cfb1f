"""What came of the propositions of a memo: put on record beside the memo, which is never altered by it.

Invariant: everything here writes to the table `resolution` alone.
"""

from datetime import date

import duckdb

from triptych.errors import InputError
from triptych.store import refs
from triptych.store.archive import Archive
from triptych.store.records import Record
from triptych.store.rows import fetch, now
from triptych.store.scoring import Forecast


class Resolvable(Record):
    """A proposition of a memo, what was said of it, and what came of it, if that is on record."""

    memo_id: str
    proposition_id: str
    proposition: str
    horizon: date
    outcome: bool | None
    resolved_on: date | None
    forecasts: tuple[Forecast, ...]
    """In the order of the panel, its median last."""


class Changed(Record):
    """A proposition before and after its outcome was put on record or taken back."""

    before: Resolvable
    now: Resolvable


def propositions(archive: Archive, memo_id: str) -> list[Resolvable]:
    """The propositions of the memo of that full id, in their order.

    Raises:
        InputError: there is no such memo.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        _as_of(connection, memo_id)
        return _all(connection, memo_id)


def record(archive: Archive, memo_id: str, proposition: str, outcome: bool, on: date, today: date) -> Changed:
    """Put on record whether a proposition came true; an outcome that is there already is replaced.

    Args:
        archive: where.
        memo_id: the memo's full id.
        proposition: its id, in upper or lower case.
        outcome: True if it came true.
        on: the day on which that was known.
        today: the last day that `on` may be.

    Raises:
        InputError: there is no such memo or proposition, or `on` is before the memo's day or after `today`.
        ArchiveError: the archive cannot be used.
    """
    with archive.session() as connection:
        as_of = _as_of(connection, memo_id)
        before = _one(connection, memo_id, proposition)
        _refuse_day(on, as_of, today)
        values = [memo_id, before.proposition_id, outcome, on, now()]
        connection.execute("INSERT OR REPLACE INTO resolution VALUES ($1, $2, $3, $4, $5)", values)
        return Changed(before=before, now=_one(connection, memo_id, proposition))


def withdraw(archive: Archive, memo_id: str, proposition: str) -> Changed:
    """Take back what is on record of a proposition, named as in `record`.

    Raises:
        InputError: there is no such memo or proposition, or nothing is on record of it.
        ArchiveError: the archive cannot be used.
    """
    with archive.session() as connection:
        _as_of(connection, memo_id)
        before = _one(connection, memo_id, proposition)
        if before.outcome is None:
            raise InputError(
                f"{before.proposition_id} of memo {memo_id} has no outcome to take back.", _hint(memo_id)
            )
        named = [memo_id, before.proposition_id]
        connection.execute("DELETE FROM resolution WHERE memo_id = $1 AND proposition_id = $2", named)
        return Changed(before=before, now=_one(connection, memo_id, proposition))


def resolved_forecasts(archive: Archive) -> list[Forecast]:
    """All that was said of propositions whose outcome is known. Raises ArchiveError if the archive cannot be used."""
    query = f"SELECT {_FORECAST} FROM forecasts f WHERE f.outcome IS NOT NULL ORDER BY ALL"
    with archive.reading() as connection:
        return [Forecast(**row) for row in fetch(connection, query)]


_FORECAST = ", ".join(f"f.{name}" for name in Forecast.model_fields)

_FORECASTS = f"""
SELECT {_FORECAST}
FROM forecasts f
JOIN memo m ON m.id = f.memo_id
LEFT JOIN persona k ON k.run_id = m.run_id AND k.key = f.forecaster
WHERE f.memo_id = $1
ORDER BY f.is_median, k.position
"""

_PROPOSITIONS = """
SELECT m.id AS memo_id, p.id AS proposition_id, p.text AS proposition, p.horizon, r.outcome, r.resolved_on
FROM memo m
JOIN proposition p ON p.run_id = m.run_id
LEFT JOIN resolution r ON r.memo_id = m.id AND r.proposition_id = p.id
WHERE m.id = $1
ORDER BY p.position
"""


def _all(connection: duckdb.DuckDBPyConnection, memo_id: str) -> list[Resolvable]:
    said: dict[str, list[Forecast]] = {}
    for row in fetch(connection, _FORECASTS, [memo_id]):
        said.setdefault(row["proposition_id"], []).append(Forecast(**row))
    return [
        Resolvable(**row, forecasts=tuple(said.get(row["proposition_id"], ())))
        for row in fetch(connection, _PROPOSITIONS, [memo_id])
    ]


def _one(connection: duckdb.DuckDBPyConnection, memo_id: str, proposition: str) -> Resolvable:
    there = _all(connection, memo_id)
    wanted = proposition.strip().casefold()
    for one in there:
        if one.proposition_id.casefold() == wanted:
            return one
    if not there:
        raise InputError(f"Memo {memo_id} has no propositions to resolve.", refs.MEMO_HINT)
    ids = ", ".join(one.proposition_id for one in there)
    raise InputError(f"Memo {memo_id} has no proposition {proposition!r}; it has {ids}.", _hint(memo_id))


def _as_of(connection: duckdb.DuckDBPyConnection, memo_id: str) -> date:
    rows = fetch(connection, "SELECT as_of FROM memo WHERE id = $1", [memo_id])
    if not rows:
        raise refs.unknown("memo", memo_id, refs.MEMO_HINT)
    as_of: date = rows[0]["as_of"]
    return as_of


def _refuse_day(on: date, as_of: date, today: date) -> None:
    if on < as_of:
        raise InputError(
            f"{on} is before {as_of}, the day from which the memo looks ahead.",
            f"Give the day on which the outcome was known, from {as_of} on: --on YYYY-MM-DD",
        )
    if on > today:
        raise InputError(
            f"{on} is in the future, when no outcome is known yet.",
            f"Give the day on which it was known, {today} at the latest: --on YYYY-MM-DD",
        )


def _hint(memo_id: str) -> str:
    return f"See its propositions with: triptych memos resolve {memo_id}"

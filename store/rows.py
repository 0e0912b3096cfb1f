"""Rows in and out of DuckDB: many at once, by column name, with times in UTC."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb

Row = dict[str, Any]
"""A row by column name."""


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert all rows by one statement; each must have the columns of the first.

    `executemany` takes minutes where one statement over lists takes seconds.
    """
    if not rows:
        return
    columns = list(rows[0])
    lists = ", ".join(f"unnest(${n})" for n in range(1, len(columns) + 1))
    values = [[row[column] for row in rows] for column in columns]
    connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {lists}", values)


def fetch(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()) -> list[Row]:
    """All rows of a query, each as a dictionary by column name."""
    result = connection.execute(query, list(parameters))
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def stored(moment: datetime | None) -> datetime | None:
    """A time as the archive keeps it: UTC without a zone. One without a zone is taken as UTC."""
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)


def aware(moment: datetime | None) -> datetime | None:
    """A time out of the archive, with its zone."""
    return None if moment is None else moment.replace(tzinfo=UTC)


def now() -> datetime:
    """This moment as the archive keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)

"""The stored texts as the archive has them: for readers that make records of them, or not yet."""

from collections.abc import Sequence

import duckdb

from triptych.store.rows import Row, fetch


def source_rows(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> list[Row]:
    """Inside a session: the rows of those of the sources that are there, in no order."""
    return fetch(connection, _SOURCES, [list(ids)]) if ids else []


_SOURCES = "SELECT * FROM source WHERE id IN (SELECT unnest($1::VARCHAR[]))"

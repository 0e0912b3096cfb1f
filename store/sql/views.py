"""The documented views: what users may build on, and what each column of them is.

They are read out of the migrations, not out of an archive: there need not be one.
"""

from contextlib import closing
from pathlib import Path

import duckdb

from triptych.store import schema
from triptych.store.records import Record
from triptych.store.rows import fetch

FIRST = ("memos", "claims", "sources")
"""What most queries are about; the others follow by name."""


class ViewColumn(Record):
    """A column of a view, with DuckDB's name of its type."""

    name: str
    type: str
    comment: str


class View(Record):
    """A view, and what one row of it is."""

    name: str
    comment: str
    columns: tuple[ViewColumn, ...]


def documented() -> list[View]:
    """All views that have a comment, which is what makes them public."""
    with closing(duckdb.connect(":memory:", config=_CONFIG)) as connection:
        connection.execute("ATTACH ':memory:' AS archive; USE archive")
        schema.migrate(connection, Path("archive"))
        views, columns = fetch(connection, _VIEWS), fetch(connection, _COLUMNS)
    found = [
        View(
            name=view["name"],
            comment=view["comment"],
            columns=tuple(
                ViewColumn(name=one["name"], type=one["type"], comment=one["comment"] or "")
                for one in columns
                if one["view"] == view["name"]
            ),
        )
        for view in views
    ]
    return sorted(found, key=lambda view: (_rank(view.name), view.name))


def _rank(name: str) -> int:
    return FIRST.index(name) if name in FIRST else len(FIRST)


_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "threads": 1,
}

_VIEWS = """
SELECT view_name AS name, comment FROM duckdb_views()
WHERE database_name = 'archive' AND NOT internal AND comment IS NOT NULL
"""

_COLUMNS = """
SELECT table_name AS view, column_name AS name, data_type AS type, comment
FROM duckdb_columns() WHERE database_name = 'archive' ORDER BY table_name, column_index
"""

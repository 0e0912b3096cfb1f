"""The shape of the archive: numbered SQL files, applied in order and recorded in the table `migration`.

A migration that has shipped is never edited: a change is a new file with the next number.
"""

from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import duckdb

from triptych.errors import ArchiveError, ArchiveNewer
from triptych.store.driver import transaction


class Migration(NamedTuple):
    """One step of the schema."""

    number: int
    name: str
    sql: str


@cache
def migrations() -> tuple[Migration, ...]:
    """All migrations of this version, in order."""
    folder = files("triptych.store").joinpath("migrations")
    scripts = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return tuple(
        Migration(int(f.name[:4]), f.name.removesuffix(".sql")[5:], f.read_text(encoding="utf-8"))
        for f in scripts
    )


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Bring the attached archive to this version's schema, in one transaction.

    Raises:
        ArchiveNewer: a later version of Triptych has migrated it further.
        ArchiveError: the file is a DuckDB database of something else.
    """
    applied = _applied(connection, path)
    newest = migrations()[-1].number
    if applied > newest:
        raise ArchiveNewer(
            f"{path} has schema {applied}; this Triptych knows schemas up to {newest}.", "Upgrade Triptych."
        )
    if applied < newest:
        with transaction(connection):
            for migration in migrations():
                if migration.number > applied:
                    _apply(connection, migration)


def is_current(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Whether the attached archive has this version's schema. Raises ArchiveError as `migrate` does."""
    return _applied(connection, path) == migrations()[-1].number


def _applied(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    try:
        row = connection.execute("SELECT max(number) FROM archive.main.migration").fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        _refuse_foreign(connection, path)
        return 0
    return int(row[0]) if row and row[0] is not None else 0


def _refuse_foreign(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'archive' LIMIT 1"
    )
    if tables.fetchone():
        raise ArchiveError(
            f"{path} is a DuckDB database of something else; it was left as it is.",
            "Choose another path for the archive.",
        )


def _apply(connection: duckdb.DuckDBPyConnection, migration: Migration) -> None:
    connection.execute(migration.sql)
    connection.execute(
        "INSERT INTO migration VALUES ($1, $2, $3)",
        [migration.number, migration.name, datetime.now(UTC).replace(tzinfo=None)],
    )

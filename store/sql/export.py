"""A copy of what the archive holds for other tools: plain tables, in DuckDB's own format or as Parquet.

Invariant: the archive is kept from others only while its file is copied, and a file under the target's name is whole: it
was made beside and moved in.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import duckdb

from triptych.errors import InputError, TriptychError
from triptych.permissions import usual
from triptych.store.archive import Archive
from triptych.store.backup import refuse_own, save
from triptych.store.sql.views import View, documented

STORAGE = "v1.5.0"
"""The oldest DuckDB that has to read an exported database."""


class Exported(NamedTuple):
    """What is in the file."""

    tables: int
    rows: int
    """Of all tables together."""
    size: int
    """Bytes."""


class ExportError(TriptychError):
    """The copy could not be written."""


def export_duckdb(archive: Archive, target: Path) -> Exported:
    """Write a DuckDB database with each documented view as a table, comments included; replaces what is there.

    Raises:
        InputError: there is no archive yet, or the file is the archive's own or cannot be written.
        ArchiveError: the archive cannot be used.
        ExportError: it could not be written to the end.
    """
    views = documented()
    with _made(archive, target) as (connection, fresh):
        connection.execute(f"ATTACH {_quoted(fresh)} AS export (TYPE duckdb, STORAGE_VERSION '{STORAGE}')")
        rows = sum(_materialise(connection, view) for view in views)
        connection.execute("USE memory; DETACH export")
    return Exported(len(views), rows, target.stat().st_size)


def export_parquet(archive: Archive, target: Path, view: str | None = None) -> Exported:
    """Write one table as a Parquet file; replaces what is there.

    Args:
        archive: whose.
        target: the file.
        view: the documented view; None for the evidence: a row for each quote of each claim, with its memo and source.

    Raises:
        InputError: there is no such view, or as `export_duckdb` raises.
        ArchiveError, ExportError: as `export_duckdb` raises.
    """
    query = EVIDENCE if view is None else f"FROM archive.{_known(view)}"
    with _made(archive, target) as (connection, fresh):
        connection.execute(f"COPY ({query}) TO {_quoted(fresh)} (FORMAT parquet, COMPRESSION zstd)")
        row = connection.execute(f"SELECT count(*) FROM read_parquet({_quoted(fresh)})").fetchone()
    return Exported(1, row[0] if row else 0, target.stat().st_size)


EVIDENCE = """
SELECT
    m.id AS memo_id, m.title AS memo, m.idea, m.as_of, m.created_at, m.analyst,
    c.id AS claim_id, c.persona, c.question, c.text AS claim, c.kind, c.confidence, c.status, c.verdict, c.checked,
    c.independent,
    t.position + 1 AS quote_number, t.quote, t.verdict AS quote_verdict,
    s.id AS source_id, s.title AS source, s.url, s.publisher, s.author, s.published_at, s.fetched_at, s.kind AS source_kind
FROM archive.claims c
JOIN archive.memos m ON m.id = c.memo_id
LEFT JOIN archive.citation t ON t.run_id = m.run_id AND t.owner_kind = 'claim' AND t.owner_id = c.id
LEFT JOIN archive.source s ON s.id = t.source_id
ORDER BY m.created_at, m.id, c.id, t.position
"""


@contextmanager
def _made(archive: Archive, target: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A connection to a copy of the archive, and where to write; the file is moved to its place when the body ends."""
    target = Path(os.path.realpath(target))
    refuse_own(archive, target)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
            copy, fresh = Path(folder) / "archive.duckdb", Path(folder) / f"fresh{target.suffix}"
            save(archive, copy)
            with closing(_connected(copy)) as connection:
                yield connection, fresh
            os.chmod(fresh, usual())
            os.replace(fresh, target)
    except duckdb.Error as e:
        raise ExportError(f"{target} could not be written: {_reason(e)}.", _ELSEWHERE) from e
    except OSError as e:
        raise InputError(f"{target} cannot be written: {e.strerror or e}.", _ELSEWHERE) from e


def _connected(copy: Path) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": str(copy.parent),
    }
    connection = duckdb.connect(":memory:", config=config)
    # A view of an archive from somebody else could read any file, and what it read would be in the export.
    connection.execute(f"SET GLOBAL allowed_directories = [{_quoted(f'{copy.parent}/')}]")
    connection.execute("SET GLOBAL enable_external_access = false")
    connection.execute(f"ATTACH {_quoted(copy)} AS archive (TYPE duckdb, READ_ONLY); USE archive")
    return connection


def _materialise(connection: duckdb.DuckDBPyConnection, view: View) -> int:
    table = f"export.main.{view.name}"
    connection.execute(f"CREATE TABLE {table} AS FROM archive.main.{view.name}")
    connection.execute(f"COMMENT ON TABLE {table} IS {_quoted(view.comment)}")
    for column in view.columns:
        connection.execute(f'COMMENT ON COLUMN {table}."{column.name}" IS {_quoted(column.comment)}')
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _known(view: str) -> str:
    names = [one.name for one in documented()]
    if view not in names:
        raise InputError(f"There is no view {view!r}.", f"There are: {', '.join(names)}.")
    return view


def _quoted(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _reason(error: duckdb.Error) -> str:
    line = str(error).strip().splitlines()[0]
    with suppress(IndexError):
        return line.split(": ", 1)[1].rstrip(".")
    return line


_ELSEWHERE = "Make room, or name a file somewhere else."

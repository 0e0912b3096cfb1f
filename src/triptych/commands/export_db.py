"""`triptych export-db`: the archive as plain tables, for other tools."""

from pathlib import Path

import click

from triptych import console
from triptych.commands.shared import output
from triptych.commands.shared.app import App, FileType, archive_option, pass_app
from triptych.errors import InputError
from triptych.graphs.words import counted

DUCKDB, PARQUET = ".duckdb", ".parquet"


@click.command("export-db")
@click.argument("file", type=FileType())
@click.option("--view", metavar="NAME", help="Which view goes into a Parquet file.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@archive_option
@pass_app
def export_db(app: App, file: Path, view: str | None, force: bool) -> None:
    """Copy what the archive holds to FILE, as plain tables for other tools.

    FILE.duckdb gets every view of `triptych sql --schema` as a table. FILE.parquet holds one table: a row for each quote
    of each claim, with its memo and its source; or with --view any of the views. It is a copy to work with: what can be
    put back is written by `triptych backup`.

    \b
    Example:
      triptych export-db tables.duckdb
      triptych export-db evidence.parquet
      triptych export-db --view stance_shifts shifts.parquet
    """
    from triptych.store.sql.export import export_duckdb, export_parquet

    kind = file.suffix.lower()
    if kind not in (DUCKDB, PARQUET):
        raise click.UsageError(f"FILE must end in {DUCKDB} or {PARQUET}: {file} does not.")
    if view is not None and kind == DUCKDB:
        raise click.UsageError("--view is for a Parquet file; a DuckDB file gets every view.")
    output.target(file, app.archive)
    if file.exists() and not force:
        raise InputError(f"{file} is there already.", "Name another file, or give --force to replace it.")
    done = export_duckdb(app.archive, file) if kind == DUCKDB else export_parquet(app.archive, file, view)
    tables, rows = counted(done.tables, "table"), counted(done.rows, "row")
    console.data(f"exported: {file}: {tables}, {rows}, {done.size / 1e6:,.1f} MB")

"""`triptych memos list` and `path`: what is in the archive, and where that is."""

import click

from triptych import console
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.listing import Column, Form, formats, put_list

COLUMNS = (
    Column("ID", lambda row: row["id"], short=10),
    Column("AS OF", lambda row: row["as_of"]),
    Column("CLAIMS", lambda row: row["claims"], right=True),
    Column("CONTESTED", lambda row: row["contested"], right=True),
    Column("TITLE", lambda row: row["title"], gives=True),
)


@click.command("list")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many at most.")
@formats
@archive_option
@pass_app
def list_memos(app: App, limit: int, form: Form | None) -> None:
    """List the newest memos, newest first.

    \b
    Example:
      triptych memos list --limit 5
      triptych memos list --csv > memos.csv
    """
    from triptych.store.memos import MemoRow, listing

    rows = [row.model_dump(mode="json") for row in listing(app.archive, limit)]
    put_list(rows, list(MemoRow.model_fields), COLUMNS, form)
    if not rows:
        first = app.line('run "the LLM inference stack"')
        console.note(f"No memos yet. Write one: {first}")


@click.command("path")
@archive_option
@pass_app
def show_path(app: App) -> None:
    """Print the path of the archive file.

    \b
    Example:
      cp "$(triptych memos path)" backup.duckdb
    """
    console.data(str(app.archive_path.absolute()))

"""`triptych memos list` and `path`: what is in the archive, and where that is."""

import shlex

import click

from triptych import console
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.listing import Column, Form, formats, put_list

COLUMNS = (
    Column("ID", lambda row: row["id"], short=10),
    Column("AS OF", lambda row: row["as_of"]),
    Column("CLAIMS", lambda row: row["claims"], right=True),
    Column("CONTESTED", lambda row: row["contested"], right=True),
    Column("TAGS", lambda row: ", ".join(row["tags"]), short=20),
    Column("TITLE", lambda row: row["title"], gives=True),
)


@click.command("list")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many at most.")
@click.option("--tag", metavar="TAG", help="Only memos with this tag.")
@formats
@archive_option
@pass_app
def list_memos(app: App, limit: int, tag: str | None, form: Form | None) -> None:
    """List the newest memos, newest first.

    \b
    Example:
      triptych memos list --limit 5
      triptych memos list --tag chips
      triptych memos list --csv > memos.csv
    """
    archive = app.archive
    from triptych.store.memos import MemoRow, listing
    from triptych.store.tags import normal

    wanted = None if tag is None else normal(tag)
    rows = [row.model_dump(mode="json") for row in listing(archive, limit, wanted)]
    columns = [column for column in COLUMNS if column.title != "TAGS" or any(row["tags"] for row in rows)]
    put_list(rows, list(MemoRow.model_fields), columns, form)
    if not rows and wanted is not None:
        console.note(
            f"No memo is tagged {wanted}. Tag one: {app.line(f'memos tag MEMO {shlex.quote(wanted)}')}"
        )
    elif not rows:
        first = app.line('run "the LLM inference stack"')
        console.note(f"No memos yet. Write one: {first}")


@click.command("path")
@archive_option
@pass_app
def show_path(app: App) -> None:
    """Print the path of the archive file.

    \b
    Example:
      triptych memos path
      duckdb -readonly "$(triptych memos path)"
    """
    console.data(str(app.archive_path.absolute()))

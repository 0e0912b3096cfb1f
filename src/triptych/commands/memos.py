"""`triptych memos`: what is in the archive. What came of the propositions is commands/shared/resolving.py."""

from typing import Any

import click

from triptych import console
from triptych.commands.shared import resolving
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.groups import NounGroup
from triptych.commands.shared.listing import Column, Form, formats, put_list
from triptych.commands.shared.memo import put_memo
from triptych.commands.shared.words import counted
from triptych.errors import ExitCode

COLUMNS = (
    Column("ID", lambda row: row["id"], short=10),
    Column("AS OF", lambda row: row["as_of"]),
    Column("CLAIMS", lambda row: row["claims"], right=True),
    Column("CONTESTED", lambda row: row["contested"], right=True),
    Column("TITLE", lambda row: row["title"], gives=True),
)


@click.group(cls=NounGroup)
def memos() -> None:
    """The memos in the archive. Without a command: list.

    \b
    Example:
      triptych memos
      triptych memos show latest
      triptych memos verify --all
      triptych memos resolve latest P1 yes
    """


@memos.command("list")
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


@memos.command("show")
@click.argument("memo", default="latest")
@click.option("--json", "as_json", is_flag=True, help="The memo with all that it rests on, as JSON.")
@archive_option
@pass_app
def show_memo(app: App, memo: str, as_json: bool) -> None:
    """Show one memo: its id, a beginning of it, or `latest`.

    \b
    Example:
      triptych memos show
      triptych memos show 01KB7X > memo.md
    """
    from triptych.store.memos import load, resolve

    put_memo(load(app.archive, resolve(app.archive, memo)), as_json=as_json)


@memos.command("verify")
@click.argument("memo", required=False)
@click.option("--all", "everything", is_flag=True, help="Check the whole archive; so does naming no memo.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
@archive_option
@pass_app
@click.pass_context
def verify_memos(ctx: click.Context, app: App, memo: str | None, everything: bool, as_json: bool) -> None:
    """Check every quote against its stored source.

    \b
    Example:
      triptych memos verify --all
      triptych memos verify latest
    """
    from triptych.store.memos import resolve
    from triptych.store.verify import verify

    if memo and everything:
        raise click.UsageError("Name one memo, or give --all; not both.")
    found = verify(app.archive, resolve(app.archive, memo) if memo else None)
    if as_json:
        console.raw(f"{console.json_text(found.model_dump(mode='json'))}\n")
    else:
        _tell(found)
    if not found.sound:
        ctx.exit(ExitCode.FAILED)


def _tell(found: Any) -> None:
    checked = ", ".join(
        (counted(found.memos, "memo"), counted(found.citations, "citation"), counted(found.sources, "source"))
    )
    console.data(f"{checked} checked: {counted(len(found.faults), 'fault')}")
    for fault in found.faults:
        console.data(f"fault: {fault}")


memos.add_command(resolving.resolve)


@memos.command("path")
@archive_option
@pass_app
def show_path(app: App) -> None:
    """Print the path of the archive file.

    \b
    Example:
      cp "$(triptych memos path)" backup.duckdb
    """
    console.data(str(app.archive_path.absolute()))

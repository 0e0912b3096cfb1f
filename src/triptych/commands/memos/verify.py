"""`triptych memos verify`: whether the archive stands on something."""

from typing import Any

import click

from triptych import console
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.errors import ExitCode
from triptych.graphs.words import counted


@click.command("verify")
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

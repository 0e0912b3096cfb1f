"""`triptych memos show`: one memo, and on stderr what stands beside it."""

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import click

from triptych import console
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.memo import put_memo

if TYPE_CHECKING:
    from triptych.store.as_stored import Beside


@click.command("show")
@click.argument("memo", default="latest")
@click.option("--json", "as_json", is_flag=True, help="The memo with all that it rests on, as JSON.")
@archive_option
@pass_app
def show_memo(app: App, memo: str, as_json: bool) -> None:
    """Show one memo: its id, a beginning of it, or `latest`.

    Its tags, and the memos that it follows or that follow it, are told on stderr.

    \b
    Example:
      triptych memos show
      triptych memos show 01KB7X > memo.md
    """
    from triptych.store import as_stored
    from triptych.store.ahead import Ahead

    reading = Ahead(app.archive_path, partial(as_stored.shown, ref=memo))
    wait = app.settings.lock_wait
    from triptych.store.memos import made

    if not as_json:
        import_module("triptych.store.render.markdown")  # which `put_memo` would import later
    rows, beside = reading.found(wait)
    put_memo(made(rows), as_json=as_json)
    _tell(beside)


def _tell(beside: "Beside") -> None:
    if beside.tags:
        console.note(f"tagged: {', '.join(beside.tags)}")
    if beside.updates:
        gone = "" if beside.updates_there else ", which is not in this archive"
        console.note(f"It updates {beside.updates}{gone}.")
    if beside.followed_by:
        console.note(f"It was updated by {', '.join(beside.followed_by)}.")

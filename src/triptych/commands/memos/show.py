"""`triptych memos show`: one memo, and on stderr what stands beside it."""

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import click

from triptych import console
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.memo import put_memo

if TYPE_CHECKING:
    from triptych.store.stored_memos import Beside


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
    from triptych.store import stored_memos
    from triptych.store.read_ahead import ReadAhead

    reading = ReadAhead(app.archive_path, partial(stored_memos.shown, ref=memo))
    from triptych.store.memos import from_rows

    if not as_json:
        # `put_memo` would import it only when the memo has been read.
        import_module("triptych.store.render.markdown")
    rows, beside = reading.found(app.settings.lock_wait)
    put_memo(from_rows(rows), as_json=as_json)
    _tell(beside)


def _tell(beside: "Beside") -> None:
    if beside.tags:
        console.note(f"tagged: {', '.join(beside.tags)}")
    if beside.updates:
        gone = "" if beside.updates_there else ", which is not in this archive"
        console.note(f"It updates {beside.updates}{gone}.")
    if beside.followed_by:
        console.note(f"It was updated by {', '.join(beside.followed_by)}.")

"""`triptych memos show`: one memo, and on stderr what stands beside it."""

from typing import TYPE_CHECKING

import click

from triptych import console
from triptych.commands.shared.app import App, archive_option, beforehand, pass_app
from triptych.commands.shared.memo import put_memo

if TYPE_CHECKING:
    from triptych.store.beside import Beside


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
    archive = app.archive
    from triptych.store.beside import shown

    if not as_json:
        beforehand("triptych.store.render.markdown")
    dossier, known = shown(archive, memo)
    put_memo(dossier, as_json=as_json)
    _tell(known)


def _tell(known: "Beside") -> None:
    if known.tags:
        console.note(f"tagged: {', '.join(known.tags)}")
    if known.updates:
        gone = "" if known.updates_there else ", which is not in this archive"
        console.note(f"It updates {known.updates}{gone}.")
    if known.followed_by:
        console.note(f"It was updated by {', '.join(known.followed_by)}.")

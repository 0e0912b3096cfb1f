"""`triptych memos show`: one memo."""

import click

from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.memo import put_memo


@click.command("show")
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

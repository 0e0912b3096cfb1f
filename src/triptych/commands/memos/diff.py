"""`triptych memos diff`: what changed from one memo to another."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from triptych.commands.shared.app import App, FileType, archive_option, pass_app
from triptych.commands.shared.output import put_json, put_markdown, target
from triptych.errors import InputError

if TYPE_CHECKING:
    from triptych.store.records import Dossier


@click.command("diff")
@click.argument("before", required=False, metavar="[BEFORE]")
@click.argument("after", required=False, metavar="[AFTER]")
@click.option("-o", "--output", type=FileType(), metavar="FILE", help="Write it to FILE.")
@click.option("--json", "as_json", is_flag=True, help="All that is different, as JSON.")
@archive_option
@pass_app
def diff_memos(app: App, before: str | None, after: str | None, output: Path | None, as_json: bool) -> None:
    """Show what changed from memo BEFORE to memo AFTER.

    Stances that moved; bets, agreements, disagreements and open questions; claims that appeared, vanished or changed in
    figure, wording, quotes, objections, verdict, status or confidence; propositions, questions and sources new and gone. A
    claim is known again by its quote, then by its words. With one memo, or none for the latest: what changed in it since
    the one that it updates (`triptych run --update`).

    \b
    Example:
      triptych memos diff
      triptych memos diff 01KB7X latest
      triptych memos diff 01KB7X 01KC3M --json
    """
    from triptych.agents.comparison.memos import compare

    file = target(output, app.archive)
    old, new = _both(app, before, after)
    found = compare(old, new)
    if as_json:
        put_json({"same": found.same, **found.model_dump(mode="json")}, file)
        return
    from triptych.agents.comparison.page import document
    from triptych.store.render.markdown import written

    put_markdown(written(document(found)), file)


def _both(app: App, before: str | None, after: str | None) -> tuple["Dossier", "Dossier"]:
    """The two memos; where one alone is meant, the one that it updates and itself.

    Raises:
        InputError: nothing or more than one memo is meant by a name, or the only one updates none or one that is not there.
    """
    from triptych.store.memos import load, resolve, shown

    if before is not None and after is not None:
        return load(app.archive, resolve(app.archive, before)), load(app.archive, resolve(app.archive, after))
    new, beside = shown(app.archive, before or "latest")
    if not new.memo.updates:
        raise InputError(
            f"Memo {new.memo.id} updates no other, so that there is nothing to compare it with.",
            f"Name two memos, or write its successor: {app.line(f'run --update {new.memo.id}')}",
        )
    if not beside.updates_there:
        raise InputError(
            f"Memo {new.memo.id} updates {new.memo.updates}, which is not in this archive: deleted, or never imported.",
            f"Name two memos: {app.line(f'memos diff BEFORE {new.memo.id}')}",
        )
    return load(app.archive, new.memo.updates), new

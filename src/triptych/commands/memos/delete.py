"""`triptych memos delete`: memos and all that nothing else uses, after asking."""

from typing import TYPE_CHECKING

import click

from triptych import console
from triptych.agents.sources.clean import one_line
from triptych.commands.shared.agreement import agreed
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.errors import ExitCode
from triptych.graphs.words import counted

if TYPE_CHECKING:
    from triptych.store.deletion import Deleted, Parting

_SHOWN = 10


@click.command("delete")
@click.argument("memos", nargs=-1, required=True, metavar="MEMO...")
@click.option("--yes", is_flag=True, help="Do not ask.")
@archive_option
@pass_app
@click.pass_context
def delete_memos(ctx: click.Context, app: App, memos: tuple[str, ...], yes: bool) -> None:
    """Delete memos, with their claims, debate, tags, outcomes, run (with all that models and searches
    answered it) and every source that nothing else uses.

    On a terminal it shows what will go and asks. A memo that follows a deleted one stays as it is and still names it. What
    is deleted comes back only from a backup or an export.

    \b
    Example:
      triptych memos delete 01KB7X
      triptych memos delete 01KB7X 01KB9A --yes
    """
    from triptych.graphs.keeping.deleting import delete
    from triptych.store.deletion import foreseen
    from triptych.store.memos import resolve

    ids = list(dict.fromkeys(resolve(app.archive, ref) for ref in memos))
    if not yes:
        _show(foreseen(app.archive, ids))
    if not agreed(f"Delete {_it(len(ids))} for good?", yes):
        ctx.exit(ExitCode.FAILED)
    gone = delete(app.archive, ids)
    for memo in gone.memos:
        console.data(f"deleted: {_named(memo)}")
    console.note(_texts(gone, "deleted", "kept"))


def _show(going: "Deleted") -> None:
    for memo in going.memos[:_SHOWN]:
        console.note(f"  {_named(memo)} ({_with(memo)})")
        if memo.followed_by:
            console.note(f"    updated by {', '.join(memo.followed_by)}: stays, and still names it")
    if len(going.memos) > _SHOWN:
        console.note(f"  and {len(going.memos) - _SHOWN} more")
    console.note(f"  {_texts(going, 'go', 'stay')}")


def _named(memo: "Parting") -> str:
    return f"{memo.id} {memo.as_of} {one_line(memo.title)}"


def _with(memo: "Parting") -> str:
    told = [counted(memo.claims, "claim")]
    if memo.outcomes:
        told.append(counted(memo.outcomes, "outcome"))
    if memo.tags:
        told.append(f"tagged {', '.join(memo.tags)}")
    return ", ".join(told)


def _texts(gone: "Deleted", go: str, stay: str) -> str:
    told = [f"{gone.sources} {go}"]
    if gone.kept:
        told.append(f"{gone.kept} {stay} for the library or other memos")
    if gone.held:
        told.append(f"{gone.held} {stay} for a run that can go on")
    return f"sources: {', '.join(told)}"


def _it(count: int) -> str:
    return "it" if count == 1 else f"these {count} memos"

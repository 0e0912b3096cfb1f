"""`triptych replay`: the memo of a run made again from its answers, with the network off."""

import asyncio
from pathlib import Path

import click

from triptych import console
from triptych.commands.shared.app import App, FileType, archive_option, pass_app
from triptych.commands.shared.memo import put_memo
from triptych.commands.shared.output import target
from triptych.errors import ExitCode, InputError


@click.command
@click.argument("run")
@click.option("-o", "--output", type=FileType(), metavar="FILE", help="Write the memo to FILE.")
@click.option("--json", "as_json", is_flag=True, help="The memo with all that it rests on, as JSON.")
@archive_option
@pass_app
@click.pass_context
def replay(ctx: click.Context, app: App, run: str, output: Path | None, as_json: bool) -> None:
    """Make the memo of a run again from what it was answered: its id, or a beginning of it.

    Nobody is asked and nothing is stored. Where the archive has the run's memo, the two are held against each other; that
    they are not the same to the byte is said, and ends with 1.

    \b
    Example:
      triptych replay 01KB7X > memo.md
    """
    from triptych.graphs.keeping.standing import standing
    from triptych.graphs.replay import replay as made_again
    from triptych.graphs.replay import same
    from triptych.store import memos
    from triptych.store.runs import load_run

    one, file = standing(app.archive, run), target(output, app.archive)
    if one.folder is None:
        raise InputError(f"Run {one.row.id} kept nothing, or what it kept is pruned.", "See: triptych runs")
    dossier = asyncio.run(made_again(one.folder, load_run(app.archive, one.row.id)))
    put_memo(dossier, file, as_json)
    if one.row.memo is None:
        console.note(f"run {one.row.id} was replayed; the archive has no memo of it")
    elif same(dossier, memos.load(app.archive, one.row.memo)):
        console.note(
            f"run {one.row.id} was replayed: the memo is the same to the byte as that in the archive"
        )
    else:
        console.fail(
            "The memo that was made again is not the one in the archive.",
            f"Compare it with: {app.line(f'memos show {one.row.memo}')}",
        )
        ctx.exit(ExitCode.FAILED)

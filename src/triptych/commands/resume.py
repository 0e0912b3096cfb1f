"""`triptych resume`: goes on with a run that was cut off, stopped or failed, without asking again for what was answered."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from triptych import console
from triptych.agents.sources.clean import one_line
from triptych.commands.progress.whole import Happening, Outgoing, do, outgoing
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.equipping import equipping

if TYPE_CHECKING:
    from triptych.graphs.keeping.standing import Standing


@click.command
@click.argument("run", required=False)
@click.option("--fork", is_flag=True, help="Start a new run from the same point, under the settings of now.")
@outgoing
@equipping
@archive_option
@pass_app
@click.pass_context
def resume(
    ctx: click.Context,
    app: App,
    /,
    run: str | None,
    fork: bool,
    output: Path | None,
    as_json: bool,
    events: bool,
    quiet: bool,
    **gear: Any,
) -> None:
    """Go on with a run: its id, a beginning of it, or without one the newest that can go on.

    What models and searches answered is not asked again. A run that was cut off or stopped goes on where it stood; of one
    that failed, what failed is tried again. It works with what it was begun with: under other settings it is refused, and
    what differs is shown. Only its budget may be another. A run whose memo was written in part goes on as a new run.

    \b
    Example:
      triptych resume
      triptych resume 01KB7X --max-cost 5
      triptych resume 01KB7X --fork --model gpt-5-mini
    """
    from triptych.graphs.keeping.standing import standing

    out = Outgoing.of(app, output, as_json, events, quiet)
    ctx.exit(do(app, _happening(app, standing(app.archive, run), fork, gear), out))


def _happening(app: App, one: "Standing", fork: bool, given: dict[str, Any]) -> Happening:
    """The rest of the run. Raises InputError where it cannot go on."""
    from triptych.graphs import runner
    from triptych.graphs.gear import Gear
    from triptych.graphs.keeping.resuming import prepared

    archive = app.archive
    ready = prepared(one, archive, app.settings, Gear(**given), fork)
    if ready.record.id != one.row.id:
        console.note(f"run {one.row.id} goes on as {ready.record.id}: {one_line(ready.record.idea)}")
    return lambda gate: runner.resume(ready.request, archive, ready.record, gate=gate)

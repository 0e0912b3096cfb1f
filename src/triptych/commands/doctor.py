"""`triptych doctor`: what is set up, what is missing, and the line that mends it. It changes nothing."""

import click

from triptych import console
from triptych.agents.sources.clean import one_line
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.output import put_json
from triptych.errors import ExitCode

MARKS = {"ok": "ok     ", "note": "note   ", "missing": "MISSING", "broken": "BROKEN "}


@click.command
@click.option("--json", "as_json", is_flag=True, help="The findings as a JSON array.")
@archive_option
@pass_app
@click.pass_context
def doctor(ctx: click.Context, app: App, as_json: bool) -> None:
    """Say what is set up, what is missing, and how to mend it; exit code 1 if something is missing or broken.

    \b
    Example:
      triptych doctor
    """
    from triptych.commands.shared.findings import examine

    found = examine(app)
    if as_json:
        put_json([vars(one) for one in found])
    else:
        for one in found:
            console.data(f"{MARKS[one.state]} {one.name}: {one.says}")
            if one.mend:
                console.raw(f"          {one_line(one.mend)}\n")
    if any(one.state in ("missing", "broken") for one in found):
        ctx.exit(ExitCode.FAILED)

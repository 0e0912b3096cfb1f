"""`triptych doctor`: what is set up, what is missing, and the line that mends it. It changes nothing."""

import click

from triptych import console
from triptych.agents.sources.clean import one_line
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.output import put_json
from triptych.errors import ExitCode
from triptych.graphs.doctor.finding import Finding

MARKS = {"ok": "ok     ", "note": "note   ", "missing": "MISSING", "broken": "BROKEN "}


@click.command
@click.option("--json", "as_json", is_flag=True, help="The findings as a JSON array.")
@click.option("--no-calls", is_flag=True, help="Look at what is set up without asking anybody.")
@archive_option
@pass_app
@click.pass_context
def doctor(ctx: click.Context, app: App, as_json: bool, no_calls: bool) -> None:
    """Say what is set up, what is missing, and how to mend it; exit code 1 if something is missing or broken.

    Each chat model that is set up is asked two or three short questions, and Tavily for one result, which costs
    one credit. Where no chat model is set up, those on this machine are looked for.

    \b
    Example:
      triptych doctor
      triptych doctor --no-calls
    """
    from triptych.graphs.doctor.installation import Installation
    from triptych.graphs.doctor.looks import examine

    found = []
    for one in examine(Installation(app.archive_path), calls=not no_calls):
        found.append(one)
        if not as_json:
            _tell(one)
    if as_json:
        put_json([vars(one) for one in found])
    if any(one.state in ("missing", "broken") for one in found):
        ctx.exit(ExitCode.FAILED)


def _tell(one: Finding) -> None:
    console.data(f"{MARKS[one.state]} {one.name}: {one_line(one.says)}")
    if one.mend:
        console.raw(f"          {one_line(one.mend)}\n")

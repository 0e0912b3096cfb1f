"""`triptych brief`: the expert prompt alone, to be edited and given back, or pasted elsewhere."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from triptych.commands.shared.app import App, FileType, archive_option, pass_app
from triptych.commands.shared.asking import Asked, asking
from triptych.commands.shared.equipping import equipping, refuse_keyless
from triptych.commands.shared.output import put_json, put_markdown, target


@click.command
@asking
@click.option("-o", "--output", type=FileType(), metavar="FILE", help="Write the brief to FILE.")
@click.option("--json", "as_json", is_flag=True, help="The brief as JSON.")
@equipping
@archive_option
@pass_app
def brief(
    app: App,
    /,
    idea: str | None,
    panel: tuple[str, ...] | None,
    as_of: date | None,
    questions: int | None,
    output: Path | None,
    as_json: bool,
    **gear: Any,
) -> None:
    """Print the brief of IDEA: what each persona would find out, and what to debate.

    It can be pasted into any deep-research product, or edited and given back to `triptych run --brief FILE`.
    Nothing is stored. Without IDEA, or with -, the idea is read from stdin.

    \b
    Example:
      triptych brief "the LLM inference stack" -o brief.md
      triptych run --brief brief.md
    """
    import asyncio

    from triptych.graphs import drafting
    from triptych.personas.loader import select
    from triptych.store.render.brief import markdown

    file = target(output, app.archive)
    request = Asked(idea, panel, as_of, questions=questions, gear=gear).request(app.settings)
    refuse_keyless(request.setup)
    made = asyncio.run(drafting.brief(request, app.archive)).brief
    if as_json:
        put_json(made.model_dump(mode="json"), file)
    else:
        put_markdown(markdown(made, select(request.panel, request.personas_folder)), file)

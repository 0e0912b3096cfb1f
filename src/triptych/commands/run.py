"""`triptych run`: a memo on an idea, headless. stdout carries the memo, stderr how it came about."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from triptych.commands.many import Listed, do_many, listed
from triptych.commands.progress.whole import Happening, Outgoing, do, outgoing
from triptych.commands.shared.app import App, FileType, archive_option, pass_app
from triptych.commands.shared.asking import Asked, asking
from triptych.commands.shared.equipping import equipping, refuse_keyless
from triptych.commands.shared.plan import put_plan

if TYPE_CHECKING:
    from triptych.graphs.request import Request
    from triptych.store.records import Dossier


@click.command
@asking
@click.option("--rounds", type=click.IntRange(0, 10), metavar="N", help="Debate rounds at most. Default: 2.")
@click.option(
    "--brief", "brief_file", type=FileType(), metavar="FILE", help="Use this edited brief; - is stdin."
)
@click.option(
    "--update", metavar="MEMO", help="Put the brief of MEMO to today's evidence; the new memo follows it."
)
@outgoing
@listed
@equipping
@click.option(
    "--dry-run", is_flag=True, help="Print what the run would ask for and what it may cost; ask nobody."
)
@archive_option
@pass_app
@click.pass_context
def run(
    ctx: click.Context,
    app: App,
    /,
    idea: str | None,
    panel: tuple[str, ...] | None,
    as_of: date | None,
    questions: int | None,
    rounds: int | None,
    brief_file: Path | None,
    update: str | None,
    output: Path | None,
    as_json: bool,
    events: bool,
    quiet: bool,
    dry_run: bool,
    ideas_file: Path | None,
    parallel: int | None,
    go_on: bool,
    **gear: Any,
) -> None:
    """Research IDEA, debate it, and write one memo.

    Without IDEA, or with -, the idea is read from stdin; with --update it is that of the earlier memo. A chat model
    thinks where one is set up (OPENAI_API_KEY, or OPENAI_BASE_URL and OPENAI_MODEL, or the settings), else the embedded
    analyst. Tavily is searched where TAVILY_API_KEY is set, SearXNG where SEARXNG_URL is.

    With -f every line of FILE is an idea with a run of its own, and stdout gets a table of what became of each. The
    command ends with 0 where every idea has a whole memo, else with the exit code of the first in the list that has not.
    Ctrl-C begins no other idea and ends those under way with what there is; the same line with --continue does the rest.

    \b
    Example:
      triptych run "Will LLM inference be commodified?" -o memo.md
      triptych run --panel engineer --rounds 0 "Are CPUs enough for small models?"
      triptych run --update latest
      triptych run -f ideas.txt --parallel 8 --max-cost 20 -o memos
      triptych run --model gpt-5-mini --max-cost 2 --dry-run "Is grid storage a commodity?"
    """
    if ideas_file is not None:
        asked = Asked(idea, panel, as_of, rounds, questions, brief_file, gear)
        many = Listed(ideas_file, parallel, go_on, output, as_json, events, quiet)
        many.refuse(asked, update)
        ctx.exit(do_many(app, asked, many, dry_run))
    if parallel is not None or go_on:
        raise click.UsageError("--parallel and --continue are for a list of ideas; give -f FILE.")
    out = Outgoing.of(app, output, as_json, events, quiet)
    if events and dry_run:
        raise click.UsageError(
            "--dry-run has no events, as nothing happens; give --json for its plan as JSON."
        )
    if update is not None and brief_file is not None:
        raise click.UsageError("--update takes the brief of a memo, --brief one of a file; give one of them.")
    before = _updated(app, update)
    request = Asked(idea, panel, as_of, rounds, questions, brief_file, gear, before).request(app.settings)
    if dry_run:
        put_plan(request, as_json, out.file)
        return
    refuse_keyless(request.setup)
    ctx.exit(do(app, _happening(app, request), out))


def _happening(app: App, request: "Request") -> Happening:
    from triptych.graphs.runner import run

    archive = app.archive
    return lambda gate: run(request, archive, gate=gate)


def _updated(app: App, ref: str | None) -> "Dossier | None":
    """The memo that the run follows, if any. Raises InputError if none is meant."""
    from triptych.store import memos

    return memos.load(app.archive, memos.resolve(app.archive, ref)) if ref is not None else None

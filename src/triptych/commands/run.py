"""`triptych run`: a memo on an idea, headless. stdout carries the memo, stderr how it came about."""

import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from triptych import console
from triptych.agents.sources.clean import one_line
from triptych.commands.shared.app import App, FileType, archive_option, pass_app
from triptych.commands.shared.asking import Asked, asking
from triptych.commands.shared.equipping import equipping, refuse_keyless
from triptych.commands.shared.memo import put_memo
from triptych.commands.shared.output import target
from triptych.commands.shared.plan import put_plan
from triptych.errors import InputError

if TYPE_CHECKING:
    from triptych.commands.progress.follow import Tell
    from triptych.graphs.events import Event, RunEnded
    from triptych.graphs.request import Request
    from triptych.store.records import Dossier, Memo


@click.command
@asking
@click.option("--rounds", type=click.IntRange(0, 10), metavar="N", help="Debate rounds at most. Default: 2.")
@click.option(
    "--brief", "brief_file", type=FileType(), metavar="FILE", help="Use this edited brief; - is stdin."
)
@click.option(
    "--update", metavar="MEMO", help="Put the brief of MEMO to today's evidence; the new memo follows it."
)
@click.option("-o", "--output", type=FileType(), metavar="FILE", help="Write the memo to FILE.")
@click.option("--json", "as_json", is_flag=True, help="The memo with all that it rests on, as JSON.")
@click.option("--events", is_flag=True, help="All that happens, as JSON lines, instead of the memo.")
@equipping
@click.option(
    "--dry-run", is_flag=True, help="Print what the run would ask for and what it may cost; ask nobody."
)
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
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
    **gear: Any,
) -> None:
    """Research IDEA, debate it, and write one memo.

    Without IDEA, or with -, the idea is read from stdin; with --update it is that of the earlier memo. A chat model
    thinks where one is set up (OPENAI_API_KEY, or OPENAI_BASE_URL and OPENAI_MODEL, or the settings), else the embedded
    analyst. Tavily is searched where TAVILY_API_KEY is set, SearXNG where SEARXNG_URL is.

    \b
    Example:
      triptych run "Will LLM inference be commodified?" -o memo.md
      triptych run --panel engineer --rounds 0 "Are CPUs enough for small models?"
      triptych run --update latest
      triptych run --model gpt-5-mini --max-cost 2 --dry-run "Is grid storage a commodity?"
    """
    file = target(output)
    if events and as_json and file is None:
        raise click.UsageError("--events and --json both write to stdout; give -o FILE for one of them.")
    if events and dry_run:
        raise click.UsageError(
            "--dry-run has no events, as nothing happens; give --json for its plan as JSON."
        )
    if update is not None and brief_file is not None:
        raise click.UsageError("--update takes the brief of a memo, --brief one of a file; give one of them.")
    before = _updated(app, update)
    request = Asked(idea, panel, as_of, rounds, questions, brief_file, gear, before).request(app.settings)
    if dry_run:
        put_plan(request, as_json, file)
        return
    refuse_keyless(request.setup)
    began = time.monotonic()
    ended = _follow(app, request, events, quiet)
    if ended.memo is None:
        console.fail(ended.message, ended.hint)
        ctx.exit(ended.exit_code)
    dossier = _dossier(app, ended.memo)
    again = app.line(f"memos show {ended.memo}")
    follows = app.line(f"memos diff {ended.memo}") if dossier.memo.updates else ""
    if file is not None or not events:
        _put(dossier, file, as_json, again)
    if not quiet:
        console.note(_closing(dossier.memo, file, again, follows, time.monotonic() - began))


def _follow(app: App, request: "Request", events: bool, quiet: bool) -> "RunEnded":
    from triptych.commands.progress.follow import follow, shown

    archive = app.archive
    # On one terminal, events and a board would write over each other; the events tell it all.
    with shown(quiet or (events and console.is_terminal(sys.stdout))) as tell:
        return follow(request, archive, _printed(tell) if events else tell)


def _printed(tell: "Tell") -> "Tell":
    """Each event as a line of JSON on stdout, and then told."""
    from triptych.graphs.events import as_json

    def told(event: "Event") -> None:
        console.raw(f"{console.json_text(as_json(event), indent=None)}\n")
        tell(event)

    return told


def _dossier(app: App, memo: str) -> "Dossier":
    from triptych.store import memos

    return memos.load(app.archive, memo)


def _updated(app: App, ref: str | None) -> "Dossier | None":
    """The memo that the run follows, if any. Raises InputError if none is meant."""
    from triptych.store import memos

    return memos.load(app.archive, memos.resolve(app.archive, ref)) if ref is not None else None


def _put(dossier: "Dossier", file: Path | None, as_json: bool, again: str) -> None:
    try:
        put_memo(dossier, file, as_json)
    except (InputError, console.OutputError) as e:
        raise type(e)(e.message, f"The memo is in the archive: {again}") from e


def _closing(memo: "Memo", file: Path | None, again: str, follows: str, seconds: float) -> str:
    written = f"written to {file}\n" if file else ""
    differs = f"what changed since memo {memo.updates}: {follows}\n" if follows else ""
    return f"memo {memo.id}: {one_line(memo.title)}\n{written}show it again: {again}\n{differs}{seconds:.1f} seconds"

"""`triptych ask`: a question to the archive, answered from verbatim quotes or not at all."""

import asyncio
import shlex
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from triptych import console, paths
from triptych.agents.sources.clean import one_line
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.equipping import UNSEARCHED, refuse_keyless, setup, thinking
from triptych.errors import InputError, NoEvidenceError
from triptych.graphs.words import counted
from triptych.store.search.hits import PLACES, Place

if TYPE_CHECKING:
    from triptych.agents.asking.ask import Ask
    from triptych.agents.asking.thinker import Tally
    from triptych.graphs.setup import Setup
    from triptych.store.conversations import Turn
    from triptych.store.search.search import ArchiveSearch

_EXAMPLE = 'Ask something, e.g. triptych ask "what limits decoding?"'
_MOST_PIPED = 1_000_000  # bytes


@click.command
@click.argument("question", required=False)
@click.option("--memo", metavar="ID", help="Put it to one memo: its id, a beginning of it, or `latest`.")
@click.option(
    "--in",
    "places",
    type=click.Choice(PLACES),
    multiple=True,
    help="Where to look. May be repeated. Default: claims and sources.",
)
@click.option("--continue", "goes_on", is_flag=True, help="Go on with the last conversation.")
@click.option(
    "--limit", type=click.IntRange(1, 20), default=6, show_default=True, help="Quotes in the answer at most."
)
@click.option(
    "--json", "as_json", is_flag=True, help="The answer with its quotes, spans and claims, as JSON."
)
@thinking
@click.option("-q", "--quiet", is_flag=True, help="Nothing on stderr but errors.")
@archive_option
@pass_app
def ask(
    app: App,
    /,
    question: str | None,
    memo: str | None,
    places: tuple[Place, ...],
    goes_on: bool,
    limit: int,
    as_json: bool,
    quiet: bool,
    **gear: Any,
) -> None:
    """Ask the archive QUESTION.

    The answer rests on verbatim quotes of stored sources, each under its number; a chat model writes it where one is
    set up, and every sentence of it is audited. Where nothing in the archive bears on the question, it says so, and
    which run would find out. Without QUESTION, or with -, the question is read from stdin.

    \b
    Example:
      triptych ask "How much memory bandwidth does an H100 have?"
      triptych ask --continue "and the H200?"
      triptych ask --memo latest --in critiques "What is disputed about margins?"
    """
    began = time.monotonic()
    asked = _asked(app, _question(question), memo, places, goes_on, limit)
    turn, unpriced = _answer(app, asked, _setup(app, gear), quiet)
    if turn.answer.known or as_json:
        _put(app, turn, as_json)
    if not quiet:
        _tell(app, turn, unpriced, time.monotonic() - began)
    if not turn.answer.known:
        raise _ignorance(app, turn)


def _question(given: str | None) -> str:
    """The question on one line, from the command line or stdin."""
    if given is not None and given != "-":
        return one_line(given)
    if sys.stdin is None or (given is None and sys.stdin.isatty()):
        raise InputError("There is no question.", _EXAMPLE)
    try:
        return one_line(sys.stdin.buffer.read(_MOST_PIPED).decode("utf-8-sig"))
    except UnicodeDecodeError as e:
        raise InputError("The question on stdin is not text in UTF-8.", "Pipe it as plain text.") from e


def _asked(
    app: App, question: str, memo: str | None, places: tuple[Place, ...], goes_on: bool, limit: int
) -> "Ask":
    from triptych.agents.asking.ask import PLACES as USUAL
    from triptych.agents.asking.ask import Ask, plain_question
    from triptych.store import conversations, memos

    return Ask(
        question=plain_question(question),
        places=tuple(dict.fromkeys(places)) or USUAL,
        memo=memos.resolve(app.archive, memo) if memo is not None else "",
        most=limit,
        before=conversations.latest(app.archive) if goes_on else (),
    )


def _setup(app: App, gear: dict[str, Any]) -> "Setup":
    from triptych.personas.loader import select

    personas = select(app.settings.panel, paths.user_personas())
    equipped = setup({**UNSEARCHED, **gear}, app.settings, personas)
    refuse_keyless(equipped)
    return equipped


def _answer(app: App, asked: "Ask", equipped: "Setup", quiet: bool) -> "tuple[Turn, int]":
    """The turn, and how many calls had no known price."""
    from triptych.agents.asking.thinker import Tally
    from triptych.store.search.search import ArchiveSearch

    search = ArchiveSearch(app.archive)
    if not search.size():
        raise NoEvidenceError("There is no memo in the archive yet.", _finding_out(app, asked.question))
    tally = Tally()
    turn = asyncio.run(_spoken(app, asked, search, equipped, tally, quiet))
    return turn, tally.unpriced


async def _spoken(
    app: App, asked: "Ask", search: "ArchiveSearch", equipped: "Setup", tally: "Tally", quiet: bool
) -> "Turn":
    from datetime import UTC, datetime

    from triptych.agents.asking.ask import ask as put
    from triptych.agents.asking.thinker import thinker
    from triptych.agents.asking.weights import weigh
    from triptych.agents.budget import Allowance
    from triptych.graphs.setup import connect

    allowance = Allowance(equipped.budget)
    analyst = thinker(equipped.endpoints, connect, allowance, tally.called, datetime.now(UTC).date())
    if equipped.endpoints and not quiet:
        console.note(f"asking {analyst.label} …")
    try:
        return await put(asked, app.archive, search, weigh(app.archive, search), analyst, tally.total)
    finally:
        await analyst.close()


def _put(app: App, turn: "Turn", as_json: bool) -> None:
    from triptych.commands.shared.output import put_json, put_markdown

    if as_json:
        whole = turn.model_dump(mode="json")
        put_json({**whole, "answer": {"known": turn.answer.known, **whole["answer"]}})
        return
    from triptych.agents.asking.page import page

    put_markdown(page(turn, app.line))


def _tell(app: App, turn: "Turn", unpriced: int, seconds: float) -> None:
    spend = turn.answer.spend
    if spend.calls:
        tokens = spend.tokens_in + spend.tokens_out
        price = f"${spend.cost_usd:,.4f}" + (" and calls of unknown price" if unpriced else "")
        console.note(f"spent: {counted(spend.calls, 'call')}, {tokens:,} tokens, {price}")
    for claim in () if turn.answer.known else turn.answer.withdrawn:
        console.note(
            f"withdrawn in its debate: {one_line(claim.text)} (claim {claim.id} of memo {claim.memo})"
        )
    if spend.calls and not turn.answer.known:
        quoting = app.line(f"ask --embedded {shlex.quote(turn.answer.read_as or turn.question)}")
        console.note(f"what the archive holds on it, verbatim: {quoting}")
    again = app.line('ask --continue "…"')
    console.note(f"conversation {turn.conversation}, question {turn.number}; go on with: {again}")
    console.note(f"{seconds:.1f} seconds")


def _ignorance(app: App, turn: "Turn") -> NoEvidenceError:
    sought = turn.answer.read_as or turn.question
    return NoEvidenceError(f"The archive does not know: {turn.answer.why}.", _finding_out(app, sought))


def _finding_out(app: App, question: str) -> str:
    dashes = "-- " if question.startswith("-") else ""
    return f"Find out: {app.line(f'run {dashes}{shlex.quote(question)}')}"

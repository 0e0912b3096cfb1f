"""The log of a run: one line an event."""

from collections.abc import Iterator

from textual.content import Content

from triptych.graphs.events import (
    Abstained,
    BriefReady,
    BudgetReached,
    ClaimSettled,
    ClaimsStated,
    ClaimsVerified,
    ClaimVerified,
    CritiqueRaised,
    Event,
    MemoAudited,
    ModelCalled,
    PageTried,
    ReplyGiven,
    RoundEnded,
    RunEnded,
    RunResumed,
    RunStarted,
    RunStopping,
    Searched,
    SectionWritten,
    Spent,
    StanceTaken,
)
from triptych.store.render.wording import percent
from triptych.tui.board import Board, Entry
from triptych.tui.pages.lines import Line, wrapped
from triptych.tui.text import QUIET, line
from triptych.tui.widgets.feed import Block

BAD = "$text-warning"
"""What went wrong; its words say so, too."""


def log(board: Board) -> list[Block]:
    """The last events, the newest at the end, under a line on how many there were."""
    left = board.logged - len(board.log)
    head = [Block(_left, left)] if left else []
    return [*head, *(Block(_entry, entry) for entry in board.log)]


def _left(left: int, width: int) -> Iterator[Line]:
    yield from wrapped(Content.styled(f"{left:,} earlier events are not kept here.", QUIET), width)


def _entry(entry: Entry, width: int) -> Iterator[Line]:
    words, style = told(entry.event)
    yield from wrapped(line(words, style), width, f"{clock(entry.seconds):>7}  ")


def clock(seconds: float) -> str:
    """`0:07.4`."""
    minutes, left = divmod(seconds, 60)
    return f"{int(minutes)}:{left:04.1f}"


def told(event: Event) -> tuple[str, str]:
    """An event in words, and the style of the line."""
    match event:
        case Abstained():
            return f"gave up: {event.part}: {event.reason}", BAD
        case BudgetReached():
            return f"budget: {event.reason}", BAD
        case ModelCalled() if event.outcome != "ok":
            return f"{_call(event)}: {event.outcome} {event.detail}", BAD
        case PageTried() if event.outcome != "read":
            return f"page {event.outcome}: {event.url}: {event.reason}", BAD
        case RunEnded() if event.memo is None:
            return f"ended: {event.state}: {event.message}", BAD
    return _usual(event), ""


def _usual(event: Event) -> str:
    match event:
        case RunResumed():
            return f"run {event.run} goes on, with {event.calls} calls answered before; {event.analyst}"
        case RunStopping():
            return "stopped: what there is is put together"
        case RunStarted():
            return f"run {event.run}: {', '.join(event.panel)}; {event.analyst}"
        case BriefReady():
            return f"brief: {sum(event.questions.values())} questions, {len(event.propositions)} propositions"
        case Searched():
            return f"{event.persona} searched “{event.query}”: {event.passages} passages of {len(event.sources)} sources"
        case ClaimsStated():
            return f"{event.persona} claims {', '.join(event.claims)} on {event.question}"
        case ClaimVerified():
            back = ", put back into the words of its quote" if event.corrected else ""
            return f"{event.claim} {event.verdict}{back}: {event.wanting}"
        case ClaimsVerified():
            return f"verified {event.claims} claims: {event.supported} supported, {event.corrected} put back"
        case ModelCalled():
            return _call(event)
        case PageTried():
            return f"page read: {event.url}"
        case Spent():
            return f"spent: {event.searches} searches, {event.calls} calls, {event.tokens:,} tokens, ${event.cost_usd:.4f}"
        case RunEnded():
            return f"ended: memo {event.memo}"
    return _argued(event)


def _argued(event: Event) -> str:
    match event:
        case StanceTaken():
            way = " → ".join(
                percent(p) for p in ((event.before,) if event.round else ()) + (event.probability,)
            )
            return f"{event.persona} on {event.proposition}: {way}"
        case CritiqueRaised():
            return f"{event.critique} {event.critic} on {event.target}: {event.kind}, {event.severity}: {event.argument}"
        case ClaimSettled():
            return f"{event.claim} looked up “{event.query}”: {event.supports} for it, {event.opposes} against it"
        case ReplyGiven():
            refused = f"; refused: {event.refused}" if event.refused else ""
            return (
                f"{event.reply} to {event.critique}: {event.answer}; {event.claim} is {event.status}{refused}"
            )
        case RoundEnded():
            return (
                f"round {event.round} ended: {event.critiques} critiques, {event.claims_changed} claims and "
                f"{event.stances_moved} stances changed, {event.open} major objections open"
            )
        case SectionWritten():
            return f"section {event.section}: {event.sentences} sentences"
        case MemoAudited():
            return f"audit: {event.sentences} sentences, {event.faults} faults, {event.patched} patched, {event.cut} cut"
    return event.name.replace("_", " ")


def _call(event: ModelCalled) -> str:
    cost = "" if event.cost_usd is None else f", ${event.cost_usd:.4f}"
    who = f" for {event.persona}" if event.persona else ""
    used = f"{event.tokens_in + event.tokens_out:,} tokens, {event.seconds:.1f} s{cost}"
    return f"call {event.number} {event.task}{who} ({event.model}): {used}"

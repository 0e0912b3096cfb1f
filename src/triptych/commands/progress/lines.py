"""A run as a log: a few plain lines a phase."""

from collections.abc import Callable

from triptych.graphs.board import Board, Round, Verified, after
from triptych.graphs.events import (
    Abstained,
    BriefReady,
    BudgetReached,
    ClaimsVerified,
    Event,
    MemoAudited,
    RunResumed,
    RunStarted,
    RunStopping,
    Spent,
)
from triptych.graphs.words import counted

_RESEARCH = ("research", "verifying")


class Lines:
    """Tells a run line by line.

    Args:
        note: what takes a line.
    """

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._board = Board()

    def tell(self, event: Event) -> None:
        """Take one event."""
        before, self._board = self._board, after(self._board, event)
        for line in lines(before, self._board, event):
            self._note(line)


def lines(before: Board, now: Board, event: Event) -> list[str]:
    """What an event adds to the log, given the board before and after it."""
    match event:
        case RunStarted():
            return [f"run {now.run}: {', '.join(event.panel)}; {now.analyst}"]
        case RunResumed():
            answered = counted(event.calls, "call")
            return [
                f"run {now.run} goes on: {', '.join(event.panel)}; {now.analyst}; {answered} answered before"
            ]
        case RunStopping():
            return ["stopped: what there is is put together"]
        case BriefReady():
            questions = counted(sum(seat.questions for seat in now.seats), "question")
            return [f"brief: {questions}, {counted(now.propositions, 'proposition')}"]
        case ClaimsVerified():
            return [*_researched(before, now), *_verified(now)]
        case Abstained():
            return [f"abstained: {event.part}: {event.reason}"]
        case MemoAudited():
            checked = counted(event.sentences, "sentence")
            found = counted(event.faults, "fault")
            return [f"audit: {checked}, {found}, {event.patched} patched, {event.cut} cut"]
        case BudgetReached():
            return [f"{event.reason.rstrip('.')}; what there is will be merged"]
        case Spent():
            return [spent_line(now)]
    return [*_researched(before, now), *_debated(before, now)]


def verified_line(found: Verified) -> str:
    """What verification made of the claims, in one line."""
    whose = "its quote" if found.corrected == 1 else "their quotes"
    back = f", {found.corrected} put back into the words of {whose}" if found.corrected else ""
    return f"verified: {counted(found.claims, 'claim')}, {found.supported} supported{back}"


def round_line(one: Round) -> str:
    """A round of the debate in one line; what it left open is known when it has ended."""
    refused = f" ({one.refused} refused)" if one.refused else ""
    said = (
        f"round {one.number}: {counted(one.critiques, 'critique')}, {one.settled} settled, "
        f"{counted(one.replies, 'reply', 'replies')}{refused}"
    )
    if one.changed is None:
        return said
    changed = f"changed {counted(one.changed, 'claim')}, {counted(one.moved, 'stance')}"
    return f"{said}; {changed}; {counted(one.open, 'major objection')} left open"


def spent_line(board: Board) -> str:
    """What the run used, in one line; calls only where a model was called."""
    parts = [counted(board.searches, "search", "searches"), f"{counted(board.sources, 'source')} read"]
    if board.lost:
        parts.append(f"{counted(board.lost, 'page')} could not be read")
    if board.calls:
        parts += [counted(board.calls, "call"), f"{board.tokens:,} tokens", f"${board.cost:,.4f}"]
    return f"spent: {', '.join(parts)}"


def _researched(before: Board, now: Board) -> list[str]:
    if before.phase not in _RESEARCH or now.phase in _RESEARCH:
        return []
    return [
        f"{seat.key}: {counted(seat.questions, 'question')}, "
        f"{counted(seat.searches, 'search', 'searches')}, "
        f"{counted(len(seat.sources), 'source')} read, {counted(seat.claims, 'claim')}"
        for seat in now.seats
    ]


def _verified(now: Board) -> list[str]:
    return [verified_line(now.verified)] if now.verified else []


def _debated(before: Board, now: Board) -> list[str]:
    known = sum(one.changed is not None for one in before.rounds)
    return [round_line(one) for one in now.rounds[known:] if one.changed is not None]

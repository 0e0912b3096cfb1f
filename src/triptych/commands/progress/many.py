"""How many runs are followed at once: a few lines for each idea, or a table of those under way on a terminal."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from typing import Protocol

from triptych import console
from triptych.agents.budget import dollars
from triptych.agents.gate import Gate
from triptych.agents.sources.clean import one_line
from triptych.commands.progress.follow import stopping
from triptych.graphs.board import DOING, Board, Phase
from triptych.graphs.events import Abstained, BudgetReached, RunEnded, RunResumed, RunStarted
from triptych.graphs.many.ideas import Idea
from triptych.graphs.many.many import Batch, Many, Told
from triptych.graphs.many.result import MemoKept, NotBegun
from triptych.graphs.words import counted

Tell = Callable[[Told], None]


class Shown(Protocol):
    """What shows a person how many runs go on."""

    def tell(self, told: Told) -> None:
        """Take one event."""
        ...

    def note(self, text: str) -> None:
        """Say something that is of no run."""
        ...


class Quiet:
    """Shows nothing but what is of no run."""

    def tell(self, told: Told) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """A line on stderr."""
        console.note(text)


_SHOWN: tuple[Phase, ...] = ("research", "debate", "writing")
"""Phases that a log has a line for."""


@contextmanager
def shown(quiet: bool, ideas: Sequence[Idea]) -> Iterator[Shown]:
    """What takes the events: a table on a terminal, plain lines elsewhere, nothing when quiet."""
    if quiet:
        yield Quiet()
    elif console.is_terminal(sys.stderr):
        from triptych.commands.progress.many_live import live

        with live(ideas) as table:
            yield table
    else:
        yield ManyLines(console.note, ideas)


def follow(batch: Batch, show: Shown, tells: Sequence[Tell] = ()) -> Many:
    """Do a batch; everything that happens is shown, and told to each of the others.

    Returns:
        The batch, done.

    Raises:
        KeyboardInterrupt: the user stopped it twice.
        ArchiveError: as `Many.events`.
    """
    gate = Gate()
    many = Many(batch, gate)
    try:
        asyncio.run(_follow(many, gate, show, tells))
    except asyncio.CancelledError as e:
        raise KeyboardInterrupt(
            "the runs under way were stopped; go on with the same line and --continue"
        ) from e
    return many


async def _follow(many: Many, gate: Gate, show: Shown, tells: Sequence[Tell]) -> None:
    with stopping(gate, show.note):
        async with aclosing(many.events()) as events:
            async for told in events:
                for tell in (show.tell, *tells):
                    tell(told)


class ManyLines:
    """Tells many runs line by line.

    Args:
        note: what takes a line.
        ideas: the list.
    """

    def __init__(self, note: Callable[[str], None], ideas: Sequence[Idea]) -> None:
        self.note = note
        self._places = {idea: f"{n}/{len(ideas)}" for n, idea in enumerate(ideas, start=1)}
        self._phases: dict[Idea, Phase] = {}
        self._told: set[str] = set()

    def tell(self, told: Told) -> None:
        """Take one event."""
        if said := self._said(told):
            self.note(f"{self._places[told.idea]}: {said}")

    def _said(self, told: Told) -> str:
        match told.event:
            case RunStarted():
                return f"run {told.event.run}: {one_line(told.idea.text)}"
            case RunResumed():
                return f"run {told.event.run} goes on: {one_line(told.idea.text)}"
            case MemoKept():
                return f"memo {told.event.memo} is there: {one_line(told.idea.text)}"
            case NotBegun():
                return self._once(f"not begun: {told.event.message}")
            case Abstained():
                return f"abstained: {told.event.part}: {told.event.reason}"
            case BudgetReached():
                return f"{told.event.reason.rstrip('.')}; what there is will be merged"
            case RunEnded():
                return ended(told.event, told.board, told.seconds)
        return self._phase(told)

    def _once(self, said: str) -> str:
        """The same is said of the first idea only; the rest are counted in the end."""
        new = said not in self._told
        self._told.add(said)
        return said if new else ""

    def _phase(self, told: Told) -> str:
        phase, before = told.board.phase, self._phases.get(told.idea)
        self._phases[told.idea] = phase
        return DOING[phase] if phase != before and phase in _SHOWN else ""


def ended(event: RunEnded, board: Board, seconds: float) -> str:
    """How a run ended, in one line."""
    if event.memo is None:
        return f"no memo: {event.message}"
    claims = counted(board.verified.claims, "claim") if board.verified else "no claims"
    paid = (
        f", {counted(board.calls, 'call')}, {board.tokens:,} tokens, {dollars(board.cost)}"
        if board.calls
        else ""
    )
    part = " in part, as it was stopped" if event.state == "interrupted" else ""
    return f"memo {event.memo}{part}: {claims}{paid}, {seconds:.1f} seconds"

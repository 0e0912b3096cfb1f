"""What became of one idea of a list."""

from dataclasses import dataclass, replace
from typing import Literal

from triptych.agents.budget import Amount
from triptych.errors import ExitCode
from triptych.graphs.board import Board
from triptych.graphs.events import Event, RunEnded, RunResumed, RunStarted
from triptych.store.records import RunState

Outcome = RunState | Literal["not_begun"]


@dataclass(frozen=True, slots=True)
class NotBegun(Event):
    """There is no run of this idea, or it could not go on."""

    message: str
    hint: str
    exit_code: ExitCode


@dataclass(frozen=True, slots=True)
class MemoKept(Event):
    """An earlier process has done this idea."""

    run: str
    memo: str


@dataclass(frozen=True, slots=True)
class Result:
    """One idea: its run, the memo, and what that run used."""

    line: int
    idea: str
    outcome: Outcome = "not_begun"
    run: str = ""
    memo: str | None = None
    claims: int = 0
    calls: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    searches: int = 0
    seconds: float = 0.0
    """In the process that did it last."""
    message: str = ""
    hint: str = ""
    exit_code: ExitCode = ExitCode.DONE
    earlier_cost_usd: float = 0.0
    earlier_tokens: int = 0
    earlier_searches: int = 0

    @property
    def earlier(self) -> Amount:
        """What runs of the idea used that this one was begun instead of."""
        return Amount(self.earlier_cost_usd, self.earlier_tokens, self.earlier_searches)

    @property
    def used(self) -> Amount:
        """What counts against the budget: this run and the earlier ones."""
        return Amount(self.cost_usd, self.tokens, self.searches).plus(self.earlier)

    def after(self, event: Event, board: Board, seconds: float) -> "Result":
        """The result once the event has happened.

        Args:
            event: of the idea.
            board: what is known of its run since then.
            seconds: since that was begun.
        """
        match event:
            case MemoKept():
                return self
            case NotBegun():
                return self._ended("not_begun", event)
        told = self._used(board, seconds)
        match event:
            case RunStarted():
                return replace(told._instead(self.used), run=event.run, outcome="running")
            case RunResumed():  # a fork counts as its own what its run had used
                return replace(told, run=event.run, outcome="running")
            case RunEnded():
                return replace(told._ended(event.state, event), memo=event.memo)
        return told

    def to_do(self) -> "Result":
        """What is known of an idea that is done, or gone on with, now."""
        return replace(self, outcome="not_begun", message="", hint="", exit_code=ExitCode.DONE)

    def at_least(self, calls: int, tokens: int, cost_usd: float) -> "Result":
        """The result where more is on record of its run than its process came to say here."""
        return replace(
            self,
            calls=max(self.calls, calls),
            tokens=max(self.tokens, tokens),
            cost_usd=max(self.cost_usd, cost_usd),
        )

    def _instead(self, earlier: Amount) -> "Result":
        """The result of a run that is begun instead of earlier ones, which used that much."""
        cost, tokens, searches = earlier
        return replace(self, earlier_cost_usd=cost, earlier_tokens=tokens, earlier_searches=searches)

    def _used(self, board: Board, seconds: float) -> "Result":
        return replace(
            self,
            claims=board.verified.claims if board.verified else 0,
            calls=board.calls,
            tokens=board.tokens,
            cost_usd=board.cost,
            searches=board.searches,
            seconds=round(seconds, 1),
        )

    def _ended(self, outcome: Outcome, event: NotBegun | RunEnded) -> "Result":
        return replace(
            self, outcome=outcome, message=event.message, hint=event.hint, exit_code=event.exit_code
        )

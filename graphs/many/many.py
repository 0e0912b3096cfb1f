"""Does the ideas of a list, several at once, and tells what happens in each; one that fails costs the others nothing.

The runs share the connections to each endpoint and its limits, and a budget that is dealt out to them. An idea that has its
memo from an earlier process is not done again; a run that was cut off, stopped or has failed goes on where it was.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace

from triptych.agents.budget import NOTHING, Amount
from triptych.agents.gate import Gate
from triptych.errors import ExitCode, TriptychError
from triptych.graphs import runner
from triptych.graphs.board import Board, after
from triptych.graphs.events import Event, RunEnded, RunResumed, RunStarted
from triptych.graphs.faults import reason
from triptych.graphs.keeping.resuming import Finished
from triptych.graphs.many.earlier import Begun, Earlier
from triptych.graphs.many.ideas import Idea
from triptych.graphs.many.lent import Lent
from triptych.graphs.many.purse import Part, Purse
from triptych.graphs.many.result import MemoKept, NotBegun, Result
from triptych.graphs.many.tally import Tally, TallyFile
from triptych.graphs.plan import planned
from triptych.graphs.request import Request
from triptych.graphs.setup import NETWORK, Outside
from triptych.graphs.threads import over, to_its_end, unbroken
from triptych.keys import hidden
from triptych.store.archive import Archive
from triptych.store.records import Budget

_NO_BOARD = Board()


@dataclass(frozen=True, slots=True)
class Told:
    """Something happened to an idea."""

    idea: Idea
    event: Event
    board: Board
    """What is known of its run since then."""
    seconds: float
    """Since that was begun."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be done.

    Args:
        ideas: the list.
        request: what is asked of each of its runs, whose idea is put in; its budget is that of all together.
        archive: where evidence is and where the memos go.
        seats: how many run at once.
        file: where it is kept what became of the list; held by the caller.
        tally: what became of it so far.
        outside: how models and the web are reached.
    """

    ideas: tuple[Idea, ...]
    request: Request
    archive: Archive
    seats: int
    file: TallyFile
    tally: Tally
    outside: Outside = NETWORK

    def need(self) -> Amount:
        """What one run needs, by its plan."""
        plan = planned(self.request, self.request.speakers())
        return Amount(plan.cost_usd or 0.0, plan.tokens, plan.searches)


class Many:
    """The runs of a batch.

    Args:
        batch: what is to be done.
        gate: where all runs can be stopped: those under way end with a memo of what there is, no other is begun.
        clock: seconds.
    """

    def __init__(
        self, batch: Batch, gate: Gate | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._batch, self._gate, self._clock = batch, gate or Gate(), clock
        self._results = {idea: Result(idea.line, idea.text) for idea in batch.ideas}
        self._events: asyncio.Queue[Told | None] = asyncio.Queue()
        self._lent = Lent(batch.outside.connect)
        self._outside = replace(batch.outside, connect=self._lent.model)

    @property
    def results(self) -> tuple[Result, ...]:
        """What became of each idea so far."""
        return tuple(self._results.values())

    @property
    def exit_code(self) -> ExitCode:
        """That of the first idea, in the order of the list, that did not end as it should."""
        ended = (result.exit_code for result in self.results)
        return next((code for code in ended if code != ExitCode.DONE), ExitCode.DONE)

    async def events(self) -> AsyncGenerator[Told]:
        """Do them all, and yield what happens in each, in the order in which it does.

        Raises:
            ArchiveError: the archive cannot be read, or what becomes of the list not be kept; runs under way are then
                on record as interrupted.
        """
        working = asyncio.create_task(self._work())
        try:
            while (told := await self._events.get()) is not None:
                self._take(told)
                yield told
            await working
        finally:
            working.cancel()
            await over(working)

    def _take(self, told: Told) -> None:
        self._results[told.idea] = self._results[told.idea].after(told.event, told.board, told.seconds)
        if isinstance(told.event, _KEPT):
            self._keep()

    def _keep(self) -> None:
        tally = self._batch.tally
        new = {result.idea: result for result in self.results}
        self._batch.file.save(replace(tally, seconds=self._purse.seconds, results=tally.results | new))

    async def _work(self) -> None:
        try:
            await self._all_done()
        finally:
            self._events.put_nowait(None)

    async def _all_done(self) -> None:
        seats: list[asyncio.Task[None]] = []
        try:
            earlier = await asyncio.to_thread(Earlier.of, self._batch.archive, self._batch.tally)
            waiting = deque(self._to_do(earlier))
            self._purse = self._dealing(earlier)
            seats += (asyncio.create_task(self._seat(waiting, earlier)) for _ in range(self._batch.seats))
            await asyncio.gather(*seats)
        finally:
            for seat in seats:
                seat.cancel()
            try:
                await over(*seats)
            finally:
                await to_its_end(self._lent.close())

    def _to_do(self, earlier: Earlier) -> Iterator[Idea]:
        """The ideas that have no memo; it is told of those that have one."""
        for idea in self._batch.ideas:
            found = earlier.result(idea)
            if not self._taken_as_done(idea, found):
                self._results[idea] = found.to_do()
                yield idea

    def _taken_as_done(self, idea: Idea, found: Result) -> bool:
        """Take an idea as done and tell of it, if its memo is there; whether that is so."""
        if found.outcome != "done" or not found.memo:
            return False
        self._results[idea] = found
        self._tell(idea, MemoKept(found.run, found.memo))
        return True

    def _dealing(self, earlier: Earlier) -> Purse:
        batch = self._batch
        budget, seconds = batch.request.setup.budget, batch.tally.seconds
        return Purse(budget, batch.need(), batch.seats, earlier.used(), seconds, self._clock)

    async def _seat(self, waiting: deque[Idea], earlier: Earlier) -> None:
        while waiting:
            idea = waiting.popleft()
            try:
                await self._do_or_find_done(idea, earlier.begun.get(idea.text))
            except TriptychError as e:
                self._tell(idea, NotBegun(hidden(e.message), e.hint, e.exit_code))
            # Whatever goes wrong in one run costs the others nothing.
            except Exception as e:
                self._tell(idea, NotBegun(reason(e), "", ExitCode.FAILED))

    async def _do_or_find_done(self, idea: Idea, begun: Begun | None) -> None:
        """Do an idea, unless somebody else has done it meanwhile. Raises TriptychError where there is no run of it."""
        try:
            await self._do(idea, begun)
        except Finished:
            now = await asyncio.to_thread(Earlier.of, self._batch.archive, self._batch.tally)
            if not self._taken_as_done(idea, now.result(idea)):
                raise

    async def _do(self, idea: Idea, begun: Begun | None) -> None:
        before, seconds = (begun.used, begun.seconds) if begun else (NOTHING, 0.0)
        async with self._purse.part(before, seconds) as part:
            part.used = NOTHING  # nothing is asked before its first event
            if self._gate.stopped.is_set():
                raise _Stopped(_STOPPED, _GO_ON)
            async with self._own_gate() as gate, aclosing(await self._run(idea, begun, part, gate)) as events:
                await self._follow(idea, events, part, before)

    @asynccontextmanager
    async def _own_gate(self) -> AsyncIterator[Gate]:
        """A gate at which one run is stopped alone, or with all others when theirs is."""
        gate = Gate()
        passing_on = asyncio.create_task(_pass_on(self._gate, gate))
        try:
            yield gate
        finally:
            passing_on.cancel()
            await over(passing_on)

    async def _run(self, idea: Idea, begun: Begun | None, part: Part, gate: Gate) -> AsyncGenerator[Event]:
        """The run of an idea, or the rest of one, that can be stopped at that gate."""
        batch = self._batch
        request = _limited(replace(batch.request, idea=idea.text), part.budget)
        if begun is None:
            return runner.run(request, batch.archive, self._outside, gate)
        record = await unbroken(begun.record, request, batch.archive)
        return runner.resume(request, batch.archive, record, self._outside, gate)

    async def _follow(self, idea: Idea, events: AsyncGenerator[Event], part: Part, before: Amount) -> None:
        board, began = Board(), self._clock()
        async for event in events:
            board = after(board, event)
            part.used = Amount(board.cost, board.tokens, board.searches).less(before)
            self._tell(idea, event, board, self._clock() - began)
            if isinstance(event, RunEnded):
                return  # a fault of ours that comes behind it has been told of

    def _tell(self, idea: Idea, event: Event, board: Board = _NO_BOARD, seconds: float = 0.0) -> None:
        self._events.put_nowait(Told(idea, event, board, seconds))


async def _pass_on(of_all: Gate, own: Gate) -> None:
    await of_all.stopped.wait()
    own.stop()


def _limited(request: Request, budget: Budget) -> Request:
    """The request under that budget, which holds for whoever goes on with its run alone, too."""
    gear = replace(
        request.gear,
        max_cost=budget.cost_usd,
        max_tokens=budget.tokens,
        max_searches=budget.searches,
        max_minutes=budget.minutes,
    )
    return replace(request, setup=replace(request.setup, budget=budget), gear=gear)


_KEPT = (RunStarted, RunResumed, RunEnded, NotBegun)
"""What changes whose run is whose, or what became of it."""
_STOPPED = "The user stopped it before its run began."
_GO_ON = "Go on with --continue."


class _Stopped(TriptychError):
    """No run is begun any more."""

    exit_code = ExitCode.INTERRUPTED

"""Where a process that does a run can be killed, as by `kill -9`: when it comes to a point for the n-th time."""

import functools
import importlib
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from inspect import isawaitable
from itertools import count
from typing import Any

from benchmarks.forked import Started
from benchmarks.outside import World
from triptych.agents.doubles.exchange import Exchange, Request

POINTS = {
    "request": "triptych.graphs.runner:save",
    "start": "triptych.store.memos:start_run",
    "node": "triptych.graphs.state:Panel.keep",
    "branch": "langgraph.checkpoint.sqlite.aio:AsyncSqliteSaver.aput_writes",
    "checkpoint": "langgraph.checkpoint.sqlite.aio:AsyncSqliteSaver.aput",
    "answer": "triptych.graphs.keeping.file:KeptFile.append",
    "event": "triptych.commands.progress.lines:Lines.tell",
    "memo": "triptych.store.memos:publish",
    "end": "triptych.graphs.keeping.folder:RunFolder.drop_checkpoints",
}
"""By name the function that is called there: what is asked is kept, the run is put on record, a node ends, a branch and a
step of the graph are written down, an answer is kept, an event is told, the memo is published, the checkpoints go."""


@dataclass(frozen=True)
class Kill:
    """A deed: the process gets a signal when it comes to a point for the n-th time.

    Args:
        point: one of `POINTS`.
        number: from 1.
        before: whether that is before what is done there, or after it.
        by: the signal; one of those that stop a run is no end to the process yet.
    """

    point: str
    number: int
    before: bool = True
    by: signal.Signals = signal.SIGKILL

    def __str__(self) -> str:
        return f"{'before' if self.before else 'after'} {self.point} {self.number}"

    def __call__(self) -> None:
        at(self.point, self._counted)

    def _counted(self, work: Callable[..., Any]) -> Callable[..., Any]:
        turns = count(1)

        @functools.wraps(work)
        def done(*args: Any, **kwargs: Any) -> Any:
            mine = next(turns) == self.number
            if mine and self.before:
                os.kill(os.getpid(), self.by)
            result = work(*args, **kwargs)
            if mine and isawaitable(result):
                return self._afterwards(result)
            if mine and not self.before:
                os.kill(os.getpid(), self.by)
            return result

        return done

    async def _afterwards(self, work: Awaitable[Any]) -> Any:
        result = await work
        if not self.before:
            os.kill(os.getpid(), self.by)
        return result


@dataclass(frozen=True)
class Tally:
    """A deed: each time that the process comes to a point, the point's name is added to a file."""

    file: str

    def __call__(self) -> None:
        for point in POINTS:
            at(point, functools.partial(self._noted, point))

    def _noted(self, point: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(work)
        def done(*args: Any, **kwargs: Any) -> Any:
            with open(self.file, "a", encoding="utf-8") as file:
                file.write(f"{point}\n")
            return work(*args, **kwargs)

        return done


@dataclass(frozen=True)
class Call:
    """The process is killed by the model that it asks, at its n-th call: while that is under way, or when it is answered."""

    number: int
    answered: bool = False

    def __str__(self) -> str:
        return f"call {self.number} {'answered' if self.answered else 'under way'}"

    def plan(self, world: World, key: str, process: Callable[[], Started]) -> None:
        """Lie in wait for the process that has that key."""
        turns = count(1)

        def mine(request: Request) -> bool:
            return request.headers.get("authorization") == f"Bearer {key}" and next(turns) == self.number

        def kill(exchange: Exchange) -> None:
            if self.answered:
                exchange.send(exchange.normal())
            os.kill(process().pid, signal.SIGKILL)
            exchange.hang_up()

        world.models.misbehave(kill, when=mine, times=1)


def at(point: str, changed: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Put in the place of the function that is called at a point what `changed` makes of it."""
    place, _, path = POINTS[point].partition(":")
    *holders, name = path.split(".")
    holder: Any = functools.reduce(getattr, holders, importlib.import_module(place))
    setattr(holder, name, changed(getattr(holder, name)))

"""The runs of this session. Each has a thread and a loop of its own, and goes on when its screen is left.

    running = app.runs.start(request)          # on the UI thread; the thread begins at once
    leave = running.listen(self.heard)         # called on the UI thread when there is something new
    app.post_message(Goto("live", (running,)))

Invariant: a run's events are taken by its board on the UI thread only, in batches, at most every `PERIOD` seconds. The run's
thread touches neither board nor widgets.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from textual.message import Message

from triptych.errors import TriptychError
from triptych.tui.context import Context
from triptych.tui.messages import Changed, Failed, Told
from triptych.tui.text import cut

if TYPE_CHECKING:
    from triptych.graphs.events import Event, RunEnded
    from triptych.graphs.request import Request
    from triptych.graphs.setup import Outside
    from triptych.store.records import Run

PERIOD = 0.05
"""Seconds between two batches of events."""
EVENTS = 2_000
"""The last events of a run that are kept as they came."""
STOPS = 5.0
"""Seconds that stopped runs are given to say so in the archive before the session ends."""
GO_ON = "Among the runs (w) r goes on with it."
TITLE = 60
"""Characters of an idea in a notice."""
SECONDS = 4.0
"""How long it is told that a run has ended: that comes unasked, over whatever is being read."""

State = Literal["running", "stopping", "done", "failed", "no_evidence", "budget", "interrupted"]
Clock = Callable[[], float]
_log = logging.getLogger(__name__)


class Running:
    """One run of this session, under way or over.

    Args:
        request: what was asked for.
        clock: seconds.
    """

    def __init__(self, request: "Request", clock: Clock = time.monotonic) -> None:
        from triptych.agents.gate import Gate
        from triptych.tui.board import Board

        self.request = request
        self.state: State = "running"
        self.held = False
        """Whether it begins nothing new for the time being."""
        self.board = Board()
        self.events: deque[Event] = deque(maxlen=EVENTS)
        self.run = ""
        """Its id in the archive, once it has one."""
        self.memo: str | None = None
        """The memo's id, once it is written."""
        self.message, self.hint = "", ""
        """Why there is no memo, and what mends it."""
        self.gate = Gate()
        self._clock, self._began, self._ended = clock, clock(), 0.0
        self._lock = threading.Lock()
        self._waiting: list[tuple[float, Event]] = []
        self._due = False
        self._last = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._ui: asyncio.AbstractEventLoop | None = None
        self._listeners: list[Callable[[], object]] = []

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.state not in ("running", "stopping")

    @property
    def elapsed(self) -> float:
        """Seconds since it began; once it is over, how long it took."""
        return (self._ended if self.over else self._clock()) - self._began

    def listen(self, heard: Callable[[], object]) -> Callable[[], None]:
        """Call a function whenever there is something new; what is given back ends that."""
        self._listeners.append(heard)
        return lambda: self._listeners.remove(heard) if heard in self._listeners else None

    def take(self, events: "Sequence[tuple[float, Event]]") -> None:
        """Take events with their seconds, and tell those who listen. On the UI thread only."""
        for seconds, event in events:
            self.events.append(event)
            self.board.take(event, seconds)
        self.tell()

    def tell(self) -> None:
        """Call those who listen."""
        for heard in tuple(self._listeners):
            heard()

    def heard(self, event: "Event") -> None:
        """Keep an event for the next batch. In the run's thread."""
        self.run = self.run or getattr(event, "run", "")
        with self._lock:
            self._waiting.append((self._clock() - self._began, event))
            due, self._due = self._due, True
        if not due:
            self.on_ui(self._soon)

    def on_ui(self, work: Callable[[], None]) -> None:
        """Have something done on the UI thread, unless the session has ended."""
        with suppress(RuntimeError):  # its loop is closed
            if self._ui is not None:
                self._ui.call_soon_threadsafe(work)

    def _soon(self) -> None:
        wait = self._last + PERIOD - time.monotonic()
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self.deliver)
        else:
            self.deliver()

    def deliver(self) -> None:
        """Take what waits. On the UI thread."""
        with self._lock:
            batch, self._waiting, self._due = self._waiting, [], False
        self._last = time.monotonic()
        if batch:
            self.take(batch)

    def begin(self, ui: asyncio.AbstractEventLoop, work: Callable[[], None]) -> threading.Thread:
        """Begin, in a thread of its own; news go to that loop."""
        self._ui = ui
        thread = threading.Thread(target=work, name="triptych-run", daemon=True)
        thread.start()
        return thread

    def attach(self) -> None:
        """Say which task does the run; it is cancelled at once where that was asked for already. In the run's loop."""
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        if self.state == "stopping":
            self.gate.stop()
        elif self.held:
            self.gate.hold()

    def in_loop(self, work: Callable[[], object]) -> None:
        """Have something done in the run's loop, if it has one."""
        with suppress(RuntimeError):  # its loop is closed
            if self._loop is not None:
                self._loop.call_soon_threadsafe(work)

    def stop(self) -> None:
        """Have it end with a memo of what there is; asked again, at once and without one. The archive is told."""
        if self.state == "running":
            self.state = "stopping"
            self.in_loop(self.gate.stop)
            self.tell()
        elif self.state == "stopping":
            self.cut()

    def cut(self) -> None:
        """End its task at once; it can go on later."""
        if not self.over and self._task is not None:
            self.state = "stopping"
            self.in_loop(self._task.cancel)

    def hold(self, held: bool) -> None:
        """Let it begin nothing new, or go on."""
        if self.state == "running" and held != self.held:
            self.held = held
            self.in_loop(self.gate.hold if held else self.gate.go_on)
            self.tell()

    def end(self, state: State, memo: str | None = None, message: str = "", hint: str = "") -> None:
        """It is over. On the UI thread."""
        self.deliver()
        self._ended = self._clock()
        self.state, self.memo, self.message, self.hint = state, memo, message, hint
        self.held = False
        self.tell()


class Runs:
    """All of them, the newest last.

    Args:
        context: the session.
        tell: takes messages for the app.
        clock: seconds.
    """

    def __init__(
        self, context: Context, tell: Callable[[Message], object], clock: Clock = time.monotonic
    ) -> None:
        self.all: list[Running] = []
        self._context, self._tell, self._clock = context, tell, clock
        self._threads: list[threading.Thread] = []

    def start(
        self, request: "Request", outside: "Outside | None" = None, record: "Run | None" = None
    ) -> Running:
        """Begin a run, or go on with one. On the UI thread.

        Args:
            request: what to do.
            outside: how models and the web are reached, if not by the network.
            record: the run's that goes on; None begins one.
        """
        running = Running(request, self._clock)
        self.all.append(running)
        loop = asyncio.get_running_loop()
        self._threads.append(running.begin(loop, lambda: self._work(running, outside, record)))
        return running

    @property
    def under_way(self) -> list[Running]:
        """Those that are not over."""
        return [running for running in self.all if not running.over]

    def reason(self) -> str:
        """What quitting would cut off, in a few words."""
        count = len(self.under_way)
        return f"{count} run{'s are' if count > 1 else ' is'} under way and would be stopped" if count else ""

    def close(self, seconds: float = STOPS) -> None:
        """Stop those that are under way, and give them so long to tell the archive."""
        for running in self.under_way:
            running.cut()
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _work(self, running: Running, outside: "Outside | None", record: "Run | None") -> None:
        """The whole of a run, in its thread."""
        message, hint = "", ""
        try:
            asyncio.run(self._follow(running, outside, record))
            return
        except asyncio.CancelledError:
            memo = self._written(running)
            running.on_ui(lambda: self._done(running, memo) if memo else self._stopped(running))
            return
        except TriptychError as e:
            message, hint = e.message, e.hint
        # The one place where anything else may end: a fault of ours must not end the session.
        except Exception as e:
            _log.exception("in a run")
            message = f"internal: {type(e).__name__}: {e}"
            hint = "The interface goes on; please report it."
        running.on_ui(lambda: self._failed(running, "failed", message, hint))

    async def _follow(self, running: Running, outside: "Outside | None", record: "Run | None") -> None:
        running.attach()
        from triptych.graphs import runner
        from triptych.graphs.setup import NETWORK

        around = (outside or NETWORK, running.gate)
        if record is None:
            ended = await runner.follow(running.request, self._context.archive, running.heard, *around)
        else:
            rest = runner.resume(running.request, self._context.archive, record, *around)
            ended = await runner.told(rest, running.heard)
        running.on_ui(lambda: self._ended(running, ended))

    def _ended(self, running: Running, last: "RunEnded") -> None:
        if last.memo is None:
            state: State = "failed" if last.state == "running" else last.state
            self._failed(running, state, last.message, last.hint)
        elif last.state == "interrupted":
            self._partly_done(running, last.memo)
        else:
            self._done(running, last.memo)

    def _written(self, running: Running) -> str | None:
        """The memo of a run that was stopped in the moment in which it was written; in the run's thread."""
        from triptych.store.runs import load_run

        with suppress(TriptychError):
            if running.run and load_run(self._context.archive, running.run).state == "done":
                return running.run
        return None

    def _done(self, running: Running, memo: str) -> None:
        running.end("done", memo)
        self._tell(Told(f"Run done in {_in_words(running)}. Its memo is in the archive.", SECONDS))
        self._tell(Changed())

    def _partly_done(self, running: Running, memo: str) -> None:
        running.end("interrupted", memo, "It was stopped; its memo holds what stood by then.", GO_ON)
        self._tell(Told(f"Run stopped after {_in_words(running)}. Its memo is in part.", SECONDS))
        self._tell(Changed())

    def _stopped(self, running: Running) -> None:
        running.end("interrupted", None, "It was stopped before its memo was written.", GO_ON)
        self._tell(Told(f"Run stopped after {_in_words(running)}. No memo was written.", SECONDS))
        self._tell(Changed())

    def _failed(self, running: Running, state: State, message: str, hint: str) -> None:
        running.end(state, None, message, hint)
        told = f"Run ended after {_in_words(running, ' without a memo')}. {message}"
        self._tell(Failed(told, hint))
        self._tell(Changed())


def _in_words(running: Running, between: str = "") -> str:
    return f"{lasted(running.elapsed)}{between}: {shortened(running.request.idea)}"


def shortened(idea: str) -> str:
    """An idea as a notice names it."""
    return f"“{cut(idea.rstrip('. '), TITLE)}”"


def lasted(seconds: float) -> str:
    """`8 s`, `3:05`, `1:02:03`."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"

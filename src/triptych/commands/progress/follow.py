"""Does a run from its first event to its last.

Ctrl-C or SIGTERM stops it: what is under way ends, and what there is becomes a memo. A second one ends it at once.
"""

import asyncio
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from triptych import console
from triptych.agents.gate import Gate
from triptych.graphs import runner
from triptych.graphs.events import Event, RunEnded, RunResumed, RunStarted

Tell = Callable[[Event], None]
Happening = Callable[[Gate], AsyncGenerator[Event]]
Note = Callable[[str], None]
SIGNALS = (signal.SIGINT, signal.SIGTERM)
_STOPPING = (
    "stopping: what is under way ends, then what there is becomes a memo; Ctrl-C again ends it at once"
)


@dataclass(frozen=True)
class Watch:
    """What takes the events of a run, and what is to be said beside them."""

    tell: Tell
    note: Note = console.note


@contextmanager
def shown(quiet: bool) -> Iterator[Watch]:
    """Who watches: a live board on a terminal, plain lines elsewhere, nobody when quiet."""
    if quiet:
        yield Watch(lambda event: None)
    elif console.is_terminal(sys.stderr):
        from triptych.commands.progress.live import live

        with live() as board:
            yield Watch(board.tell, board.note)
    else:
        from triptych.commands.progress.lines import Lines

        yield Watch(Lines(console.note).tell)


def follow(happening: Happening, watch: Watch, line: Callable[[str], str]) -> RunEnded:
    """Do a run; every event is told as it comes.

    Args:
        happening: the run, or the rest of one, that can be stopped at a gate.
        watch: takes the events.
        line: makes the rest of a command line into one that reaches the same archive.

    Returns:
        The last event.

    Raises:
        KeyboardInterrupt: the user stopped it twice; the archive has it as interrupted.
        InputError, ArchiveError: as `triptych.graphs.runner.run`.
    """
    runs: list[str] = []

    def heard(event: Event) -> None:
        if isinstance(event, RunStarted | RunResumed):
            runs.append(event.run)
        watch.tell(event)

    try:
        return asyncio.run(_follow(happening, Watch(heard, watch.note)))
    except asyncio.CancelledError as e:
        told = (
            f"run {one} was stopped before its memo was written; go on with: {line(f'resume {one}')}"
            for one in runs
        )
        raise KeyboardInterrupt(*told) from e


async def _follow(happening: Happening, watch: Watch) -> RunEnded:
    gate = Gate()
    with stopping(gate, watch.note):
        return await runner.told(happening(gate), watch.tell)


@contextmanager
def stopping(gate: Gate, note: Note = console.note) -> Iterator[None]:
    """A signal stops the run at its gate; one that comes when it stops already, whoever asked for that, cancels its task.

    None tears through running code.

    `note` is what tells the user that it stops, whoever asked for it.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def stop() -> None:
        if gate.stopped.is_set() and task:
            task.cancel()
        elif not gate.stopped.is_set():
            gate.stop()

    telling = asyncio.create_task(_told(gate, note))
    with suppress(NotImplementedError):  # where loops know no signals, Ctrl-C does what Python does
        for number in SIGNALS:
            loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        telling.cancel()
        for number, handler in before.items():
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, handler)


async def _told(gate: Gate, note: Note) -> None:
    await gate.stopped.wait()
    note(_STOPPING)

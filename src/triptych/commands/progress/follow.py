"""Does a run from its first event to its last; Ctrl-C and SIGTERM cancel it, and the archive is told."""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from triptych import console
from triptych.graphs import runner
from triptych.graphs.events import Event, RunEnded, RunStarted
from triptych.graphs.request import Request
from triptych.store.archive import Archive

Tell = Callable[[Event], None]
SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def shown(quiet: bool) -> Iterator[Tell]:
    """What takes the events: a live board on a terminal, plain lines elsewhere, nothing when quiet."""
    if quiet:
        yield lambda event: None
    elif console.is_terminal(sys.stderr):
        from triptych.commands.progress.live import live

        with live() as board:
            yield board.tell
    else:
        from triptych.commands.progress.lines import Lines

        yield Lines(console.note).tell


def follow(request: Request, archive: Archive, tell: Tell) -> RunEnded:
    """Do the run; every event is told as it comes.

    Returns:
        The last event.

    Raises:
        KeyboardInterrupt: the user stopped it; the archive has it as interrupted.
        InputError, ArchiveError: as `triptych.graphs.runner.run`.
    """
    runs: list[str] = []

    def heard(event: Event) -> None:
        if isinstance(event, RunStarted):
            runs.append(event.run)
        tell(event)

    try:
        return asyncio.run(_follow(request, archive, heard))
    except asyncio.CancelledError as e:
        raise KeyboardInterrupt(
            *(f"run {one} was stopped before its memo was written" for one in runs)
        ) from e


async def _follow(request: Request, archive: Archive, tell: Tell) -> RunEnded:
    with _cancelling():
        return await runner.follow(request, archive, tell)


@contextmanager
def _cancelling() -> Iterator[None]:
    """Signals cancel the current task instead of tearing through whatever code is running."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    before = {number: signal.getsignal(number) for number in SIGNALS}
    with suppress(NotImplementedError):  # where loops know no signals, Ctrl-C does what Python does
        for number in SIGNALS:
            loop.add_signal_handler(number, task.cancel if task else loop.stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, handler)

"""Whatever goes wrong around a run: it ends with a memo, or a part of one, or one line, in time and with a sound archive."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.disturbed import made
from benchmarks.faults import faulted
from benchmarks.faulty import FAULTS, Full
from benchmarks.forked import Ended, triptych
from benchmarks.outside import World

from triptych.errors import ArchiveError
from triptych.graphs.threads import unbroken

Triptych = Callable[..., Ended]

LEFT_OUT = (
    *("model: 500", "model: no answer after the headers", "model: cut body", "model: endless drip"),
    *("search: 429", "page: cut body"),
)
"""They take their time to come to the same; `python -m benchmarks.faults` has all."""
SEED = 3


@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in LEFT_OUT])
def test_a_run_ends_in_time_with_what_there_is_or_one_line(
    fault: str, outside: World, tmp_path: Path
) -> None:
    seed = SEED + list(FAULTS).index(fault)
    assert faulted(outside, tmp_path / "home", fault, seed, outside.least).wrongs() == []


@pytest.mark.parametrize("point", ["answer", "checkpoint"])
def test_a_run_whose_disk_was_full_goes_on_when_there_is_room(
    point: str, outside: World, tmp_path: Path, call: Triptych
) -> None:
    home = made(outside, tmp_path / "home")
    environment = outside.environment(f"sk-full-{point}")
    done = triptych(home, *outside.least, environment=environment, deed=Full(point, 9))
    assert done.code == 1
    assert "Make room there, then go on with: triptych resume " in done.err
    assert call(home, "resume").code == 0


async def test_a_thread_is_waited_for_and_its_error_is_taken_however_often_it_is_cancelled() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait(10)
        raise ArchiveError("it is full")

    task = asyncio.create_task(unbroken(work))
    await asyncio.to_thread(begun.wait, 10)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task

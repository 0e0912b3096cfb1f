"""Runs for tests: a small library on grid batteries, and all that a real run on it tells."""

import asyncio
import atexit
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from types import ModuleType

import pytest

from triptych.agents.sources import library
from triptych.graphs.events import ClaimsVerified, Event, RoundEnded
from triptych.graphs.keeping.standing import standings
from triptych.store.archive import Archive
from triptych.tui.runs import Running

DOUBLES = Path(__file__).parents[1] / "doubles" / "panel.py"
Loaded = Callable[[str, Path], ModuleType]


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@cache
def panel(loaded: Loaded) -> ModuleType:
    """The module `tests/doubles/panel.py`."""
    return loaded("panel_doubles", DOUBLES)


@cache
def _stocked(loaded: Loaded) -> Path:
    folder = Path(mkdtemp(prefix="triptych-tests-"))
    atexit.register(shutil.rmtree, folder, True)
    made = Archive(folder / "archive.duckdb")
    panel(loaded).library_of(made)
    library.Library(made).ready()
    return folder


def archive(loaded: Loaded, folder: Path, patch: pytest.MonkeyPatch) -> Archive:
    """An archive in that folder whose library holds the four documents on grid batteries, and nothing else."""
    patch.setattr(library, "load_starter", lambda archive, folder: 0)
    return Archive(Path(shutil.copytree(_stocked(loaded), folder / "shelf")) / "archive.duckdb", wait=5.0)


_TOLD: list[Event] = []


def recorded(loaded: Loaded, folder: Path) -> Sequence[Event]:
    """All events of a run of the embedded analyst, done once."""
    if not _TOLD:
        with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as other:
            shelf, double = archive(loaded, folder / "recorded", patch), panel(loaded)
            # In a thread of its own, so that tests that have a loop already may ask for it.
            _TOLD.extend(other.submit(lambda: asyncio.run(double.told(shelf))).result())
    return _TOLD


async def cut_off(loaded: Loaded, archive: Archive) -> str:
    """The id of a run of which nobody heard after its claims were verified."""
    doubles = panel(loaded)
    events = doubles.events(archive, doubles.request())
    async for event in events:
        if isinstance(event, ClaimsVerified):
            break
    await events.aclose()
    (left,) = standings(archive)
    return left.row.id


def middle(told: Sequence[Event]) -> Sequence[Event]:
    """What came up to the end of the first round."""
    return told[: next(n for n, event in enumerate(told, start=1) if isinstance(event, RoundEnded))]


def fed(loaded: Loaded, told: Sequence[Event], clock: Clock, every: float = 0.1) -> Running:
    """A run that nobody does: it is fed those events, one every so many seconds."""
    running = Running(panel(loaded).request(), clock)
    running.take([(round(number * every, 1), event) for number, event in enumerate(told)])
    clock.now = len(told) * every
    return running

"""One process does a run, says so while it does, and can be asked to stop it and nothing else."""

import asyncio
import threading
from pathlib import Path

import pytest

from triptych.errors import InputError
from triptych.graphs.keeping import owner as owners
from triptych.graphs.keeping.folder import RunFolder
from triptych.graphs.keeping.owner import ask_to_stop, drop, holding, owner, owning


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    made = RunFolder(tmp_path / "RUN1")
    made.make()
    return made


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owners, "BEAT_SECONDS", 0.001)


def left(folder: RunFolder) -> set[str]:
    return {file.name for file in folder.path.iterdir()} - {f"{folder.owner.name}.lock"}


async def test_whoever_does_a_run_hears_that_it_is_to_stop_and_nobody_asks_twice(folder: RunFolder) -> None:
    stopped = asyncio.Event()
    async with owning(folder, stopped.set):
        assert ask_to_stop(folder)
        await asyncio.wait_for(stopped.wait(), 10)
        assert not ask_to_stop(folder)
    assert left(folder) == set()


async def test_what_was_asked_of_who_did_it_before_stops_nobody_else(folder: RunFolder) -> None:
    ask_to_stop(folder)
    async with owning(folder, pytest.fail):
        assert left(folder) == {"owner.json"}


def test_a_run_that_left_nothing_cannot_be_stopped(folder: RunFolder) -> None:
    folder.remove()
    with pytest.raises(InputError, match="Run RUN1 has just ended"):
        ask_to_stop(folder)


async def test_who_only_looks_or_drops_is_not_taken_for_the_process_that_did_it_before(
    folder: RunFolder,
) -> None:
    async with owning(folder, pytest.fail):
        signed = folder.owner.read_bytes()
        assert owner(folder)
    folder.owner.write_bytes(signed)  # as where that process was killed
    assert owner(folder) is None
    with holding(folder):
        assert owner(folder) is None


async def test_what_a_run_kept_is_dropped_only_where_nobody_does_it(folder: RunFolder) -> None:
    folder.answers.touch()
    async with owning(folder, pytest.fail):
        with pytest.raises(InputError, match=r"Run RUN1 is being done by process \d+ on "):
            drop(folder)
    assert folder.answers.exists()
    drop(folder)
    assert not folder.path.exists()


async def test_a_run_that_was_pruned_is_not_taken_up(folder: RunFolder) -> None:
    drop(folder)
    with pytest.raises(InputError, match="What run RUN1 kept is pruned"):
        async with owning(folder, pytest.fail):
            pass
    assert not folder.path.exists()


def test_who_only_looks_is_waited_for_and_who_stays_is_not(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking, waited_for = threading.Event(), threading.Event()

    def look() -> None:
        with holding(folder):
            looking.set()
            waited_for.wait(10)

    looks = threading.Thread(target=look)
    looks.start()
    looking.wait(10)

    def sleep(_: float) -> None:
        waited_for.set()
        looks.join()

    monkeypatch.setattr(f"{owners.__name__}.time.sleep", sleep)
    with holding(folder):
        assert waited_for.is_set()
        monkeypatch.setattr(owners, "LOOK_SECONDS", 0.0)
        with pytest.raises(InputError, match="another process"), holding(folder):
            raise AssertionError("two have it")

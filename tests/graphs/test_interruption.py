"""A run that is stopped at any moment is on record as interrupted, and no memo of it appears afterwards."""

import asyncio
import threading
from types import ModuleType
from typing import Any

import pytest

from triptych.graphs.events import Event, RoundEnded, RunStarted, Searched, SectionWritten, StanceTaken
from triptych.graphs.threads import unbroken
from triptych.store import memos, runs
from triptych.store.archive import Archive


def _stored(archive: Archive) -> tuple[list[str], int]:
    """The states of all runs, and the number of memos."""
    with archive.session() as connection:
        states = [row[0] for row in connection.execute("SELECT state FROM run ORDER BY id").fetchall()]
        return states, len(connection.execute("FROM memo").fetchall())


@pytest.mark.parametrize("at", [RunStarted, Searched, StanceTaken, RoundEnded, SectionWritten])
async def test_a_run_whose_listener_leaves_is_interrupted(
    archive: Archive, panel: ModuleType, at: type[Event]
) -> None:
    events = panel.events(archive)
    async for event in events:
        if isinstance(event, at):
            break
    await events.aclose()
    assert _stored(archive) == (["interrupted"], 0)
    assert asyncio.all_tasks() == {asyncio.current_task()}, "no branch goes on"


async def test_a_run_whose_task_is_cancelled_is_interrupted(archive: Archive, panel: ModuleType) -> None:
    begun = asyncio.Event()

    async def follow() -> None:
        async for event in panel.events(archive):
            if isinstance(event, Searched):
                begun.set()

    task = asyncio.create_task(follow())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert _stored(archive) == (["interrupted"], 0)


async def test_a_run_that_is_cancelled_while_it_starts_is_interrupted(
    archive: Archive, panel: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    start = memos.start_run

    def slow(*args: Any) -> None:
        begun.set()
        go_on.wait(10)
        start(*args)

    monkeypatch.setattr(memos, "start_run", slow)
    task = asyncio.create_task(panel.told(archive))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert _stored(archive) == (["interrupted"], 0)


async def test_a_memo_that_was_being_written_at_the_moment_is_there_whole_and_its_run_is_done(
    archive: Archive, panel: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    write = memos.publish

    def slow(*args: Any) -> None:
        begun.set()
        go_on.wait(10)
        write(*args)

    monkeypatch.setattr(memos, "publish", slow)
    task = asyncio.create_task(panel.told(archive))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert _stored(archive) == (["done"], 1)


async def test_the_memo_and_the_end_of_its_run_are_one_transaction(
    archive: Archive, panel: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    write = memos.publish

    def watched(into: Archive, dossier: Any, run: Any, quoted: Any) -> None:
        write(into, dossier, run, quoted)
        seen.append(runs.load_run(into, run.id).state)

    monkeypatch.setattr(memos, "publish", watched)
    await panel.told(archive)
    assert seen == ["done"]


async def test_two_runs_at_once_in_one_loop_do_not_mix(archive: Archive, panel: ModuleType) -> None:
    one, two = await asyncio.gather(panel.told(archive), panel.told(archive, panel.request(rounds=0)))
    assert _stored(archive) == (["done", "done"], 2)
    assert memos.load(archive, one[-1].memo).ledger.critiques
    assert not memos.load(archive, two[-1].memo).ledger.critiques


async def test_work_in_a_thread_ends_before_a_cancellation_is_passed_on() -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait(10)
        ended.set()
        raise ValueError("lost: the cancellation goes before it")

    task = asyncio.create_task(unbroken(work))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_work_in_a_thread_gives_its_result_and_its_error() -> None:
    assert await unbroken(lambda a, b: a + b, 1, b=2) == 3
    with pytest.raises(ZeroDivisionError):
        await unbroken(lambda: 1 / 0)

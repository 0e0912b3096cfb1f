"""A run that is stopped at any moment is on record as interrupted, and no memo of it appears afterwards."""

import asyncio
import threading
import time
from types import ModuleType
from typing import Any

import pytest

from triptych.graphs.events import Event, RoundEnded, RunStarted, Searched, SectionWritten, StanceTaken
from triptych.graphs.journal import Journal
from triptych.graphs.keeping.file import KeptFile
from triptych.graphs.threads import to_its_end, unbroken
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


async def test_a_run_that_is_cancelled_again_and_again_is_interrupted_and_nothing_of_it_goes_on(
    archive: Archive, panel: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, writing, inside = asyncio.Event(), threading.Event(), [0]
    append, close, closed = KeptFile.append, KeptFile.close, []

    def slow(file: KeptFile, rows: Any) -> None:
        inside[0] += 1
        if begun.is_set():
            writing.set()
            time.sleep(0.2)
        append(file, rows)
        inside[0] -= 1

    def shut(file: KeptFile) -> None:
        closed.append(inside[0])
        close(file)

    monkeypatch.setattr(KeptFile, "append", slow)
    monkeypatch.setattr(KeptFile, "close", shut)

    async def follow() -> None:
        async for event in panel.events(archive, panel.request(lasting=True)):
            if isinstance(event, StanceTaken):
                begun.set()

    task = asyncio.create_task(follow())
    await asyncio.to_thread(writing.wait, 10)
    for _ in range(4):
        task.cancel()
        await asyncio.sleep(0.01)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert _stored(archive) == (["interrupted"], 0)
    assert asyncio.all_tasks() == {asyncio.current_task()}, "no branch goes on"
    assert closed == [0], "nothing is written to a file that is closed"


async def test_a_branch_that_takes_long_to_end_has_ended_before_the_run_is_over_however_often_it_is_cancelled(
    archive: Archive, panel: ModuleType, think_with: Any
) -> None:
    begun, left, over = asyncio.Event(), [], []

    class Slow(panel.Recording):  # type: ignore[misc, name-defined]
        async def research(self, *args: Any) -> Any:
            begun.set()
            try:
                await asyncio.sleep(60)
            finally:
                await asyncio.sleep(0.2)
                left.append(True)

        async def close(self) -> None:
            over.append(len(left))

    think_with(Slow)
    task = asyncio.create_task(panel.told(archive))
    await begun.wait()
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0.01)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert over == [len(left)] != [0], "no connection is closed under a branch"
    assert _stored(archive) == (["interrupted"], 0)


async def test_a_run_that_is_cancelled_while_its_end_is_put_on_record_is_interrupted(
    archive: Archive, panel: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushing, flush = asyncio.Event(), Journal.flush

    async def slow(journal: Journal) -> None:
        flushing.set()
        await asyncio.sleep(0.1)
        await flush(journal)

    monkeypatch.setattr(Journal, "flush", slow)
    begun = asyncio.Event()

    async def follow() -> None:
        async for event in panel.events(archive):
            if isinstance(event, StanceTaken):
                begun.set()

    task = asyncio.create_task(follow())
    await begun.wait()
    task.cancel()
    await flushing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert _stored(archive) == (["interrupted"], 0)


async def test_what_a_run_kept_is_let_go_of_when_its_models_cannot_be(
    archive: Archive, panel: ModuleType, think_with: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stuck(panel.Recording):  # type: ignore[misc, name-defined]
        async def close(self) -> None:
            raise OSError("the connection is gone")

    think_with(Stuck)
    close = KeptFile.close
    closed: list[None] = []
    monkeypatch.setattr(KeptFile, "close", lambda file: closed.append(close(file)))
    with pytest.raises(OSError, match="the connection is gone"):
        await panel.told(archive, panel.request(lasting=True))
    assert closed == [None]


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


async def test_a_coroutine_that_is_to_end_ends_before_any_cancellation_is_passed_on() -> None:
    begun, go_on, done = asyncio.Event(), asyncio.Event(), []

    async def work() -> None:
        begun.set()
        await go_on.wait()
        done.append(True)

    task = asyncio.create_task(to_its_end(work()))
    await begun.wait()
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done == [True]


async def test_work_in_a_thread_gives_its_result_and_its_error() -> None:
    assert await unbroken(lambda a, b: a + b, 1, b=2) == 3
    with pytest.raises(ZeroDivisionError):
        await unbroken(lambda: 1 / 0)

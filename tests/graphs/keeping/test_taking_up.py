"""Who goes on with a run does so on its record of that moment, and what is done is not done again."""

import asyncio
import sqlite3
import threading
from contextlib import aclosing
from dataclasses import replace
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from triptych.agents.budget import Amount
from triptych.agents.gate import Gate
from triptych.errors import ArchiveError, ExitCode, InputError
from triptych.graphs import runner
from triptych.graphs.events import ClaimsVerified, Event, RunEnded, RunStopping, Searched
from triptych.graphs.keeping import forks, requests
from triptych.graphs.keeping import owner as owners
from triptych.graphs.keeping.folder import RunFolder, folder_of, folders
from triptych.graphs.keeping.owner import ask_to_stop
from triptych.graphs.keeping.resuming import Finished, prepared
from triptych.graphs.keeping.standing import standing
from triptych.graphs.request import Request
from triptych.graphs.successor import Predecessor
from triptych.settings import Settings
from triptych.store import memos, runs
from triptych.store.archive import Archive
from triptych.store.records import Budget, Run


@pytest.fixture
def short(panel: ModuleType) -> Request:
    made: Request = panel.request(panel=("engineer",), rounds=0, brief=panel.brief({"engineer": "E"}))
    return made


async def cut_off(archive: Archive, request: Request) -> Run:
    """The record of a run whose process ended in the midst of it."""
    async with aclosing(runner.run(request, archive)) as events:
        async for event in events:
            if isinstance(event, Searched):
                break
    newest = max(row.id for row in runs.listing(archive))
    return runs.load_run(archive, newest)


async def gone_on(archive: Archive, request: Request, record: Run, gate: Gate | None = None) -> RunEnded:
    return await runner.told(runner.resume(request, archive, record, gate=gate), lambda event: None)


async def test_a_run_that_was_finished_elsewhere_meanwhile_stays_done(
    archive: Archive, short: Request
) -> None:
    record = await cut_off(archive, short)
    assert (await gone_on(archive, short, record)).state == "done"
    with pytest.raises(Finished, match="has ended meanwhile, and its memo is written"):
        await gone_on(archive, short, record)
    assert runs.load_run(archive, record.id).state == "done"


async def test_what_a_brief_took_counts_against_its_runs_budget_also_when_that_goes_on(
    archive: Archive, short: Request
) -> None:
    bounded = replace(short.setup, budget=Budget(searches=2))
    drafted = replace(short, setup=bounded, drafted=Amount(searches=2))
    ended = await runner.told(runner.run(drafted, archive), lambda event: None)
    assert ended.state in ("budget", "no_evidence")
    spared = await runner.told(runner.run(replace(short, setup=bounded), archive), lambda event: None)
    assert spared.state == "done"
    record = await cut_off(archive, replace(short, drafted=Amount(0.25, 10, 1)))
    was = requests.asked(folder_of(archive.path, record.id))
    assert requests.again(was, was.gear, Settings()).drafted == Amount(0.25, 10, 1)


async def test_a_run_that_updates_a_memo_goes_on_when_that_was_deleted(
    archive: Archive, short: Request
) -> None:
    updating = replace(short, updates=Predecessor("01GONE", date(2026, 1, 2)))
    record = await cut_off(archive, updating)
    one = prepared(standing(archive, record.id), archive, Settings())
    assert one.request.updates == updating.updates
    assert (await gone_on(archive, one.request, one.record)).state == "done"


async def test_a_run_that_has_its_memo_in_part_by_now_is_left_to_a_new_run(
    archive: Archive, short: Request
) -> None:
    record = await cut_off(archive, short)
    gate = Gate()
    stop = {"ClaimsVerified": gate.stop}
    resumed = runner.resume(short, archive, record, gate=gate)
    ended = await runner.told(resumed, lambda event: stop.get(type(event).__name__, lambda: None)())
    assert (ended.state, ended.memo) == ("interrupted", record.id)
    with pytest.raises(Finished, match="its memo is written in part"):
        await gone_on(archive, short, record)
    assert runs.load_run(archive, record.id).state == "interrupted"


async def test_a_run_with_a_memo_in_part_goes_on_as_a_new_run_once(archive: Archive, short: Request) -> None:
    """Else who asks for the newest that can go on would be given, and pay for, the same one again and again."""
    gate = Gate()
    told: list[str] = []

    def heard(event: Event) -> None:
        told.append(type(event).__name__)
        if isinstance(event, ClaimsVerified):
            gate.stop()

    ended = await runner.told(runner.run(short, archive, gate=gate), heard)
    assert told[-2:] == ["Spent", "RunEnded"]
    assert told.count("Spent") == 1, "that of who put the memo together, who knows of every answer"
    first = standing(archive, ended.run)
    assert first.resumable
    record = forks.going_on(first.row, first.ready(), short, archive)
    again = standing(archive, ended.run)
    assert (again.successor, again.resumable) == (record.id, False)
    for one in (again, first):  # also for who read how it stands before
        with pytest.raises(InputError, match=f"went on as {record.id} already"):
            prepared(one, archive, Settings())
    # Whatever becomes of who was to go on with it: the new run can be gone on with.
    assert standing(archive, record.id).resumable
    assert (await gone_on(archive, short, runs.load_run(archive, record.id))).state == "done"


async def test_a_run_that_is_stopped_while_its_memo_is_written_is_done(
    archive: Archive, short: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, write = threading.Event(), threading.Event(), memos.publish
    gate = Gate()

    def slow(*args: Any) -> None:
        begun.set()
        go_on.wait(10)
        write(*args)

    monkeypatch.setattr(memos, "publish", slow)
    told: list[Any] = []
    task = asyncio.create_task(runner.follow(short, archive, told.append, gate=gate))
    await asyncio.to_thread(begun.wait, 10)
    gate.stop()
    while not any(one.cancelling() for one in asyncio.all_tasks()):
        await asyncio.sleep(0)
    go_on.set()
    ended = await task
    assert (ended.state, ended.memo, ended.exit_code) == ("done", ended.run, ExitCode.DONE)
    assert not any(isinstance(event, RunStopping) for event in told)
    assert runs.load_run(archive, ended.run).state == "done"
    assert not folder_of(archive.path, ended.run).checkpoints.exists()


async def test_a_last_checkpoint_for_which_there_is_no_room_does_not_undo_a_memo(
    archive: Archive, short: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = AsyncSqliteSaver.aput

    async def full(saver: AsyncSqliteSaver, *args: Any) -> Any:
        if memos.listing(archive):
            raise sqlite3.OperationalError("database or disk is full")
        return await put(saver, *args)

    monkeypatch.setattr(AsyncSqliteSaver, "aput", full)
    ended = await runner.follow(short, archive, lambda event: None)
    assert (ended.state, ended.memo, ended.exit_code) == ("done", ended.run, ExitCode.DONE)
    assert not folder_of(archive.path, ended.run).checkpoints.exists()


@pytest.mark.parametrize("written", [b"\xff", b"../../elsewhere", b""])
async def test_a_successor_that_is_none_is_taken_for_none(
    archive: Archive, short: Request, written: bytes
) -> None:
    record = await cut_off(archive, short)
    folder_of(archive.path, record.id).successor.write_bytes(written)
    one = standing(archive, record.id)
    assert (one.successor, one.resumable) == ("", True)


async def test_checkpoints_that_cannot_be_dropped_do_not_undo_a_memo(
    archive: Archive, short: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop = RunFolder.drop_checkpoints

    def refused(folder: RunFolder) -> None:
        if memos.listing(archive):
            raise ArchiveError("They are in use.")
        drop(folder)

    monkeypatch.setattr(RunFolder, "drop_checkpoints", refused)
    ended = await runner.follow(short, archive, lambda event: None)
    assert (ended.state, ended.memo) == ("done", ended.run)


async def test_a_run_that_somebody_asks_to_stop_ends_with_a_memo_of_what_there_is(
    archive: Archive, short: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners, "BEAT_SECONDS", 0.001)
    gate = Gate()

    def heard(event: Any) -> None:
        if type(event).__name__ == "ClaimsVerified":
            gate.hold()  # so that it cannot end before it is stopped
            ask_to_stop(folders(archive.path)[0])

    ended = await runner.follow(short, archive, heard, gate=gate)
    assert gate.stopped.is_set()
    assert (ended.state, ended.memo, ended.exit_code) == ("interrupted", ended.run, ExitCode.INTERRUPTED)
    kept = {file.name for file in folder_of(archive.path, ended.run).path.iterdir()}
    assert not kept & {"stop", "owner.json"}


async def test_a_fork_that_fails_leaves_no_folder(
    archive: Archive, short: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise ArchiveError("The disk is full.")

    record = await cut_off(archive, short)
    before = folders(archive.path)
    monkeypatch.setattr(forks, "save", full)
    with pytest.raises(ArchiveError, match="The disk is full"):
        forks.forked(before[0], short, archive)
    assert folders(archive.path) == before == [folder_of(archive.path, record.id)]

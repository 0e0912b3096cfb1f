"""Runs in threads of their own: the same events as headless, ended, stopped, held, failed; news come in batches."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.tui import running
from textual.message import Message

from triptych.agents.embedded import analyst
from triptych.errors import ArchiveLocked, InputError
from triptych.graphs.events import Event, SectionText, as_json
from triptych.graphs.keeping.resuming import prepared
from triptych.graphs.keeping.standing import standings
from triptych.settings import Settings
from triptych.store import memos, runs
from triptych.store.archive import Archive
from triptych.tui import runs as running_module
from triptych.tui.context import Context
from triptych.tui.messages import Changed, Failed, Told
from triptych.tui.runs import Running, Runs, lasted

BOUND = 20.0


@pytest.fixture
def archive(loaded: running.Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    return running.archive(loaded, tmp_path, monkeypatch)


@pytest.fixture
def told() -> list[Message]:
    return []


@pytest.fixture
def all_runs(archive: Archive, session: Callable[[Archive], Context], told: list[Message]) -> Any:
    made = Runs(session(archive), told.append)
    yield made
    made.close()


async def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        await asyncio.sleep(0.005)


def bare(events: Any) -> list[str]:
    """The events as JSON lines, without the run's own id."""
    lines = [json.dumps(as_json(event), sort_keys=True) for event in events]
    run = json.loads(lines[0])["run"]
    return [line.replace(run, "RUN") for line in lines]


async def test_a_run_gives_the_events_that_a_headless_one_gives(
    loaded: running.Loaded, all_runs: Runs, told: list[Message], archive: Archive, tmp_path: Path
) -> None:
    started = all_runs.start(running.panel(loaded).request())
    assert all_runs.reason() == "1 run is under way and would be stopped"
    await until(lambda: started.over)
    assert bare(started.events) == bare(running.recorded(loaded, tmp_path))
    assert (started.state, started.memo) == ("done", started.run)
    assert memos.load(archive, started.run).ledger.claims
    assert [type(one) for one in told] == [Told, Changed]
    assert "Run done in" in told[0].text  # type: ignore[attr-defined]
    assert all_runs.reason() == ""
    assert all_runs.under_way == []


async def test_several_go_on_at_once_and_a_stopped_one_is_on_record(
    loaded: running.Loaded, all_runs: Runs, told: list[Message], archive: Archive
) -> None:
    request = running.panel(loaded).request()
    one, two = all_runs.start(request), all_runs.start(request)
    assert all_runs.reason() == "2 runs are under way and would be stopped"
    await until(lambda: one.board.questions)
    one.stop()
    one.stop()
    assert one.state == "stopping"
    await until(lambda: one.over and two.over)
    assert (one.state, two.state) == ("interrupted", "done")
    assert runs.load_run(archive, one.run).state == "interrupted"
    assert any("No memo was written" in getattr(m, "text", "") for m in told)


async def test_one_that_is_stopped_ends_with_a_memo_of_what_there_is_and_goes_on(
    loaded: running.Loaded, all_runs: Runs, told: list[Message], archive: Archive
) -> None:
    one = all_runs.start(running.panel(loaded).request())
    await until(lambda: one.board.claims)
    one.stop()
    await until(lambda: one.over)
    assert (one.state, one.memo) == ("interrupted", one.run)
    assert "the user stopped the run" in memos.load(archive, one.run).memo.stop_reason
    assert any("Its memo is in part." in getattr(m, "text", "") for m in told)
    (left,) = standings(archive)
    assert (left.state, left.resumable) == ("stopped", True)
    ready = prepared(left, archive, Settings())
    again = all_runs.start(ready.request, record=ready.record)
    await until(lambda: again.over)
    assert again.state == "done", again.message
    assert again.run not in ("", one.run)
    assert memos.load(archive, again.run).memo.stop_reason == "complete"


async def test_one_that_is_stopped_before_it_began_has_begun_nothing(
    loaded: running.Loaded, all_runs: Runs, archive: Archive
) -> None:
    started = all_runs.start(running.panel(loaded).request())
    started.stop()
    await until(lambda: started.over)
    assert started.state == "interrupted"
    assert not started.board.questions


async def test_one_that_is_held_begins_nothing_until_it_goes_on(
    loaded: running.Loaded, all_runs: Runs
) -> None:
    started = all_runs.start(running.panel(loaded).request())
    started.hold(True)
    await until(lambda: started.board.questions)
    await until(lambda: started.gate._open._waiters)
    started.deliver()
    assert started.held
    assert started.board.table.searches == 0
    started.hold(False)
    await until(lambda: started.over)
    assert started.state == "done"
    started.hold(True)
    assert not started.held


async def test_one_that_was_stopped_while_its_memo_was_written_is_done(
    loaded: running.Loaded, all_runs: Runs, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = memos.publish

    def stopped(*args: Any) -> None:
        (started,) = all_runs.all
        started.stop()
        write(*args)

    monkeypatch.setattr(memos, "publish", stopped)
    started = all_runs.start(running.panel(loaded).request())
    await until(lambda: started.over)
    assert (started.state, started.memo) == ("done", started.run)


async def test_no_evidence_is_told_with_its_remedy(
    loaded: running.Loaded, all_runs: Runs, told: list[Message]
) -> None:
    started = all_runs.start(running.panel(loaded).request(idea="medieval falconry law", brief=None))
    await until(lambda: started.over)
    assert (started.state, started.memo) == ("no_evidence", None)
    assert started.message.startswith("No evidence")
    failed, changed = told
    assert isinstance(failed, Failed)
    assert isinstance(changed, Changed)
    assert "without a memo: “medieval falconry law”. No evidence" in failed.message
    assert failed.hint == started.hint != ""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InputError("No such panel.", "Choose one."), "No such panel."),
        (ArchiveLocked("In use.", "Wait."), "In use."),
        (ZeroDivisionError("oh"), "internal: ZeroDivisionError: oh"),
    ],
)
async def test_what_it_raises_ends_it_and_nothing_else(
    loaded: running.Loaded,
    all_runs: Runs,
    told: list[Message],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    said: str,
) -> None:
    async def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr("triptych.graphs.runner.follow", fail)
    started = all_runs.start(running.panel(loaded).request())
    await until(lambda: started.over)
    assert (started.state, started.message) == ("failed", said)
    assert started.hint
    assert isinstance(told[0], Failed)


async def test_a_fault_in_the_middle_ends_it_as_failed(
    loaded: running.Loaded, all_runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: Any) -> None:
        raise ArchiveLocked("In use.", "Wait.")

    monkeypatch.setattr(analyst.EmbeddedAnalyst, "research", lost)
    started = all_runs.start(running.panel(loaded).request())
    await until(lambda: started.over)
    assert (started.state, started.message, started.hint) == ("failed", "In use.", "Wait.")
    assert started.board.questions


async def test_news_come_in_batches_and_what_is_kept_is_bounded(loaded: running.Loaded) -> None:
    started = Running(running.panel(loaded).request())
    news: list[int] = []
    leave = started.listen(lambda: news.append(started.board.count))
    started._ui = asyncio.get_running_loop()
    events: list[Event] = [SectionText("engineer", f"{n} ") for n in range(5000)]

    def tell() -> None:
        for event in events:
            started.heard(event)

    began = time.monotonic()
    await asyncio.to_thread(tell)
    await until(lambda: started.board.count == len(events))
    assert len(news) <= 2 + (time.monotonic() - began) / running_module.PERIOD
    assert list(started.events) == events[-running_module.EVENTS :]
    leave()
    leave()
    started.heard(events[0])
    await until(lambda: started.board.count == len(events) + 1)
    assert news[-1] == len(events)


async def test_at_the_end_of_the_session_all_are_stopped_and_on_record(
    loaded: running.Loaded, all_runs: Runs, archive: Archive
) -> None:
    started = all_runs.start(running.panel(loaded).request())
    await until(lambda: started.board.questions)
    all_runs.close()
    assert runs.load_run(archive, started.run).state in ("interrupted", "done")


def test_seconds_in_words() -> None:
    assert [lasted(s) for s in (0.4, 59.9, 60, 3599, 3661)] == ["0 s", "59 s", "1:00", "59:59", "1:01:01"]

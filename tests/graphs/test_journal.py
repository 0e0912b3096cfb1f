"""What models and pages did: told as it happens, added up, and written to the archive a few rows at a time."""

import asyncio
import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from triptych.errors import ArchiveError
from triptych.graphs import journal as module
from triptych.graphs.events import Abstained, BudgetReached, Event, ModelCalled, PageTried
from triptych.graphs.journal import Journal
from triptych.graphs.meter import Meter
from triptych.store import calls
from triptych.store.archive import Archive
from triptych.store.records import Call, PageRead, Spend

RUN = "RUN-0001"


@pytest.fixture
def empty(empty_archive: Path, tmp_path: Path) -> Archive:
    return Archive(Path(shutil.copy(empty_archive, tmp_path)), wait=5.0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that the journal sees, to be moved."""
    now = [1000.0]

    class Time:
        @staticmethod
        def monotonic() -> float:
            return now[0]

    monkeypatch.setattr(module, "time", Time)
    return now


@pytest.fixture
def journal(empty: Archive, clock: list[float]) -> Journal:
    return Journal(empty, RUN, Meter())


def call(number: int = 1, **given: Any) -> Call:
    plain: dict[str, Any] = {
        "number": number,
        "item": number,
        "repair": False,
        "role": "research",
        "persona": "engineer",
        "task": "claims",
        "model": "m",
        "endpoint": "127.0.0.1:1",
        "mode": "schema",
        "tokens_in": 100,
        "tokens_out": 10,
        "tokens_cached": 0,
        "tokens_reasoning": 0,
        "cost_usd": 0.5,
        "seconds": 1.0,
        "attempts": 1,
        "outcome": "ok",
        "started_at": datetime(2026, 11, 22, tzinfo=UTC),
    }
    return Call(**plain | given)


def page(n: int = 1, **given: Any) -> PageRead:
    return PageRead(**{"url": f"https://a.example/{n}", "outcome": "read", **given})


def told(journal: Journal) -> list[Event | None]:
    return [journal.events.get_nowait() for _ in range(journal.events.qsize())]


def written(archive: Archive) -> tuple[list[int], list[str]]:
    return [c.number for c in calls.load(archive, RUN)], [p.url[-1] for p in calls.reads(archive, RUN)]


def test_calls_and_pages_are_told_in_the_order_in_which_they_end(journal: Journal) -> None:
    journal.called(call(1))
    journal.read(page(1, outcome="failed", reason="404"))
    journal.called(call(2, outcome="invalid", detail="no JSON"))
    first, second, third = told(journal)
    assert isinstance(first, ModelCalled)
    assert (first.number, first.task, first.tokens_in, first.cost_usd) == (1, "claims", 100, 0.5)
    assert second == PageTried("https://a.example/1", "failed", "404")
    assert isinstance(third, ModelCalled)
    assert (third.outcome, third.detail) == ("invalid", "no JSON")


def test_failed_pages_and_unknown_prices_are_counted(journal: Journal) -> None:
    for outcome in ("read", "failed", "failed"):
        journal.read(page(outcome=outcome))
    for cost in (0.5, None, 0.0):
        journal.called(call(cost_usd=cost))
    assert (journal.pages_failed, journal.unpriced) == (2, 1)


def test_the_same_fault_is_told_once(journal: Journal) -> None:
    for what, reason in (("Tavily", "429"), ("Tavily", "429"), ("Tavily", "500"), ("SearXNG", "429")):
        journal.fault(what, reason)
    assert told(journal) == [
        Abstained("Tavily", "429"),
        Abstained("Tavily", "500"),
        Abstained("SearXNG", "429"),
    ]


def test_a_spent_budget_is_told_once_whatever_it_refuses(journal: Journal) -> None:
    journal.refused("the budget of 10 tokens could not bear all of it")
    journal.refused("the budget of 1 minute could not bear all of it")
    assert told(journal) == [BudgetReached("the budget of 10 tokens could not bear all of it")]


def test_a_fault_of_something_named_budget_does_not_hide_a_spent_one(journal: Journal) -> None:
    journal.fault("budget.example", "500")
    journal.refused("the budget of 10 tokens could not bear all of it")
    assert told(journal)[-1] == BudgetReached("the budget of 10 tokens could not bear all of it")


def test_nothing_is_due_before_there_is_anything(journal: Journal, clock: list[float]) -> None:
    clock[0] += 3600
    assert not journal.due


def test_a_batch_is_due_when_it_is_full(journal: Journal) -> None:
    for n in range(1, 16):
        journal.called(call(n)) if n % 2 else journal.read(page(n % 10))
    assert not journal.due
    journal.called(call(17))
    assert journal.due


async def test_a_row_is_due_when_it_has_waited(journal: Journal, clock: list[float]) -> None:
    journal.called(call(1))
    clock[0] += 1.9
    assert not journal.due
    clock[0] += 0.2
    assert journal.due
    await journal.flush()
    journal.called(call(2))
    assert not journal.due


async def test_rows_are_written_in_batches_and_each_once(journal: Journal, empty: Archive) -> None:
    journal.called(call(1))
    journal.read(page(1))
    assert written(empty) == ([], [])
    await journal.flush()
    assert written(empty) == ([1], ["1"])
    journal.called(call(2))
    journal.called(call(3))
    journal.read(page(2))
    await journal.flush()
    await journal.flush()
    assert written(empty) == ([1, 2, 3], ["1", "2"])


async def test_nothing_to_write_does_not_open_the_archive(tmp_path: Path) -> None:
    unmade = Archive(tmp_path / "unmade.duckdb")
    await Journal(unmade, RUN, Meter()).flush()
    assert not unmade.path.exists()


async def test_the_same_page_read_twice_is_two_rows(journal: Journal, empty: Archive) -> None:
    journal.read(page(1))
    await journal.flush()
    journal.read(page(1))
    await journal.flush()
    assert written(empty)[1] == ["1", "1"]


async def test_a_flush_that_fails_keeps_the_rows(
    journal: Journal, empty: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.called(call(1))
    journal.read(page(1))
    with monkeypatch.context() as patch:
        patch.setattr(calls, "put", _fail)
        with pytest.raises(ArchiveError, match="in use"):
            await journal.flush()
    journal.called(call(2))
    await journal.flush()
    assert written(empty) == ([1, 2], ["1"])


def _fail(*_: Any) -> None:
    raise ArchiveError("It is in use.")


class Slow:
    """`calls.put`, which tells when it has begun and waits to be let go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on, self.batches = threading.Event(), threading.Event(), 0
        self._put = calls.put
        monkeypatch.setattr(calls, "put", self)

    def __call__(self, *args: Any) -> None:
        self.begun.set()
        assert self.go_on.wait(5)
        self._put(*args)
        self.batches += 1


async def test_what_comes_while_rows_are_written_waits_for_the_next_batch(
    journal: Journal, empty: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    journal.called(call(1))
    flushing = asyncio.create_task(journal.flush())
    await asyncio.to_thread(slow.begun.wait, 5)
    journal.called(call(2))
    journal.read(page(2))
    slow.go_on.set()
    await flushing
    assert written(empty) == ([1], [])
    await journal.flush()
    assert written(empty) == ([1, 2], ["2"])


async def test_two_flushes_at_once_neither_lose_nor_repeat_a_row(
    journal: Journal, empty: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    journal.called(call(1))
    journal.read(page(1))
    first = asyncio.create_task(journal.flush())
    await asyncio.to_thread(slow.begun.wait, 5)
    slow.begun.clear()
    second = asyncio.create_task(journal.flush())
    assert not await asyncio.to_thread(slow.begun.wait, 0.1)
    journal.called(call(2))
    journal.read(page(2))
    slow.go_on.set()
    await asyncio.gather(first, second)
    assert written(empty) == ([1, 2], ["1", "2"])
    assert slow.batches == 2


async def test_a_flush_that_is_cancelled_neither_loses_nor_repeats_a_row(
    journal: Journal, empty: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    journal.called(call(1))
    journal.read(page(1))
    flushing = asyncio.create_task(journal.flush())
    await asyncio.to_thread(slow.begun.wait, 5)
    flushing.cancel()
    await asyncio.sleep(0)
    slow.go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await flushing
    journal.read(page(2))
    await journal.flush()
    assert written(empty) == ([1], ["1", "2"])


def test_calls_are_added_up_by_the_node_that_they_belong_to(empty: Archive) -> None:
    meter = Meter()
    journal = Journal(empty, RUN, meter)
    for task in ("claims", "gap", "section", "settle", "patch"):
        journal.called(call(task=task))
    for role in ("research", "debate", "audit"):
        journal.called(call(task="entails", role=role))
    journal.called(call(task="section", cost_usd=None))
    rows = {row.node: row for row in meter.rows}
    assert {node: row.calls for node, row in rows.items()} == {
        "research": 2,
        "section": 2,
        "settle": 1,
        "audit": 2,
        "verify": 1,
        "reply": 1,
    }
    assert rows["research"] == Spend(node="research", calls=2, tokens_in=200, tokens_out=20, cost_usd=1.0)
    assert rows["section"].cost_usd == 0.5


def test_the_seconds_of_a_node_are_its_own_and_not_those_of_its_calls() -> None:
    meter = Meter()
    meter.add("research", searches=2, seconds=1.5)
    meter.add_call(call(seconds=9.0))
    meter.add("brief", seconds=0.5)
    assert [(row.node, row.searches, row.seconds) for row in meter.rows] == [
        ("brief", 0, 0.5),
        ("research", 2, 1.5),
    ]
    assert meter.total == Spend(
        node="total", calls=1, searches=2, tokens_in=100, tokens_out=10, cost_usd=0.5, seconds=2.0
    )
    assert Meter().total == Spend(node="total")


def test_the_time_of_a_body_that_fails_is_counted_too() -> None:
    meter = Meter()
    with pytest.raises(ValueError, match="failed"), meter.timed("debate"):
        raise ValueError("failed")
    assert [row.node for row in meter.rows] == ["debate"]

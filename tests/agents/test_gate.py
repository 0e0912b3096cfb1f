"""A run that is held begins no call, no search and no part of the panel; and the time does not count."""

import asyncio
from datetime import date

import pytest

from triptych.agents.budget import Allowance, Use
from triptych.agents.desk import Desk
from triptych.agents.gate import Gate
from triptych.errors import BudgetError
from triptych.store.records import Budget, Passage, Source


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Nowhere:
    async def search(self, query: str, limit: int, *, without: frozenset[str] = frozenset()) -> list[Passage]:
        return []

    async def sources(self, ids: object) -> list[Source]:
        return []

    def fleeting(self, ids: object) -> list[Source]:
        return []


async def turns(n: int = 20) -> None:
    for _ in range(n):
        await asyncio.sleep(0)


async def call(allowance: Allowance) -> None:
    async with allowance.call("edit", Use(1)):
        pass


async def test_nothing_begins_while_it_is_held_and_all_goes_on_afterwards() -> None:
    allowance = Allowance()
    desk = Desk(Nowhere(), date(2026, 1, 1), allowance)
    allowance.gate.hold()
    asked = [asyncio.create_task(call(allowance)), asyncio.create_task(desk.search("heat", 3))]
    await turns()
    assert allowance.gate.held
    assert not any(task.done() for task in asked)
    assert desk.searches == 0
    allowance.gate.go_on()
    await asyncio.gather(*asked)
    assert (desk.searches, allowance.gate.held) == (1, False)


async def test_who_waits_for_room_in_the_budget_does_not_begin_while_it_is_held() -> None:
    allowance, end = Allowance(Budget(tokens=10)), asyncio.Event()

    async def under_way() -> None:
        async with allowance.call("edit", Use(10)) as admitted:
            await end.wait()
            admitted.used = Use(1)

    first = asyncio.create_task(under_way())
    await turns()
    waiting = asyncio.create_task(call(allowance))
    await turns()
    allowance.gate.hold()
    end.set()
    await first
    await turns()
    assert (allowance.idle, waiting.done()) == (True, False)
    allowance.gate.go_on()
    await waiting


async def test_what_is_cancelled_at_the_gate_has_begun_nothing() -> None:
    allowance = Allowance()
    allowance.gate.hold()
    task = asyncio.create_task(call(allowance))
    await turns()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert allowance.spent == Use()


async def test_the_time_for_which_it_is_held_counts_against_no_limit() -> None:
    clock = Clock()
    gate = Gate(clock)
    allowance = Allowance(Budget(minutes=1), clock=clock, gate=gate)
    for _ in range(2):
        gate.hold()
        gate.hold()
        clock.now += 100
        assert gate.held
        gate.go_on()
        gate.go_on()
    assert (gate.seconds, gate.worked()) == (200, clock.now - 200)
    await call(allowance)
    clock.now += 61
    with pytest.raises(BudgetError):
        await call(allowance)

"""The budget of a run: no call begins that could exceed it, whatever runs at once."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from triptych.agents.budget import ALL, Allowance, Use, dollars
from triptych.errors import BudgetError
from triptych.store.records import Budget, Role

SHARES: dict[Role, float] = {"brief": 0.4, "research": 0.4, "debate": 0.7, "edit": 1.0, "audit": 1.0}
ROLES: tuple[Role, ...] = tuple(SHARES)


async def turns(n: int = 20) -> None:
    """Let all others go on."""
    for _ in range(n):
        await asyncio.sleep(0)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def held(
    allowance: Allowance, most: Use, until: asyncio.Event, role: Role = "edit", used: Use | None = None
) -> None:
    """A call that is under way until the event."""
    async with allowance.call(role, most) as admitted:
        await until.wait()
        if used is not None:
            admitted.used = used


@pytest.mark.parametrize("seed", range(40))
async def test_whatever_runs_at_once_no_role_exceeds_its_share(seed: int) -> None:
    dice = random.Random(seed)
    budget = Budget(tokens=dice.randint(50, 3000), cost_usd=dice.uniform(0.05, 3))
    allowance = Allowance(budget, SHARES)
    over, refused = [], []

    def check(role: Role) -> None:
        assert budget.tokens
        assert budget.cost_usd
        share = SHARES[role]
        over.append(
            allowance.spent.tokens > share * budget.tokens
            or allowance.spent.cost_usd > share * budget.cost_usd + 1e-9
        )

    async def one(role: Role) -> None:
        most = Use(dice.randint(1, 300), dice.uniform(0, 0.3))
        used = Use(dice.randint(0, most.tokens), dice.uniform(0, most.cost_usd))
        for _ in range(dice.randrange(4)):
            await asyncio.sleep(0)
        try:
            async with allowance.call(role, most) as admitted:
                for _ in range(dice.randrange(6)):
                    await asyncio.sleep(0)
                if dice.random() < 0.8:
                    admitted.used = used
                if dice.random() < 0.1:
                    raise ValueError("the call failed")
        except BudgetError:
            refused.append(role)
            return
        except ValueError:
            pass
        check(role)

    stages: tuple[tuple[Role, ...], ...] = (("brief", "research"), ("debate",), ("edit", "audit"))
    for stage in stages:
        tasks = [asyncio.create_task(one(dice.choice(stage))) for _ in range(30)]
        for task in tasks:
            if dice.random() < 0.1:
                await asyncio.sleep(0)
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        errors = [t.exception() for t in tasks if not t.cancelled() and t.exception()]
        assert not errors
        assert not any(over)
    assert not allowance._held
    assert bool(refused) == bool(allowance.stop_reason)


@pytest.mark.parametrize("seed", range(10))
async def test_what_is_under_way_and_spent_never_exceeds_the_limit_at_any_moment(seed: int) -> None:
    dice = random.Random(seed)
    allowance, worst, under_way = Allowance(Budget(tokens=100)), [0], []

    async def one(most: int) -> None:
        with suppress(BudgetError):
            async with allowance.call("edit", Use(most)) as admitted:
                under_way.append(most)
                worst.append(allowance.spent.tokens + sum(under_way))
                for _ in range(dice.randrange(5)):
                    await asyncio.sleep(0)
                under_way.remove(most)
                admitted.used = Use(dice.randint(0, most))

    await asyncio.gather(*(one(dice.randint(1, 40)) for _ in range(60)))
    assert 60 < max(worst) <= 100


async def test_without_a_budget_all_is_let_in_and_counted() -> None:
    allowance = Allowance()
    for role in ROLES:
        async with allowance.call(role, Use(10**9, 10**6)) as admitted:
            admitted.used = Use(3, 0.5)
        allowance.search(role)
    assert (allowance.spent, allowance.searches) == (Use(15, 2.5), 5)
    assert allowance.stop_reason == ""


async def test_a_call_waits_for_those_under_way_and_goes_in_when_they_used_less() -> None:
    allowance, done = Allowance(Budget(tokens=100)), asyncio.Event()
    first = asyncio.create_task(held(allowance, Use(80), done, used=Use(10)))
    await turns()
    second = asyncio.create_task(held(allowance, Use(60), done))
    await turns()
    assert allowance._held == [Use(80)]
    done.set()
    await asyncio.gather(first, second)
    assert allowance.spent == Use(70)
    assert allowance.stop_reason == ""


async def test_a_call_that_waited_is_refused_when_those_under_way_used_it_up() -> None:
    allowance, done = Allowance(Budget(tokens=100)), asyncio.Event()
    first = asyncio.create_task(held(allowance, Use(80), done))
    await turns()
    second = asyncio.create_task(held(allowance, Use(60), done))
    await turns()
    done.set()
    await first
    with pytest.raises(BudgetError, match="100 tokens"):
        await second
    assert allowance.spent == Use(80)


async def test_a_call_that_fits_beside_those_under_way_does_not_wait() -> None:
    allowance, done = Allowance(Budget(tokens=100)), asyncio.Event()
    tasks = [asyncio.create_task(held(allowance, Use(50), done)) for _ in range(2)]
    await turns()
    assert allowance._held == [Use(50), Use(50)]
    done.set()
    await asyncio.gather(*tasks)
    assert allowance.spent == Use(100)


async def test_a_call_that_could_never_fit_is_refused_at_once() -> None:
    allowance, done = Allowance(Budget(tokens=100)), asyncio.Event()
    first = asyncio.create_task(held(allowance, Use(10), done))
    await turns()
    with pytest.raises(BudgetError):
        async with allowance.call("edit", Use(101)):
            pytest.fail("it was let in")
    done.set()
    await first


async def test_a_refusal_with_nothing_under_way_comes_at_once_and_spends_nothing() -> None:
    allowance = Allowance(Budget(tokens=100))
    with pytest.raises(BudgetError, match=r"^The budget of 100 tokens could not bear all of it\."):
        async with allowance.call("edit", Use(101)):
            pytest.fail("it was let in")
    assert allowance.spent == Use()
    async with allowance.call("edit", Use(100)):
        pass
    assert allowance.spent == Use(100)


async def test_all_who_wait_are_let_in_in_the_end() -> None:
    allowance = Allowance(Budget(tokens=100))
    let_in = []

    async def one(n: int) -> None:
        async with allowance.call("edit", Use(60)) as admitted:
            let_in.append(n)
            await turns(3)
            admitted.used = Use(1)

    await asyncio.wait_for(asyncio.gather(*map(one, range(30))), 5)
    assert let_in == sorted(let_in)
    assert len(let_in) == 30


async def test_cents_that_are_added_and_taken_away_leave_nothing_that_could_be_waited_for() -> None:
    """Such a rest would make a call that just fits wait for nobody."""
    costs = [0.1, 0.1, 0.1]
    assert sum(costs) - 0.1 - 0.1 - 0.1 > 0
    allowance, done = Allowance(Budget(cost_usd=2.0)), asyncio.Event()
    tasks = [asyncio.create_task(held(allowance, Use(1, c), done, used=Use())) for c in costs]
    await turns()
    done.set()
    await asyncio.gather(*tasks)

    async def whole() -> None:
        async with allowance.call("edit", Use(1, 2.0)):
            pass

    await asyncio.wait_for(whole(), 1)
    assert allowance.spent == Use(1, 2.0)


async def test_who_is_cancelled_while_waiting_leaves_nothing_behind() -> None:
    allowance, done = Allowance(Budget(tokens=100)), asyncio.Event()
    first = asyncio.create_task(held(allowance, Use(80), done, used=Use(5)))
    await turns()
    waiting = [asyncio.create_task(held(allowance, Use(60), done)) for _ in range(2)]
    await turns()
    waiting[0].cancel()
    await turns()
    assert waiting[0].cancelled()
    done.set()
    await asyncio.gather(first, waiting[1])
    assert (allowance.spent, allowance._held) == (Use(65), [])
    assert allowance.stop_reason == ""


async def test_who_is_cancelled_in_a_call_counts_as_all_that_it_might_have_used() -> None:
    allowance, never = Allowance(Budget(tokens=100)), asyncio.Event()
    task = asyncio.create_task(held(allowance, Use(70), never))
    await turns()
    waiting = asyncio.create_task(held(allowance, Use(40), never))
    await turns()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(BudgetError):
        await waiting
    assert (allowance.spent, allowance._held) == (Use(70), [])


async def test_a_second_cancellation_does_not_leave_others_waiting() -> None:
    allowance, never, done = Allowance(Budget(tokens=100)), asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(held(allowance, Use(50), never, used=Use()))
    await turns()
    done.set()
    waiting = [asyncio.create_task(held(allowance, Use(51), done)) for _ in range(3)]
    await turns()
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    await turns()
    assert task.done()
    results = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
    assert all(isinstance(one, BudgetError) for one in results)


@pytest.mark.parametrize(
    ("used", "spent"), [(Use(7, 0.1), Use(7, 0.1)), (Use(), Use()), (None, Use(30, 0.3))]
)
async def test_a_call_that_fails_counts_what_it_is_told(used: Use | None, spent: Use) -> None:
    allowance = Allowance(Budget(tokens=100, cost_usd=1))

    async def failing() -> None:
        async with allowance.call("edit", Use(30, 0.3)) as admitted:
            admitted.used = admitted.used if used is None else used
            raise ValueError("the call failed")

    with pytest.raises(ValueError, match="failed"):
        await failing()
    assert (allowance.spent, allowance._held) == (spent, [])


async def test_cost_is_a_limit_of_its_own() -> None:
    allowance = Allowance(Budget(cost_usd=1))
    async with allowance.call("edit", Use(10**9, 0.6)):
        pass
    with pytest.raises(BudgetError, match=r"^The budget of \$1\.00 could not bear all of it\."):
        async with allowance.call("edit", Use(1, 0.5)):
            pytest.fail("it was let in")
    async with allowance.call("edit", Use(1, 0.4)):
        pass
    assert allowance.spent.cost_usd == 1.0


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(1, "$1.00"), (1200, "$1,200.00"), (0.25, "$0.25"), (0.05, "$0.05"), (0.004, "$0.004"), (0, "$0.00")],
)
def test_no_amount_is_rounded_to_nothing(amount: float, shown: str) -> None:
    assert dollars(amount) == shown


async def test_a_role_may_spend_up_to_its_share_and_the_next_goes_on_from_there() -> None:
    allowance = Allowance(Budget(tokens=100), SHARES)
    for role, most in (("research", 40), ("debate", 30), ("edit", 30)):
        with pytest.raises(BudgetError):
            async with allowance.call(role, Use(most + 1)):  # type: ignore[arg-type]
                pytest.fail("it was let in")
        async with allowance.call(role, Use(most)):  # type: ignore[arg-type]
            pass
    assert allowance.spent == Use(100)


async def test_a_role_whose_share_is_spent_is_known_before_it_begins() -> None:
    allowance = Allowance(Budget(tokens=100), SHARES)
    assert not allowance.spent_for("research")
    async with allowance.call("research", Use(40)):
        pass
    assert allowance.spent_for("research")
    assert not allowance.spent_for("debate")
    assert allowance.stop_reason == ""


def test_searches_are_counted_and_end() -> None:
    allowance = Allowance(Budget(searches=10), SHARES)
    for _ in range(int(10 * SHARES["research"] / SHARES["debate"] + 1e-9)):
        allowance.search("research")
    with pytest.raises(BudgetError, match=r"^The budget of 10 searches could not bear all of it\."):
        allowance.search("research")
    used = allowance.searches
    for _ in range(10 - used):
        allowance.search("debate")
    with pytest.raises(BudgetError):
        allowance.search("debate")
    assert allowance.searches == 10


def test_one_search_is_let_in_however_small_the_share() -> None:
    allowance = Allowance(Budget(searches=1), SHARES)
    allowance.search("research")
    with pytest.raises(BudgetError):
        allowance.search("edit")


def _call(allowance: Allowance, role: Role) -> Awaitable[None]:
    async def work() -> None:
        async with allowance.call(role, Use(1)):
            pass

    return work()


async def _search(allowance: Allowance, role: Role) -> None:
    allowance.search(role)


@pytest.mark.parametrize("begin", [_call, _search])
async def test_nothing_new_begins_after_the_minutes_of_a_role(
    begin: Callable[[Allowance, Role], Awaitable[None]],
) -> None:
    clock = Clock()
    allowance = Allowance(Budget(minutes=10), SHARES, clock)
    clock.now += 4 * 60
    await begin(allowance, "research")
    clock.now += 1
    with pytest.raises(BudgetError, match=r"^The budget of 10 minutes could not bear all of it\."):
        await begin(allowance, "research")
    await begin(allowance, "debate")
    clock.now += 6 * 60
    with pytest.raises(BudgetError):
        await begin(allowance, "edit")


async def test_a_call_under_way_is_not_ended_by_the_clock() -> None:
    clock, done = Clock(), asyncio.Event()
    allowance = Allowance(Budget(minutes=1), ALL, clock)
    task = asyncio.create_task(held(allowance, Use(5), done))
    await turns()
    clock.now += 3600
    done.set()
    await task
    assert allowance.spent == Use(5)
    assert allowance.spent_for("edit")


async def test_the_reason_is_that_of_the_first_refusal() -> None:
    allowance = Allowance(Budget(tokens=10, searches=1))
    allowance.search("research")
    with pytest.raises(BudgetError, match="1 search "):
        allowance.search("research")
    with pytest.raises(BudgetError, match="10 tokens"):
        async with allowance.call("edit", Use(11)):
            pytest.fail("it was let in")
    assert (
        allowance.stop_reason
        == "the budget of 1 search could not bear all of it; cut short: research, writing"
    )


def test_uses_add_up() -> None:
    assert Use(1, 0.5) + Use(2, 0.25) == Use(3, 0.75)

import pytest

from triptych.agents.models.faults import Passing
from triptych.agents.models.retry import LONGEST, Effort, patiently


class Faulty:
    """Fails in these ways, one a time, and then works."""

    def __init__(self, *faults: Exception) -> None:
        self.faults, self.naps = list(faults), list[float]()
        self.effort = Effort()

    async def __call__(self) -> str:
        with self.effort.attempt():
            if self.faults:
                raise self.faults.pop(0)
            return "done"

    async def nap(self, seconds: float) -> None:
        self.naps.append(seconds)

    async def patiently(self, retries: int = 4, within: float = 300) -> str:
        return await patiently(self, self.effort, retries=retries, within=within, sleep=self.nap)


async def test_pauses_double_and_are_never_quite_the_same() -> None:
    faulty = Faulty(*(Passing("no") for _ in range(4)))
    assert await faulty.patiently() == "done"
    assert [int(nap - base) for nap, base in zip(faulty.naps, (1, 2, 4, 8), strict=True)] == [0, 0, 0, 0]
    assert len({nap % 1 for nap in faulty.naps}) == 4
    assert faulty.effort.attempts == 5


async def test_no_more_tries_than_allowed() -> None:
    faulty = Faulty(*(Passing(f"no {n}") for n in range(9)))
    with pytest.raises(Passing, match="no 2"):
        await faulty.patiently(retries=2)
    assert faulty.effort.attempts == 3


async def test_without_retries_there_is_one_try() -> None:
    faulty = Faulty(Passing("no"))
    with pytest.raises(Passing):
        await faulty.patiently(retries=0)
    assert (faulty.effort.attempts, faulty.naps) == (1, [])


async def test_it_waits_as_long_as_it_is_asked_to() -> None:
    faulty = Faulty(Passing("no", after=0.0), Passing("no", after=LONGEST))
    await faulty.patiently()
    assert 0 <= faulty.naps[0] <= 1
    assert LONGEST <= faulty.naps[1] <= LONGEST + 1


async def test_it_does_not_wait_longer_than_the_longest() -> None:
    faulty = Faulty(Passing("no", after=LONGEST + 1))
    with pytest.raises(Passing):
        await faulty.patiently()
    assert faulty.naps == []


async def test_no_try_begins_when_the_time_would_be_over() -> None:
    faulty = Faulty(*(Passing("no", after=40.0) for _ in range(9)))
    with pytest.raises(Passing):
        await faulty.patiently(retries=9, within=100)
    assert len(faulty.naps) == 2


async def test_what_will_not_pass_ends_it() -> None:
    faulty = Faulty(KeyError("other"))
    with pytest.raises(KeyError):
        await faulty.patiently()
    assert faulty.naps == []


async def test_what_hardly_passes_is_tried_once_more_whatever_else_fails_between() -> None:
    useless = [Passing(f"useless {n}", once=True) for n in range(3)]
    faulty = Faulty(useless[0], Passing("no"), *useless[1:])
    with pytest.raises(Passing, match="useless 1"):
        await faulty.patiently()
    assert faulty.effort.attempts == 3

"""Who was waited for in vain is left alone for a while: by all who would ask, until one try is answered."""

from triptych.agents.models.breaker import FIRST, LONGEST, Breaker, breaker
from triptych.agents.models.endpoint import Endpoint


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_lets_one_try_and_closes_when_that_is_answered() -> None:
    clock = Clock()
    fuse = Breaker(clock)
    assert fuse.closed
    assert fuse.admits()
    fuse.gave_up()
    fuse.gave_up()  # of the same moment: it counts once
    assert (fuse.closed, fuse.admits(), fuse.seconds) == (False, False, FIRST)
    clock.now = FIRST
    assert fuse.admits()
    assert not fuse.admits(), "one tries, the others are told at once"
    fuse.answered()
    assert fuse.closed
    assert fuse.admits()


def test_each_try_in_vain_doubles_the_pause_up_to_a_limit() -> None:
    clock = Clock()
    fuse = Breaker(clock)
    fuse.gave_up()
    pauses = []
    for _ in range(8):
        pauses.append(fuse.seconds)
        clock.now += fuse.seconds
        assert fuse.admits()
        fuse.gave_up()
    assert pauses[:3] == [FIRST, 2 * FIRST, 4 * FIRST]
    assert pauses[-1] == LONGEST


def test_a_try_that_is_cancelled_leaves_the_turn_to_another() -> None:
    clock = Clock()
    fuse = Breaker(clock)
    fuse.gave_up()
    clock.now = FIRST
    assert fuse.admits()
    fuse.left()
    assert fuse.admits()


async def test_all_who_ask_a_model_at_an_address_share_it() -> None:
    here = Endpoint("m", "http://a.example/v1")
    assert breaker(here) is breaker(Endpoint("m", "http://a.example/v1/", temperature=0.5))
    assert breaker(here) is not breaker(Endpoint("n", "http://a.example/v1"))

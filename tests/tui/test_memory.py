"""Collections leave out what was there when they were told to, and what is unused is freed before."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from triptych.tui.memory import settle, spare


class Knot:
    """Refers to itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


def test_what_is_there_is_spared_until_all_is_settled_anew() -> None:
    knot = Knot()
    there = weakref.ref(knot)
    spare()
    del knot
    gc.collect()
    assert there() is not None
    settle()
    assert there() is None
    assert gc.get_freeze_count() > 0

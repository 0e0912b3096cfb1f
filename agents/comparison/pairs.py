"""One-to-one pairs of likes: the best first, and among equals in the order of both lists, so that it is always the same."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Paired(NamedTuple):
    """Places in two lists."""

    before: int
    after: int


def paired(before: Sequence[T], after: Sequence[T], likeness: Callable[[T, T], float]) -> list[Paired]:
    """The pairs, in the order of the second list; whatever is like nothing else is in none.

    Args:
        before: the one list.
        after: the other.
        likeness: how like two are; 0 or less is no pair.
    """
    rated = (
        (-value, n, m)
        for m, new in enumerate(after)
        for n, old in enumerate(before)
        if (value := likeness(old, new)) > 0
    )
    taken: dict[int, int] = {}
    for _, n, m in sorted(rated):
        if m not in taken and n not in taken.values():
            taken[m] = n
    return [Paired(taken[m], m) for m in sorted(taken)]


def rest(many: Sequence[T], taken: Sequence[int]) -> list[T]:
    """Those of a list that are not in those places."""
    gone = set(taken)
    return [one for place, one in enumerate(many) if place not in gone]

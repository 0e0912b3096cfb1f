"""Several rankings as one, by reciprocal rank.

Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods",
SIGIR 2009: a thing is worth the sum of 1 / (60 + its rank) over the rankings that have it. Scores of different kinds
are never compared.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

K = 60
One = TypeVar("One")


def fused(
    rankings: Iterable[Sequence[One]], key: Callable[[One], Hashable], limit: int | None = None
) -> list[tuple[One, float]]:
    """The best `limit` over all rankings, each with its worth; of equal ones the one that was met first.

    Args:
        rankings: each best first.
        key: what is the same in several rankings; the one of the first ranking is given.
        limit: how many at most; None is all.
    """
    first: dict[Hashable, One] = {}
    worth: dict[Hashable, float] = {}
    for ranking in rankings:
        for rank, one in enumerate(ranking, 1):
            first.setdefault(key(one), one)
            worth[key(one)] = worth.get(key(one), 0.0) + 1 / (K + rank)
    best = sorted(first, key=lambda known: -worth[known])[:limit]
    return [(first[known], worth[known]) for known in best]

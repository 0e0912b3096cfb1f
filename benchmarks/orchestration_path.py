"""How long a run would take if nothing but its outside calls took any time: its critical path."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from benchmarks.orchestration_servers import Asked

_BESIDE = {"synthesis": "section"}
"""Nodes that the graph does at the same time."""


def critical_path(asked: Iterable[Asked]) -> float:
    """Seconds of a run's critical path: its steps come one after another, and each takes as long as its longest branch.

    The graph joins all branches of a step before it begins another. Within a branch, a call that began when another
    had ended waited for it.
    """
    return sum(max(map(chain, branches)) for branches in _steps(asked))


def leanest_path(asked: Iterable[Asked]) -> float:
    """The critical path if a branch made calls of one kind, such as all its searches, side by side."""
    return sum(max(map(_lean, branches)) for branches in _steps(asked))


def by_step(asked: Iterable[Asked]) -> dict[str, float]:
    """Seconds of the critical path by node of the graph."""
    found: dict[str, float] = defaultdict(float)
    for branches in _steps(asked):
        found[_step(branches[0][0])[0]] += max(map(chain, branches))
    return dict(found)


def chain(asked: Iterable[Asked]) -> float:
    """The most seconds that calls took of which each began when the one before had ended."""
    ends, best = [float("-inf")], [0.0]
    for one in sorted(asked, key=lambda call: call.end):
        before = best[bisect_right(ends, one.start) - 1]
        ends.append(one.end)
        best.append(max(best[-1], before + one.end - one.start))
    return best[-1]


def _lean(branch: Sequence[Asked]) -> float:
    kinds = groupby(sorted(branch, key=lambda call: call.start), key=lambda call: call.kind)
    return min(chain(branch), sum(max(one.end - one.start for one in calls) for _, calls in kinds))


def _steps(asked: Iterable[Asked]) -> list[list[list[Asked]]]:
    """The calls of each branch of each step; pages are not among them, as they come from the cache."""
    steps: dict[tuple[str, str], dict[str, list[Asked]]] = defaultdict(lambda: defaultdict(list))
    for one in asked:
        if one.kind != "page":
            steps[_step(one)][one.part].append(one)
    return [list(branches.values()) for branches in steps.values()]


def _step(one: Asked) -> tuple[str, str]:
    """The node and the round."""
    node, round_ = [*one.part.split("/"), ""][:2]
    return _BESIDE.get(node, node), round_

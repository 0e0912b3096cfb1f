"""Repeats a command and sums up how long it took."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

TRIPTYCH = (sys.executable, "-m", "triptych.cli")


class Spent(NamedTuple):
    """Seconds by the clock, and of a processor: other work beside it draws out the first, and hardly the second."""

    wall: float
    processor: float


def seconds(command: Sequence[str], times: int, env: dict[str, str] | None = None) -> list[float]:
    """Wall seconds of each of `times` runs after one that is not counted. Raises CalledProcessError."""
    return [_once(command, env) for _ in range(times + 1)][1:]


def _once(command: Sequence[str], env: dict[str, str] | None) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=env)
    return time.perf_counter() - start


def spent(work: Callable[[], object]) -> Spent:
    """What a piece of work in this process takes, done once."""
    start, used = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - start, time.process_time() - used)


def row(name: str, values: Sequence[float], beside: float | None = None) -> str:
    """A line with minimum, median and maximum, and the ratio of the median to another figure."""
    ratio = f"   {median(values) / beside:6.2f} x" if beside else ""
    return f"{name:42} {min(values):7.3f} {median(values):7.3f} {max(values):7.3f} s{ratio}"


def table(rows: Sequence[str]) -> None:
    """Print rows under their heads."""
    print(f"{'':42} {'min':>7} {'median':>7} {'max':>7}")
    print("\n".join(rows))

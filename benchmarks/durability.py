"""Runs that are killed, at every step of the graph and at random moments, and then resumed: what each lost.

    python -m benchmarks.durability [--moments 30] [--seed 7] [--embedded]

A run has lost nothing when its memo is that of a run that nobody disturbed, but for ids and times; when no call was
made again whose answer it had kept; and when its replay gives the memo once more, byte for byte.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.disturbed import Whole, disturbed, whole
from benchmarks.killed import Call, Kill
from benchmarks.outside import IDEA, SMALL, world

POINTS = ("node", "branch", "checkpoint", "answer", "event")
"""Where a run is killed at random, beside its calls."""


def every_step(of: Whole) -> Iterator[Kill]:
    """Before and after each checkpoint: at every boundary between nodes."""
    for number in range(1, of.times["checkpoint"] + 1):
        for before in (True, False):
            yield Kill("checkpoint", number, before)


def moments(of: Whole, count: int, seed: int) -> Iterator[Kill | Call]:
    """Random moments, the same for the same seed."""
    chance = random.Random(seed)
    calls = of.asked.total()
    for _ in range(count):
        point = chance.choice((*POINTS, *(("call",) if calls else ())))
        if point == "call":
            yield Call(chance.randint(1, calls), chance.random() < 0.5)
        else:
            yield Kill(point, chance.randint(1, of.times[point]), chance.random() < 0.5)


def main() -> int:
    """Kill runs and print what each lost; 1 where one lost anything."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.durability")
    parser.add_argument("--moments", type=int, default=30, metavar="N", help="random moments (30)")
    parser.add_argument("--seed", type=int, default=7, help="of the random moments (7)")
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="only each N-th step of the graph (1)"
    )
    parser.add_argument("--embedded", action="store_true", help="runs of the embedded analyst")
    given = parser.parse_args()
    began, lost, done = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as place, world(Path(place) / "web") as outside:
        line = ("run", IDEA, *SMALL, "--embedded") if given.embedded else outside.small
        of = whole(outside, Path(place) / "whole", line)
        for kill in (*islice(every_step(of), 0, None, given.every), *moments(of, given.moments, given.seed)):
            found = disturbed(outside, Path(place) / f"run-{done}", of, kill)
            done += 1
            lost += bool(found.losses(of))
            print(f"{found.kill!s:28} {'; '.join(found.losses(of)) or 'nothing lost'}", flush=True)
    print(f"{done} runs were killed, {lost} lost something; {time.monotonic() - began:.0f} s")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())

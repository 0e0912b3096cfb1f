"""Runs around which something goes wrong: how each ends, and how long it takes to.

    python -m benchmarks.faults [--runs 200] [--seed 5]

A run may end with a memo, with a part of one that gives the reason, or with one line and a documented exit code. Its
archive verifies afterwards, and it has not taken longer than its deadline.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.disturbed import made
from benchmarks.faulty import FAULTS
from benchmarks.forked import Ended, start
from benchmarks.outside import World, world
from triptych.errors import ExitCode
from triptych.store.archive import Archive
from triptych.store.verify import verify

SETTINGS = "lock_wait = 1.0\n[model]\ntimeout = 1.0\nretries = 1\n"
"""With little patience, so that what is held against its deadline has a short one."""
STEPS = 14
"""Calls that come one after another in a small run, at most, with one repair."""
A_CALL = 4.5
"""Seconds of a call that fails: two requests of a second each, and the pause between them."""
DEADLINE = STEPS * A_CALL + 15
"""Seconds; the rest is for reading pages and for the machine."""
_OURS = re.compile(r"internal:|Traceback|^error: \w+(Error|Exception): ", re.MULTILINE)
_REASON = ("Gave up: ", "could not bear", "stopped early", "could not be read")


@dataclass(frozen=True)
class Faulted:
    """A run around which something went wrong."""

    fault: str
    ended: Ended
    faults: tuple[str, ...]
    """What is wrong with its archive."""

    @property
    def outcome(self) -> str:
        """How it ended, in a word or two."""
        if self.ended.code == ExitCode.DONE:
            return "part" if any(one in self.ended.out for one in _REASON) else "memo"
        return f"exit {self.ended.code}"

    def wrongs(self) -> list[str]:
        """What may not be, in words; nothing where all is as it should be."""
        told = [line for line in self.ended.err.splitlines() if line.startswith("error: ")]
        known = self.ended.code in set(ExitCode)
        checks = {
            f"it ended with {self.ended.code}: {self.ended.err}": not known,
            f"not one line says why: {self.ended.err}": self.ended.code not in (0, 130) and len(told) != 1,
            "it has no memo": self.ended.code == 0 and not self.ended.out.startswith("# "),
            f"a fault of ours: {self.ended.err}": bool(_OURS.search(self.ended.err)),
            f"its archive: {self.faults}": bool(self.faults),
            f"it took {self.ended.seconds:.0f} s": self.ended.seconds > DEADLINE,
        }
        return [what for what, so in checks.items() if so]


def faulted(outside: World, home: Path, fault: str, seed: int, line: Sequence[str] = ()) -> Faulted:
    """Do a small run around which something goes wrong.

    Args:
        outside: its outside.
        home: where; it is made.
        fault: one of `FAULTS`.
        seed: of when it strikes.
        line: the run's command line, where it is not that of a small one.
    """
    made(outside, home)
    (home / "config.toml").write_text(SETTINGS, "utf-8")
    outside.turn += 1
    key = f"sk-faulted-{outside.turn}"
    struck = FAULTS[fault](outside, home, key, random.Random(seed))
    with struck.meanwhile():
        process = start(
            home, *(line or outside.small), environment=outside.environment(key), deed=struck.deed
        )
        try:
            ended = process.wait(2 * DEADLINE)
        except TimeoutError:
            ended = Ended(-1, "", process.told(), 2 * DEADLINE)
    home.chmod(0o700)
    archive = Archive(home / "archive.duckdb")
    return Faulted(fault, ended, verify(archive).faults if archive.path.exists() else ())


def plan(runs: int, seed: int) -> Iterator[tuple[str, int]]:
    """Fault and seed of each of so many runs: every fault in turn, the same each time."""
    chance = random.Random(seed)
    names = list(FAULTS)
    for number in range(runs):
        yield names[number % len(names)], chance.randrange(1_000_000)


def main() -> int:
    """Do the runs and print what came of each fault; 1 where anything may not be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults")
    parser.add_argument("--runs", type=int, default=200, metavar="N", help="how many (200)")
    parser.add_argument("--seed", type=int, default=5, help="of which strikes when (5)")
    given = parser.parse_args()
    began = time.monotonic()
    found: dict[str, list[Faulted]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as place, world(Path(place) / "web") as outside:
        for number, (fault, seed) in enumerate(plan(given.runs, given.seed)):
            one = faulted(outside, Path(place) / f"run-{number}", fault, seed)
            found[fault].append(one)
            for wrong in one.wrongs():
                print(f"{fault}, seed {seed}: {wrong}", flush=True)
    print(f"{'fault':38} {'runs':>4} {'memo':>5} {'part':>5}  {'otherwise':28} {'slowest':>9}")
    for fault, runs in found.items():
        print(_row(fault, runs))
    wrongs = sum(bool(one.wrongs()) for runs in found.values() for one in runs)
    print(f"{given.runs} runs, {wrongs} not as they should be; {time.monotonic() - began:.0f} s")
    return 1 if wrongs else 0


def _row(fault: str, runs: list[Faulted]) -> str:
    outcomes = [one.outcome for one in runs]
    others = sorted({one for one in outcomes if one.startswith("exit")})
    told = ", ".join(f"{outcomes.count(one)} {one}" for one in others)
    slowest = max(one.ended.seconds for one in runs)
    memo, part = outcomes.count("memo"), outcomes.count("part")
    return f"{fault:38} {len(runs):4} {memo:5} {part:5}  {told:28} {slowest:7.1f} s"


if __name__ == "__main__":
    sys.exit(main())

"""How long the commands take that a user of a large archive waits for, each as a process of its own.

Wall time depends on what else runs; the seconds of a processor that a command uses hardly do, so that both are given.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.measure import TRIPTYCH, Spent
from triptych.store import memos
from triptych.store.archive import Archive

TIMES = 9
SEARCHES = (
    ("memory",),
    ("memory", "bandwidth"),
    ('"memory bandwidth"',),
    ("inferen*",),
    ("margin", "--persona", "investor", "--in", "claims"),
    ("price", "--verdict", "supported", "--since", "2026-01-01"),
)
COUNTS = ("select verdict, count(*) from claims group by verdict", "select count(*) from memos")
OF_ONE = "select persona, text, verdict from claims where memo_id = '{memo}'"


@dataclass(frozen=True)
class Taken:
    """What the runs of one command took, in seconds."""

    name: str
    wall: tuple[float, ...]
    processor: tuple[float, ...]

    def line(self, beside: "Taken", goal: float | None = None) -> str:
        """Minimum, median and maximum, the ratio of the processor's medians, and whether the goal is reached."""
        ratio = median(self.processor) / median(beside.processor)
        wall = f"{min(self.wall):7.3f} {median(self.wall):7.3f} {max(self.wall):7.3f} s"
        told = (
            "" if goal is None else f"   < {goal:g} s: {'reached' if median(self.wall) < goal else 'MISSED'}"
        )
        return f"{self.name:52} {wall}  {median(self.processor):6.3f} s {ratio:6.1f} x{told}"


def commands(archive: Archive, times: int = TIMES) -> list[str]:
    """The table, a line each; ratios are to a bare interpreter."""
    env = os.environ | {"TRIPTYCH_HOME": str(archive.path.parent), "TRIPTYCH_ARCHIVE": ""}
    bare = _taken("python -c pass", (sys.executable, "-c", "pass"), times, env)
    lines = [f"{'':52} {'min':>7} {'median':>7} {'max':>7} wall  processor  ratio", bare.line(bare)]
    for words, goal in _asked(archive):
        name = f"triptych {' '.join(words)}"
        if _works((*TRIPTYCH, *words), env):
            lines.append(_taken(name[:52], (*TRIPTYCH, *words), times, env).line(bare, goal))
        else:
            lines.append(f"{name[:52]:52} does not work")
    return lines


def _asked(archive: Archive) -> list[tuple[tuple[str, ...], float | None]]:
    """The commands and the seconds that each may take."""
    rows = memos.listing(archive, 1_000_000)
    middle = rows[len(rows) // 2].id
    return [
        (("--version",), None),
        (("memos", "list"), 0.6),
        *((("memos", "search", *search), 0.6) for search in SEARCHES),
        (("memos", "show", "latest"), 0.4),
        (("memos", "show", middle), 0.4),
        *((("sql", query), None) for query in (*COUNTS, OF_ONE.format(memo=middle))),
    ]


def _works(command: Sequence[str], env: dict[str, str]) -> bool:
    return subprocess.run(command, capture_output=True, env=env).returncode == 0


def _taken(name: str, command: Sequence[str], times: int, env: dict[str, str]) -> Taken:
    """After one run that is not counted."""
    runs = [_once(command, env) for _ in range(times + 1)][1:]
    return Taken(name, tuple(one.wall for one in runs), tuple(one.processor for one in runs))


def _once(command: Sequence[str], env: dict[str, str]) -> Spent:
    before, start = _used(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=env)
    return Spent(time.perf_counter() - start, _used() - before)


def _used() -> float:
    """Seconds of a processor that the children which ended have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print the table for the archive in a folder."""
    print("\n".join(commands(Archive(Path(sys.argv[1]) / "archive.duckdb", wait=60))))


if __name__ == "__main__":
    main()

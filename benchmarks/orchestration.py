"""What the orchestration of a run adds to the calls that it makes, against servers whose answers take a fixed time.

    python -m benchmarks.orchestration [--peer PYTHON] [--model SECONDS] [--repeats N] [--quick]

PYTHON is one in whose environment `open-deep-research` is installed; it is measured beside, in the same session. Prints
minimum, median and maximum of a few repeats, and which goals were missed; `--quick` shows in seconds that it works, and
`--model 5` what it is with models that take their time.
"""

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from benchmarks import orchestration_calls as calls
from benchmarks.orchestration_path import by_step, chain, critical_path, leanest_path
from benchmarks.orchestration_runs import Took, request, runs
from benchmarks.orchestration_servers import MODEL_SECONDS, SEARCH_SECONDS, Servers, serving
from triptych.cli import ALLOCATIONS
from triptych.graphs.keeping.file import KeptFile
from triptych.store.archive import Archive

PATH_GOAL, LINEAR_GOAL, CALL_GOAL, KEEPING_GOAL = 1.10, 0.85, 8.0, 1.05
_HEAD = f"{'':46} {'min':>7} {'median':>7} {'max':>7}"


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    model: float = MODEL_SECONDS
    search: float = SEARCH_SECONDS
    repeats: int = 3
    at_once: tuple[int, ...] = (8, 50)
    calls: int = 200
    events: int = 100_000
    small: bool = False


FULL = Size()
QUICK = Size(0.05, 0.02, repeats=1, at_once=(2,), calls=16, events=0, small=True)


class Bench:
    """One session of measuring.

    Args:
        servers: the outside.
        folder: for archives.
        size: how much is measured.
    """

    def __init__(self, servers: Servers, folder: Path, size: Size) -> None:
        self.servers, self.folder, self.size = servers, folder, size
        self.missed: list[str] = []

    def one_run(self) -> Took:
        """One run after another, each once with all that it keeps and once without; the last that kept."""
        self._runs(1)  # libraries load, and pages come into the cache
        pairs = [(self._runs(1), self._runs(1, lasting=False)) for _ in range(self.size.repeats)]
        kept, last = [took for took, _ in pairs], pairs[-1][0]
        _row("one run, seconds", [took.wall for took in kept])
        _row("its critical path, seconds", [critical_path(took.asked) for took in kept])
        _row("  if a branch asked the like side by side", [leanest_path(took.asked) for took in kept])
        ratios = [took.wall / critical_path(took.asked) for took in kept]
        self._row("wall time to critical path", ratios, PATH_GOAL)
        own = [(took.wall - took.queued) / critical_path(took.asked) for took in kept]
        _row("  less its waits for a processor", own)
        self._row("with all that is kept to without", [a.wall / b.wall for a, b in pairs], KEEPING_GOAL)
        _row("  the same in seconds of a processor", [a.processor / b.processor for a, b in pairs])
        _row("a run, ms of a processor for each call", [1000 * t.processor / t.calls for t in kept])
        steps = ", ".join(f"{name} {seconds:.2f}" for name, seconds in by_step(last.asked).items())
        print(f"  {last.calls} calls, {last.events} events; the path by step: {steps}")
        return last

    def one_call(self) -> None:
        """What a call takes of a processor, with no latency to wait for."""
        with serving(0, 0) as servers:
            whole = [calls.whole(servers, self._file(n), self.size.calls) for n in range(self.size.repeats)]
            bare = [calls.bare(servers, self.size.calls) for _ in range(self.size.repeats)]
        self._row("a call by itself, ms of a processor", whole, CALL_GOAL)
        _row("  ChatOpenAI alone, asked the same", bare)

    def at_once(self, one: Took) -> None:
        """Many runs at once in this process."""
        for number in self.size.at_once:
            took = self._runs(number)
            name = f"{number} runs at once, of linear (once)"
            ratio = one.wall / took.wall
            _row(name, [ratio])
            if number == max(self.size.at_once) and ratio < LINEAR_GOAL:
                self.missed.append(f"{name}: {ratio:.2f}, goal {LINEAR_GOAL}")
            print(
                f"  {took.wall:.1f} s by the clock, {took.processor:.1f} of a processor, {took.calls} calls"
            )

    def peer(self, python: str) -> None:
        """Open Deep Research in the same session."""
        with _peer(python, self.servers) as peer:
            peer.runs(1)
            ones = [peer.runs(1) for _ in range(self.size.repeats)]
            _row("Open Deep Research: one run, seconds", [took.wall for took in ones])
            _row("  wall time to its longest chain of calls", [t.wall / chain(t.asked) for t in ones])
            _row("  ms of a processor for each call", [1000 * t.processor / t.calls for t in ones])
            print(f"  {ones[-1].calls} calls")
            for number in self.size.at_once:
                took = peer.runs(number)
                _row(f"  {number} runs at once, of linear (once)", [ones[-1].wall / took.wall])

    def events(self) -> None:
        """A day's worth of events in a process of its own."""
        if self.size.events:
            module = "benchmarks.orchestration_events"
            subprocess.run([sys.executable, "-m", module, "--events", str(self.size.events)], check=True)

    def _runs(self, number: int, lasting: bool = True) -> Took:
        asked = [replace(request(self.servers, self.size.small), lasting=lasting) for _ in range(number)]
        return runs(self.servers, Archive(self.folder / "archive.duckdb", wait=120), asked)

    def _file(self, number: int) -> KeptFile:
        return KeptFile(self.folder / f"answers-{number}.sqlite", "bench")

    def _row(self, name: str, values: Sequence[float], most: float) -> None:
        _row(name, values)
        if median(values) > most:
            self.missed.append(f"{name}: {median(values):.2f}, goal {most}")


class _Peer:
    def __init__(self, child: "subprocess.Popen[str]", servers: Servers) -> None:
        self._child, self._servers = child, servers

    def runs(self, number: int) -> Took:
        assert self._child.stdin
        assert self._child.stdout
        self._servers.taken()
        self._child.stdin.write(f"{number}\n")
        self._child.stdin.flush()
        wall, processor = json.loads(self._child.stdout.readline())
        return Took(wall, processor, self._servers.taken(), events=0)


@contextmanager
def _peer(python: str, servers: Servers) -> Iterator[_Peer]:
    script = Path(__file__).with_name("orchestration_peer.py")
    pipe = subprocess.PIPE
    line = [python, str(script), servers.models, servers.web]
    with subprocess.Popen(line, stdin=pipe, stdout=pipe, encoding="utf-8") as child:
        yield _Peer(child, servers)
        assert child.stdin
        child.stdin.close()


def _row(name: str, values: Sequence[float]) -> None:
    print(f"{name:46} {min(values):7.2f} {median(values):7.2f} {max(values):7.2f}", flush=True)


def measure(size: Size, peer: str | None) -> list[str]:
    """Measure and print; the goals that were missed."""
    with tempfile.TemporaryDirectory() as home, serving(size.model, size.search) as servers:
        os.environ["TRIPTYCH_HOME"] = home
        bench = Bench(servers, Path(home), size)
        print(_HEAD)
        one = bench.one_run()
        bench.one_call()
        if peer:
            bench.peer(peer)
        bench.at_once(one)
        bench.events()
    return bench.missed


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.orchestration")
    parser.add_argument("--peer", metavar="PYTHON", help="one that has open-deep-research, to measure beside")
    parser.add_argument("--quick", action="store_true", help="small runs and short latencies, once")
    parser.add_argument("--model", type=float, help=f"seconds that a model takes ({FULL.model})")
    parser.add_argument("--repeats", type=int, help=f"how often one run is measured ({FULL.repeats})")
    given = parser.parse_args(arguments)
    slower = {name: value for name in ("model", "repeats") if (value := getattr(given, name)) is not None}
    if given.quick and slower:
        parser.error("--quick has its own --model and --repeats")
    size = QUICK if given.quick else replace(FULL, **slower)
    before = gc.get_threshold()
    gc.set_threshold(ALLOCATIONS)  # as the command does for whatever it runs
    try:
        missed = measure(size, given.peer)
    finally:
        gc.set_threshold(*before)
    for line in missed:
        print(f"missed: {line}")


if __name__ == "__main__":
    main()

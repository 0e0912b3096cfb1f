"""A day's worth of events through one process, and what it holds in memory meanwhile.

    python -m benchmarks.orchestration_events [--events 100000]

Small runs follow each other on one archive, with a scripted model that streams letter by letter; nothing is asked
by HTTP. Prints megabytes after each tenth: of the process, and of what Python holds.
"""

import argparse
import asyncio
import gc
import os
import resource
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from benchmarks.orchestration_runs import IDEA
from triptych.agents.doubles import panelist
from triptych.agents.doubles.scripted import said
from triptych.agents.models.base import Completion, Message, Structure, Told
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.graphs import runner
from triptych.graphs.events import Event
from triptych.graphs.request import Request
from triptych.graphs.setup import Outside, Setup
from triptych.store.archive import Archive

EVENTS = 100_000
TENTHS = 10


class _Streaming:
    """The panelist, which tells its prose letter by letter."""

    name, endpoint = "double", "script"

    async def complete(
        self,
        messages: tuple[Message, ...],
        *,
        max_tokens: int,
        structure: Structure | None = None,
        told: Told | None = None,
    ) -> Completion:
        text = panelist.scripted(messages, structure)
        for letter in text if told else "":
            assert told
            told(letter)
            await asyncio.sleep(0)
        return said(text, messages)

    async def close(self) -> None:
        """Nothing is open."""


def day(archive: Archive, events: int, tell: Callable[[int, float, float], None]) -> int:
    """Do runs until they have told so many events; how many it took.

    Args:
        archive: where they write.
        events: how many at least.
        tell: told the events so far and the megabytes of the process and of Python, after each tenth.
    """
    seen = runs = 0
    setup = Setup(endpoints=Endpoints(Endpoint("double")), keep_calls=False)
    request = Request(IDEA, ("engineer",), rounds=0, questions=2, setup=setup)

    def heard(event: Event) -> None:
        nonlocal seen
        seen += 1

    asyncio.run(runner.follow(request, archive, lambda event: None, Outside(lambda endpoint: _Streaming())))
    tracemalloc.start()
    for tenth in range(1, TENTHS + 1):
        while seen < events * tenth / TENTHS:
            asyncio.run(runner.follow(request, archive, heard, Outside(lambda endpoint: _Streaming())))
            runs += 1
        tell(seen, _resident(), _held())
    tracemalloc.stop()
    return runs


def _resident() -> float:
    """Megabytes of the process in memory."""
    gc.collect()
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def _held() -> float:
    return tracemalloc.get_traced_memory()[0] / 1e6


def main() -> None:
    """Print a line for each tenth."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.orchestration_events")
    parser.add_argument("--events", type=int, default=EVENTS, help=f"how many ({EVENTS:,})")
    given = parser.parse_args()
    print(f"{'events':>10} {'process':>9} {'Python':>9}   MB")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TRIPTYCH_HOME"] = folder
        runs = day(Archive(Path(folder) / "archive.duckdb"), given.events, _line)
    print(f"{runs} runs")


def _line(events: int, process: float, python: float) -> None:
    print(f"{events:10,} {process:9.1f} {python:9.1f}", flush=True)


if __name__ == "__main__":
    main()

"""Five processes at one archive: one writes, one polls as an interface does, three search and ask in SQL; all is timed.

    python -m benchmarks.together FOLDER [--memos 200]

FOLDER is one of `benchmarks.many`; what is written goes to a copy of it. Ends with 1 where anything fails, anything is
lost, or anybody waits for longer than the goal.
"""

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import TypeVar

from benchmarks.many import MEMOS, archive_of, copied
from benchmarks.many_memos import made
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.search.hits import Filters
from triptych.store.sql.query import run_query
from triptych.store.verify import verify

ASKERS = 3
POLL_SECONDS = 0.1
GOAL_SECONDS = 2.0
WORDS = (
    "memory bandwidth",
    '"gross margin"',
    "inferen*",
    "price of tokens",
    "data centre power",
    "export controls",
)
STATEMENTS = (
    "select count(*) from memos",
    "select verdict, count(*) from claims group by verdict",
    "select publisher, count(*) from sources group by publisher order by 2 desc limit 5",
)
Got = TypeVar("Got")


@dataclass(frozen=True)
class Together:
    """What came of it."""

    published: frozenset[str]
    """Ids of the memos of which the writer was told that they are published."""
    spent: Mapping[str, Sequence[float]]
    """Seconds of each operation by kind: `write`, `list`, `show`, `search`, `sql`."""
    errors: tuple[str, ...]
    """What processes that failed, or complained, said."""

    @property
    def slowest(self) -> float:
        """The longest that anybody waited, in seconds."""
        return max(max(seconds) for seconds in self.spent.values())

    def lines(self) -> list[str]:
        """A line for each kind."""
        head = f"{'':8} {'times':>6} {'min':>7} {'median':>7} {'max':>7}"
        return [head, *(_line(kind, seconds) for kind, seconds in sorted(self.spent.items()))]


def together(archive: Archive, count: int, askers: int = ASKERS) -> Together:
    """Write `count` memos into an archive while others read it; they begin before the writer, and end after it."""
    with ExitStack() as running:
        poller = _started(running, "poll", archive, count)
        readers = [poller, *(_started(running, "ask", archive, number) for number in range(askers))]
        ended = [_ended(child) for child in (_started(running, "write", archive, count), *readers)]
    told = [line for lines, _ in ended for line in lines]
    spent: dict[str, list[float]] = {}
    for kind, value in told:
        if kind != "published":
            spent.setdefault(kind, []).append(float(value))
    published = frozenset(value for kind, value in told if kind == "published")
    return Together(published, spent, tuple(error for _, error in ended if error))


def _started(running: ExitStack, task: str, archive: Archive, number: int) -> "subprocess.Popen[str]":
    """A child process that is ready to begin; killed at the end of `running` if it has not ended."""
    line = [
        sys.executable,
        "-m",
        "benchmarks.together",
        str(archive.path),
        "--task",
        task,
        "--memos",
        str(number),
    ]
    pipe = subprocess.PIPE
    child = running.enter_context(
        subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8")
    )
    running.callback(child.kill)
    if child.stdout is None or child.stdout.readline() != "ready\n":
        raise SystemExit(child.communicate()[1])
    return child


def _ended(child: "subprocess.Popen[str]") -> tuple[list[list[str]], str]:
    """What a child told, and what it complained of; a reader ends with its input."""
    out, err = child.communicate()
    return [row.split("\t") for row in out.splitlines()], err or (
        f"ended with {child.returncode}" if child.returncode else ""
    )


def _line(kind: str, seconds: Sequence[float]) -> str:
    return f"{kind:8} {len(seconds):6} {min(seconds):7.3f} {median(seconds):7.3f} {max(seconds):7.3f} s"


def _timed(kind: str, work: Callable[[], Got]) -> Got:
    """Do it, and tell how many seconds it took."""
    start = time.perf_counter()
    got = work()
    print(kind, time.perf_counter() - start, sep="\t", flush=True)
    return got


def _write(archive: Archive, count: int) -> None:
    there = len(memos.listing(archive, 1_000_000))
    ready = [made(number, there + count) for number in range(there, there + count)]
    print("ready", flush=True)
    for one in ready:
        _timed("write", partial(memos.publish, archive, one.dossier, one.run))
        print("published", one.dossier.memo.id, sep="\t", flush=True)


def _poll(archive: Archive, count: int) -> None:
    """List and show the newest memo ten times a second, as an interface does; no memo that was listed may be gone."""
    seen: set[str] = set()
    print("ready", flush=True)
    for _ in _until_told():
        listed = _timed("list", partial(memos.listing, archive, count + 1))
        _timed("show", partial(memos.load, archive, listed[0].id))
        now = {row.id for row in listed}
        assert len(seen - now) <= len(now - seen), f"gone: {seen - now}"
        seen = now
        time.sleep(POLL_SECONDS)


def _ask(archive: Archive, number: int) -> None:
    """Search and ask in SQL by turns; the number says where to begin."""
    from triptych.store.search.search import ArchiveSearch

    search = ArchiveSearch(archive)
    words, statements = islice(cycle(WORDS), number, None), islice(cycle(STATEMENTS), number, None)
    print("ready", flush=True)
    for _ in _until_told():
        _timed("search", partial(search.search, next(words), Filters(), 20))
        _timed("sql", partial(_queried, archive, next(statements)))


def _queried(archive: Archive, statement: str) -> None:
    """As the interface asks: by a child process for each query."""
    assert run_query(archive, statement).rows, statement


def _until_told() -> Iterator[None]:
    """Again and again until the input ends, and once at least."""
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    yield
    while not ended.is_set():
        yield
    waiting.join()  # one that is still there when Python ends keeps others from being taken down


def main() -> None:
    """Print how long each kind of operation took, and whether anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.together")
    parser.add_argument("folder", type=Path, help="of an archive of benchmarks.many, or where to make one")
    parser.add_argument("--memos", type=int, default=200, help="how many to write (200)")
    parser.add_argument("--of", type=int, default=MEMOS, help=f"how many there are before ({MEMOS})")
    parser.add_argument("--task", choices=_TASKS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.task:
        _TASKS[given.task](Archive(given.folder, wait=60), given.memos)
    else:
        _whole(archive_of(given.folder, given.of), given.memos)


_TASKS = {"write": _write, "poll": _poll, "ask": _ask}


def _whole(original: Archive, count: int) -> None:
    with tempfile.TemporaryDirectory(dir=original.path.parent) as folder:
        archive = copied(original, Path(folder))
        before = len(memos.listing(archive, 1_000_000))
        found = together(archive, count)
        rows = {row.id for row in memos.listing(archive, 1_000_000)}
        faults = verify(archive).faults
    lost = len(found.published - rows) + before + count - len(rows)
    print("\n".join(found.lines()))
    print(
        f"errors {len(found.errors)}, lost {lost}, faults {len(faults)}, longest wait {found.slowest:.2f} s"
    )
    for error in found.errors:
        print(error)
    if found.errors or lost or faults or found.slowest > GOAL_SECONDS:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

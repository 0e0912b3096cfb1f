"""How fast memos are published: one more into a large archive, and many into a small one by one process and by four."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.many import copied
from benchmarks.many_memos import made
from benchmarks.measure import Spent, row, spent
from triptych.graphs.request import Request
from triptych.graphs.runner import run
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.runs import load_run
from triptych.store.search.search import ArchiveSearch
from triptych.store.verify import verify

MORE = 60
EACH = 50
WRITERS = 4


def one_more(archive: Archive, times: int = MORE) -> list[str]:
    """The seconds that it takes to publish a memo, to bring the search up to date with it, and both; in a copy."""
    there = len(memos.listing(archive, 1_000_000))
    ready = [made(number, there + times) for number in range(there, there + times)]
    with tempfile.TemporaryDirectory(dir=archive.path.parent) as folder:
        copy = copied(archive, Path(folder))
        search = ArchiveSearch(copy)
        published, updated = [], []
        for one in ready:
            published.append(spent(partial(memos.publish, copy, one.dossier, one.run)))
            updated.append(spent(search.update))
    both = [(a.wall + b.wall, a.processor + b.processor) for a, b in zip(published, updated, strict=True)]
    return [
        f"{f'one more memo after {there:,}, {times} times':42} {'min':>7} {'median':>7} {'max':>7} wall  processor",
        _row("publish", published),
        _row("bring the search up to date", updated),
        _row("both", [Spent(*pair) for pair in both]),
    ]


def _row(name: str, those: Sequence[Spent]) -> str:
    return f"{row(name, [one.wall for one in those])}  {median(one.processor for one in those):6.3f} s"


def many(each: int = EACH, writers: int = WRITERS) -> list[str]:
    """Memos a second by one process, and by several beside a reader; none may be lost."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.duckdb"
        original = asyncio.run(_made(Archive(path)))
        alone = _timed(path, original, ["alone"], each, reading=False)
        together = _timed(path, original, [f"w{n}" for n in range(writers)], each, reading=True)
        found = verify(Archive(path))
    rate = writers * each / together
    return [
        f"1 writer                      {each / alone:6.1f} memos/s",
        f"{writers} writers and a reader        {rate:6.1f} memos/s   {rate / (each / alone):5.2f} x one writer",
        f"published {1 + each + writers * each}, found {found.memos}, faults {len(found.faults)}",
    ]


async def _made(archive: Archive) -> str:
    memo = ""
    async for event in run(Request(idea="the LLM inference stack"), archive):
        memo = getattr(event, "memo", None) or memo
    return memo


def _timed(path: Path, original: str, names: list[str], each: int, reading: bool) -> float:
    start = time.perf_counter()
    writers = [_child("write", path, original, name, each) for name in names]
    reader = _child("read", path, original, "", each) if reading else None
    failed = [w.args for w in writers if w.wait()]
    spent = time.perf_counter() - start
    if reader:
        reader.terminate()
        reader.wait()
    if failed:
        raise SystemExit(f"a writer failed: {failed}")
    return spent


def _child(task: str, path: Path, original: str, name: str, each: int) -> subprocess.Popen[bytes]:
    line = [sys.executable, "-m", "benchmarks.archive_writing", task, str(path), original, name, str(each)]
    return subprocess.Popen(line)


def _write(archive: Archive, original: str, name: str, each: int) -> None:
    dossier = memos.load(archive, original)
    first = load_run(archive, original)
    for number in range(each):
        key = f"{name}-{number:04}"
        memo = dossier.memo.model_copy(update={"id": key, "run": key})
        copy = dossier.model_copy(update={"memo": memo})
        memos.publish(archive, copy, first.model_copy(update={"id": key}))


def _read(archive: Archive) -> None:
    while True:
        memos.listing(archive)


def child(task: str, path: str, original: str, name: str, each: str) -> None:
    """What a child process does: `write` its share of memos, or `read` until it is ended."""
    archive = Archive(Path(path), wait=120)
    if task == "write":
        _write(archive, original, name, int(each))
    else:
        _read(archive)


if __name__ == "__main__":
    child(*sys.argv[1:])

"""Memos published each second into one archive: by one process, and by four beside a reader; none may be lost.

    python -m benchmarks.archive

The memo is a real one, made first on the starter collection; each process publishes copies of it.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from triptych.graphs.runner import Request, run
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.runs import load_run
from triptych.store.verify import verify

EACH = 50
WRITERS = 4


def main() -> None:
    """Print the figures of one writer and of four with a reader, and what the archive holds then."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.duckdb"
        original = asyncio.run(_made(Archive(path)))
        alone = _timed(path, original, ["alone"], reading=False)
        together = _timed(path, original, [f"w{n}" for n in range(WRITERS)], reading=True)
        found = verify(Archive(path))
        print(f"1 writer                      {EACH / alone:6.1f} memos/s")
        print(f"{WRITERS} writers and a reader        {WRITERS * EACH / together:6.1f} memos/s", end="")
        print(f"   {WRITERS * EACH / together / (EACH / alone):5.2f} x one writer")
        print(f"published {1 + EACH + WRITERS * EACH}, found {found.memos}, faults {len(found.faults)}")


async def _made(archive: Archive) -> str:
    memo = ""
    async for event in run(Request(idea="the LLM inference stack"), archive):
        memo = getattr(event, "memo", None) or memo
    return memo


def _timed(path: Path, original: str, names: list[str], reading: bool) -> float:
    start = time.perf_counter()
    writers = [_child("write", path, original, name) for name in names]
    reader = _child("read", path, original, "") if reading else None
    failed = [w.args for w in writers if w.wait()]
    spent = time.perf_counter() - start
    if reader:
        reader.terminate()
        reader.wait()
    if failed:
        raise SystemExit(f"a writer failed: {failed}")
    return spent


def _child(task: str, path: Path, original: str, name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "benchmarks.archive", task, str(path), original, name])


def _write(archive: Archive, original: str, name: str) -> None:
    dossier = memos.load(archive, original)
    first = load_run(archive, original)
    for number in range(EACH):
        key = f"{name}-{number:04}"
        memo = dossier.memo.model_copy(update={"id": key, "run": key})
        copy = dossier.model_copy(update={"memo": memo})
        memos.publish(archive, copy, first.model_copy(update={"id": key}))


def _read(archive: Archive) -> None:
    while True:
        memos.listing(archive)


def child(task: str, path: str, original: str, name: str) -> None:
    """What a child process does: `write` its share of memos, or `read` until it is ended."""
    archive = Archive(Path(path), wait=120)
    if task == "write":
        _write(archive, original, name)
    else:
        _read(archive)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(*sys.argv[1:])
    else:
        main()

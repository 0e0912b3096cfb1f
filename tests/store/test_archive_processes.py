"""Several processes on one archive: nothing acknowledged is ever lost."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.verify import verify

_WRITER = Path(__file__).with_name("archive_writer.py")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """One whose file is made by its first session."""
    return Archive(tmp_path / "archive.duckdb", wait=5.0)


@pytest.fixture
def template(tmp_path: Path, make: ModuleType) -> Path:
    path = tmp_path / "template.jsonl"
    path.write_text(f"{make.dossier().model_dump_json()}\n{make.run().model_dump_json()}", encoding="utf-8")
    return path


def _child(task: str, archive: Archive, template: Path, name: str, count: int) -> subprocess.Popen[str]:
    arguments = [task, str(archive.path), str(template), name, str(count)]
    return subprocess.Popen(
        [sys.executable, str(_WRITER), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _finished(child: subprocess.Popen[str]) -> list[str]:
    out, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    return out.split()[1:]


def test_four_writers_and_a_reader_lose_nothing(archive: Archive, template: Path) -> None:
    reader = _child("read", archive, template, "reader", 0)
    writers = [_child("write", archive, template, name, 5) for name in ("A", "B", "C", "D")]
    acknowledged = [key for writer in writers for key in _finished(writer)]
    (polls,) = _finished(reader)
    assert len(acknowledged) == 20
    assert {row.id for row in memos.listing(archive, limit=1000)} == set(acknowledged)
    assert int(polls) > 0
    found = verify(archive)
    assert (found.memos, found.faults) == (20, ())


def test_a_kill_in_the_middle_of_writing_loses_nothing_acknowledged(archive: Archive, template: Path) -> None:
    acknowledged: list[str] = []
    for attempt in range(3):
        child = _child("write", archive, template, f"K{attempt}", 1000)
        assert child.stdout is not None
        for _ in range(3 + 2 * attempt):
            acknowledged.append(child.stdout.readline().strip())
        child.kill()
        acknowledged += child.communicate()[0].split()
        acknowledged.remove("ready")
    found = {row.id for row in memos.listing(archive, limit=10_000)}
    assert set(acknowledged) <= found
    # The one in flight may have been committed without a word of it.
    assert len(found) <= len(acknowledged) + 3
    assert verify(archive).faults == ()

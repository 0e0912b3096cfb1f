"""What the tests of SQL share: an archive with two memos that nobody changes, and when it is held by a query."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from filelock import FileLock, Timeout

from triptych.store import memos
from triptych.store.archive import Archive

Held = Callable[[], None]


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory, make: ModuleType) -> Archive:
    """An archive for reading only."""
    archive = Archive(tmp_path_factory.mktemp("asked") / "archive.duckdb", wait=20.0)
    memos.publish(archive, make.dossier(), make.run())
    memos.publish(archive, make.dossier("MEMO-0002", "RUN-0002"), make.run("RUN-0002"))
    return archive


@pytest.fixture
def until_held(asked: Archive) -> Held:
    """Wait until some process holds the archive."""

    def wait() -> None:
        pause = threading.Event()
        for _ in range(2000):
            try:
                with FileLock(f"{asked.path}.lock", timeout=0):
                    pause.wait(0.01)
            except Timeout:
                return
        raise AssertionError("nobody took the archive")

    return wait


@pytest.fixture
def unharmed(asked: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test runs in an empty folder; afterwards that is empty still, and the archive the same to the byte."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    before, beside = _digest(asked.path), sorted(asked.path.parent.iterdir())
    yield
    assert list(here.iterdir()) == []
    assert sorted(asked.path.parent.iterdir()) == beside
    assert _digest(asked.path) == before


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

"""What the tests of the command line share: a home with the starter collection, and two ways to call `triptych`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from triptych.agents.sources.library import Library
from triptych.commands.root import app
from triptych.store.archive import Archive

IDEA = "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?"
COMMAND = (sys.executable, "-m", "triptych.cli")

Invoke = Callable[..., Result]
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose library holds the starter collection, to be copied."""
    home = tmp_path_factory.mktemp("stocked")
    library = Library(Archive(home / "archive.duckdb"))
    library.ensure_starter()
    library.ready()
    return home


@pytest.fixture(scope="session")
def finished(
    stocked: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """One run of the default panel by a process of its own: its home, for reading only, and what it said."""
    home = shutil.copytree(stocked, tmp_path_factory.mktemp("finished") / "home")
    line = [*COMMAND, "run", IDEA]
    # Not where the tests were started: there may be a developer's `.env`.
    done = subprocess.run(line, capture_output=True, encoding="utf-8", env=_environment(home), cwd=home)
    return home, done


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home where nothing is yet, in use for the length of the test."""
    home = tmp_path / "home"
    home.mkdir()
    return _used(home, monkeypatch)


@pytest.fixture
def home(stocked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the starter collection, in use for the length of the test."""
    return _used(shutil.copytree(stocked, tmp_path / "home"), monkeypatch)


@pytest.fixture
def memo_home(
    finished: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A home with one memo, in use for the length of the test."""
    return _used(shutil.copytree(finished[0], tmp_path / "home"), monkeypatch)


@pytest.fixture
def triptych() -> Invoke:
    """Call the command line in this process: `triptych("memos", "list")`."""

    def invoke(*args: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, args, input=stdin)

    return invoke


@pytest.fixture
def start() -> Start:
    """Start the command line as a process of its own, both streams in pipes."""

    def popen(*args: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | environment,
            encoding="utf-8",
            cwd=os.environ["TRIPTYCH_HOME"] if os.path.isdir(os.environ["TRIPTYCH_HOME"]) else None,
        )

    return popen


def _used(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in _environment(home).items():
        monkeypatch.setenv(name, value)
    for name in ("TRIPTYCH_ARCHIVE", "TRIPTYCH_DEBUG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return home


def _environment(home: Path) -> dict[str, str]:
    left_out = ("TRIPTYCH_ARCHIVE", "TRIPTYCH_DEBUG", "NO_COLOR", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return kept | {"TRIPTYCH_HOME": str(home), "PYTHONUTF8": "1"}

"""What the tests of the command line share: a home with the starter collection, and two ways to call `triptych`."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from triptych.agents.sources.library import Library
from triptych.commands.root import app
from triptych.store import library as shelf
from triptych.store.archive import Archive
from triptych.store.engines import Config, Engines

IDEA = "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?"
COMMAND = (sys.executable, "-m", "triptych.cli")
FEW = (
    "https://a16z.com/",
    "https://arxiv.org/abs/22",
    "https://blog.vllm.ai/",
    "https://developer.nvidia.com/",
    "https://epoch.ai/",
    "https://github.com/NVIDIA/",
    "https://newsletter.semianalysis.com/p/the-great",
    "https://nvidianews.nvidia.com/",
    "https://paralleliq.ai/",
    "https://stratechery.com/",
    "https://www.caprelay.com/",
    "https://www.latent.space/",
    "https://www.theinformation.com/",
)
"""The beginnings of the addresses of some documents that bear on the ideas of these tests."""

Invoke = Callable[..., Result]
Start = Callable[..., subprocess.Popen[str]]
Shared = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session", autouse=True)
def _prepared_once() -> Iterator[None]:
    """A call in this process starts no engine where one waits already, as none does when a process begins."""
    prepare = Engines.prepare

    def unless_ready(this: Engines, config: Config) -> None:
        if not any(own == config for own, _ in this._idle):
            prepare(this, config)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engines, "prepare", unless_ready)
        yield


@pytest.fixture(scope="session")
def stocked(shared: Shared) -> Path:
    """A home whose library holds the starter collection, to be copied."""

    def make(home: Path) -> None:
        library = Library(Archive(home / "archive.duckdb"))
        library.ensure_starter()
        library.ready()

    return shared("stocked", make)


@pytest.fixture(scope="session")
def lean(stocked: Path, shared: Shared) -> Path:
    """A home whose library holds a few documents of the starter collection, to be copied: runs on it are short."""

    def make(home: Path) -> None:
        shutil.copytree(stocked, home, dirs_exist_ok=True)
        library = Library(Archive(home / "archive.duckdb"))
        rest = [entry.source_id for entry in library.entries() if not entry.url.startswith(FEW)]
        shelf.remove(library.archive, rest)
        library.ready()

    return shared("lean", make)


@pytest.fixture(scope="session")
def finished(lean: Path, shared: Shared) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """One run of the default panel by a process of its own: its home, for reading only, and what it said."""
    line = [*COMMAND, "run", IDEA]

    def make(folder: Path) -> None:
        home = shutil.copytree(lean, folder / "home")
        # Not where the tests were started: there may be a developer's `.env`.
        done = subprocess.run(line, capture_output=True, encoding="utf-8", env=_environment(home), cwd=home)
        said = [done.returncode, done.stdout, done.stderr]
        (folder / "said.json").write_text(json.dumps(said), encoding="utf-8")

    folder = shared("finished", make)
    said = json.loads((folder / "said.json").read_text(encoding="utf-8"))
    return folder / "home", subprocess.CompletedProcess(line, *said)


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
def lean_home(lean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a few documents of the starter collection, in use for the length of the test."""
    return _used(shutil.copytree(lean, tmp_path / "home"), monkeypatch)


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

"""What the tests of the interface share: archives to look at, an app under way, and its screen as text."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from benchmarks.many_memos import made
from tests.tui.driving import WIDE, rest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from triptych.cli import ALLOCATIONS
from triptych.settings import Settings
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.rows import insert
from triptych.tui import memory
from triptych.tui.app import TriptychApp
from triptych.tui.context import Context
from triptych.tui.screens import archive as archive_screen

COUNT = 12

Shared = Callable[[str, Callable[[Path], None]], Path]
Started = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@pytest.fixture(scope="session", autouse=True)
def _parsed_once() -> Iterator[None]:
    """A stylesheet is parsed once for all apps that the tests start, as one app does for all its screens."""
    parse, known = Stylesheet._parse_rules, dict[object, list[RuleSet]]()

    def remembered(this: Stylesheet, css: str, *where: Any, **kind: Any) -> list[RuleSet]:
        key = (css, where, frozenset(kind.items()), frozenset(this._variables.items()))
        if key not in known:
            known[key] = parse(this, css, *where, **kind)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", remembered)
        yield


@pytest.fixture(scope="session", autouse=True)
def _collected_seldom() -> Iterator[None]:
    """Nobody waits at a test for the interface: what is unused may be looked for as seldom as in a command."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "YOUNG", ALLOCATIONS)
        yield


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIPTYCH_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    # What waits for a person to come to rest need not wait for a test.
    monkeypatch.setattr(archive_screen, "PAUSE", 0.005)
    monkeypatch.setattr(archive_screen, "REST", 0.005)


@pytest.fixture(scope="session")
def _stocked(shared: Shared) -> Path:
    def make(folder: Path) -> None:
        archive = Archive(folder / "archive.duckdb")
        for number in range(COUNT):
            one = made(number, COUNT)
            memos.publish(archive, one.dossier, one.run, created_at=one.created_at)
            with archive.session() as connection:
                tags = [{"memo_id": one.dossier.memo.id, "name": tag} for tag in sorted(one.tags)]
                insert(connection, "tag", tags)

    return shared("memos", make) / "archive.duckdb"


@pytest.fixture
def stocked(_stocked: Path, tmp_path: Path) -> Archive:
    """An archive with a dozen memos, the same each time."""
    return Archive(Path(shutil.copy(_stocked, tmp_path)), wait=5.0)


@pytest.fixture
def bare(empty_archive: Path, tmp_path: Path) -> Archive:
    """An archive where nothing is yet."""
    return Archive(Path(shutil.copy(empty_archive, tmp_path)), wait=5.0)


@pytest.fixture(scope="session")
def make(loaded: Callable[[str, Path], ModuleType]) -> ModuleType:
    """The module `dossier_factory` of the store's tests."""
    return loaded("dossier_factory", Path(__file__).parents[1] / "store" / "dossier_factory.py")


@pytest.fixture
def context(stocked: Archive, tmp_path: Path) -> Context:
    """A session over the stocked archive."""
    return context_of(stocked.path, tmp_path)


def context_of(archive: Path, folder: Path) -> Context:
    """A session over an archive, whose settings are the defaults and whose files go to a folder."""
    made_ = Context(archive, personas=folder / "personas", exports=folder)
    made_.__dict__["settings"] = Settings(lock_wait=2)
    return made_


@pytest.fixture
def session(tmp_path: Path) -> Callable[[Archive], Context]:
    """`session(archive)`: a session over that archive."""
    return lambda archive: context_of(archive.path, tmp_path)


@pytest.fixture
def pilot() -> Started:
    """`async with pilot(context, size) as keys`: the app under way, come to rest; `keys.app` is it."""

    @asynccontextmanager
    async def start(context: Context, size: tuple[int, int] = WIDE) -> AsyncIterator[Pilot[None]]:
        app = TriptychApp(context)
        app.animation_level = "none"
        async with app.run_test(size=size, notifications=True) as keys:
            await rest(keys)
            yield keys

    return start

"""The library: every binding, each worker, frames with documents and without, hostile texts."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.tui import hostile
from tests.tui.driving import NARROW, check_frames, frame, press, rest, until
from textual.widgets import Input

from triptych.agents.sources.library import Library
from triptych.store.archive import Archive
from triptych.tui.context import Context
from triptych.tui.screens import library as library_screen
from triptych.tui.screens.adding import AddScreen
from triptych.tui.screens.document import DocumentScreen
from triptych.tui.screens.library import LibraryScreen
from triptych.tui.screens.outcomes import OutcomesScreen
from triptych.tui.screens.question import Question

Started = Callable[..., Any]

NOTES = {
    "bandwidth.md": "# Memory bounds decoding\n\nDecoding reads every weight.\n\nMemory bandwidth sets its pace.\n",
    "prices.md": "# Prices per token\n\nA price falls tenfold a year.\n",
    "power.html": (
        "<html><head><title>Power for data centres</title></head><body><article><h1>Power for data centres</h1>"
        + "<p>Grids need years to grow, and data centres do not wait.</p>" * 9
        + "</article></body></html>"
    ),
    "hostile.txt": f"{hostile.TEXT}\n\nA hostile paragraph. {hostile.TEXT}\n",
}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_screen, "PAUSE", 0.005)
    monkeypatch.setattr(library_screen, "REST", 0.005)


@pytest.fixture
def unfilled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The starter collection stays away, as it does where it was taken out."""
    monkeypatch.setattr(Library, "ensure_starter", lambda self: 0)


@pytest.fixture(scope="session")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a few documents."""
    folder = tmp_path_factory.mktemp("notes")
    for name, text in NOTES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def _shelved(tmp_path_factory: pytest.TempPathFactory, empty_archive: Path, notes: Path) -> Path:
    path = Path(shutil.copy(empty_archive, tmp_path_factory.mktemp("shelved") / "archive.duckdb"))
    shelf = Library(Archive(path))
    shelf.add([str(notes / name) for name in NOTES if name != "hostile.txt"], 1_000_000)
    with shelf.archive.session() as connection:
        connection.execute("UPDATE library SET origin = 'notes', added_at = $1", [datetime(2026, 1, 2)])
    return path


@pytest.fixture
def shelved(_shelved: Path, tmp_path: Path, unfilled: None, session: Callable[[Archive], Context]) -> Context:
    """A session over an archive with three documents in its library."""
    return session(Archive(Path(shutil.copy(_shelved, tmp_path))))


async def opened(keys: Any) -> LibraryScreen:
    await press(keys, "l")
    screen = keys.app.screen
    assert isinstance(screen, LibraryScreen)
    return screen


def titles(screen: LibraryScreen) -> list[str]:
    return [one.title for one in screen.rows.rows]


def told(keys: Any) -> str:
    """All that the notices on the screen say."""
    return "\n".join(str(notice.message) for notice in keys.app._notifications)


async def type_in(keys: Any, text: str) -> None:
    keys.app.screen.query_one(Input).value = text
    await rest(keys)


async def test_documents_and_the_one_under_the_cursor(pilot: Started, shelved: Context) -> None:
    async with pilot(shelved) as keys:
        screen = await opened(keys)
        await check_frames(keys, "library")
        await keys.resize_terminal(*NARROW)
        await press(keys, "o")
        assert titles(screen) == sorted(titles(screen))
        await press(keys, "space", "space")
        assert "2 marked" in frame(keys.app).splitlines()[0]
        await press(keys, "u", "r")
        assert not screen.rows.marked
        await press(keys, "escape")
        assert not isinstance(keys.app.screen, LibraryScreen)


async def test_an_empty_library_says_how_to_fill_it(
    pilot: Started, bare: Archive, unfilled: None, session: Callable[[Archive], Context]
) -> None:
    async with pilot(session(bare)) as keys:
        screen = await opened(keys)
        await check_frames(keys, "library-empty")
        await press(keys, "slash", "o", "D", "r")
        assert isinstance(keys.app.screen, LibraryScreen)
        assert screen.entries == []


async def test_a_new_archive_has_the_starter_collection(
    pilot: Started, bare: Archive, session: Callable[[Archive], Context]
) -> None:
    async with pilot(session(bare), NARROW) as keys:
        screen = await opened(keys)
        assert len(screen.entries) > 30
        assert all(one.starter for one in screen.entries)
        assert "starter" in frame(keys.app)


async def test_a_search_finds_titles_at_once_and_then_passages(pilot: Started, shelved: Context) -> None:
    async with pilot(shelved, NARROW) as keys:
        screen = await opened(keys)
        await press(keys, "slash")
        await type_in(keys, "bandwidth pace")
        assert titles(screen) == ["Memory bounds decoding"]
        assert "│ " in frame(keys.app)
        await press(keys, "down", "enter")
        assert isinstance(keys.app.screen, DocumentScreen)
        await check_frames(keys, "library-document")
        await keys.resize_terminal(*NARROW)
        await press(keys, "right_square_bracket", "left_square_bracket", "y")
        assert "Memory bandwidth sets its pace." in keys.app.clipboard
        await press(keys, "u")
        assert "no address of the web" in told(keys)
        await press(keys, "escape", "slash")
        await type_in(keys, "nothing has these")
        assert "No document and no passage" in frame(keys.app)
        await press(keys, "enter", "escape")
        assert len(titles(screen)) == 3


async def test_files_and_folders_are_added_and_each_failure_has_its_reason(
    pilot: Started, shelved: Context, notes: Path
) -> None:
    async with pilot(shelved, NARROW) as keys:
        screen = await opened(keys)

        async def add(target: str, until_: Callable[[], object]) -> None:
            await press(keys, "plus")
            await type_in(keys, target)
            await press(keys, "enter")
            await until(keys, until_)

        await press(keys, "plus")
        assert isinstance(keys.app.screen, AddScreen)
        await check_frames(keys, "adding")
        await keys.resize_terminal(*NARROW)
        await press(keys, "escape")
        await add(" ", lambda: isinstance(keys.app.screen, LibraryScreen))
        await add(str(notes / "hostile.txt"), lambda: "Added: " in told(keys))
        assert len(screen.entries) == 4
        await add(str(notes), lambda: isinstance(keys.app.screen, OutcomesScreen))
        await rest(keys)
        assert "4 already there" in frame(keys.app)
        await press(keys, "escape")
        await add(str(notes / "gone.pdf"), lambda: "no such file" in told(keys))
        screen.adding = "a slow page"
        await press(keys, "plus")
        assert "Still adding a slow page." in told(keys)
        screen.post_message(LibraryScreen.Adding(3))
        await rest(keys)
        assert "adding a slow page: 3" in frame(keys.app)
        screen.post_message(LibraryScreen.Added("an empty folder", []))
        await rest(keys)
        assert "nothing in an empty folder" in told(keys)


async def test_documents_are_taken_out_after_a_question(pilot: Started, shelved: Context) -> None:
    async with pilot(shelved, NARROW) as keys:
        screen = await opened(keys)
        await press(keys, "D")
        assert isinstance(keys.app.screen, Question)
        assert "Memos that quote it keep its text." in frame(keys.app)
        await press(keys, "n")
        assert len(screen.entries) == 3
        await press(keys, "space", "space", "delete", "y")
        await until(keys, lambda: len(screen.entries) == 1)
        assert not screen.rows.marked
        assert "Removed 2 documents." in told(keys)
        screen.remove_documents(["0" * 64])
        keys.app.push_screen(DocumentScreen(shelved, "0" * 64))
        await rest(keys)
        assert "no library source" in told(keys).lower()
        assert "source " in told(keys)
        await press(keys, "u", "y", "escape")


async def test_hostile_documents_are_words(pilot: Started, shelved: Context, notes: Path) -> None:
    Library(shelved.archive).add([str(notes / "hostile.txt")], 1_000_000)
    async with pilot(shelved, NARROW) as keys:
        screen = await opened(keys)
        await press(keys, "slash")
        await type_in(keys, "hostile [/]")
        for names in (["enter"], ["enter"], ["escape", "D"], ["n"]):
            await press(keys, *names)
            assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)
        assert "[red]c[/red]" in frame(keys.app)
        screen._add(hostile.TEXT)
        await rest(keys)
        assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)
        assert not keys.app._exit

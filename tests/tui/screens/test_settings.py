"""Settings and doctor: every binding, each worker, frames; keys are on no screen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.tui import hostile
from tests.tui.driving import NARROW, check_frames, frame, press, rest, until
from textual.app import App

from triptych import paths
from triptych.graphs.doctor import looks, reach
from triptych.graphs.doctor.finding import Finding
from triptych.graphs.doctor.installation import Installation
from triptych.store.archive import Archive
from triptych.tui.app import TriptychApp
from triptych.tui.context import Context
from triptych.tui.screens.choice import Choice
from triptych.tui.screens.settings import SettingsScreen
from triptych.tui.themes import DARK, LIGHT

Started = Callable[..., Any]
CANARY = "sk-CANARY-0123456789"
FINDINGS = (
    Finding("versions", "ok", "triptych 1, Python 3"),
    Finding("archive", "broken", "archive.duckdb: is no archive", "Move it aside, or restore a backup."),
    Finding("model", "note", "no chat model is set up", "export OPENAI_API_KEY=…"),
    Finding("tavily", "missing", "no key", "export TAVILY_API_KEY=…"),
)


@pytest.fixture
def here(tmp_path: Path, bare: Archive, monkeypatch: pytest.MonkeyPatch) -> Context:
    """A session whose home is `home`, below the folder that one stands in; nobody is looked for on this machine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIPTYCH_HOME", "home")
    monkeypatch.setattr(reach, "MANNER", reach.Manner(ports={}))
    return Context(bare.path)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The doctor finds the same each time; whether it was to ask, each time."""
    calls: list[bool] = []

    def examine(one: Installation, calls_: bool) -> Iterator[Finding]:
        calls.append(calls_)
        yield from FINDINGS

    monkeypatch.setattr(looks, "examine", examine)
    return calls


@pytest.fixture
def edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`edits(text)`: the editor makes the file say so."""

    @contextmanager
    def suspend(self: App[None]) -> Iterator[None]:
        yield

    def set_(text: str) -> None:
        (tmp_path / "wanted").write_text(text)
        monkeypatch.setenv("VISUAL", f"cp {tmp_path / 'wanted'}")

    monkeypatch.setattr(App, "suspend", suspend)
    monkeypatch.setenv("VISUAL", "true")
    return set_


def told(keys: Any) -> str:
    """All that the notices on the screen say."""
    return "\n".join(str(notice.message) for notice in keys.app._notifications)


async def opened(keys: Any) -> SettingsScreen:
    await press(keys, "comma")
    screen = keys.app.screen
    assert isinstance(screen, SettingsScreen)
    return screen


async def test_settings_beside_what_the_doctor_finds(
    pilot: Started, here: Context, asked: list[bool]
) -> None:
    async with pilot(here) as keys:
        screen = await opened(keys)
        await check_frames(keys, "settings")
        await keys.resize_terminal(*NARROW)
        await press(keys, "d")
        assert keys.app.focused is screen.doctor
        await check_frames(keys, "settings-doctor")
        await press(keys, "tab", "enter")
        assert keys.app.clipboard == FINDINGS[1].mend
        await press(keys, "y")
        assert keys.app.clipboard.splitlines()[0] == "ok      versions: triptych 1, Python 3"
        assert asked == [False]
        await press(keys, "escape", "c")
        assert asked == [False, True]
        assert keys.app.focused is screen.doctor
        assert "✗ 2 to be mended" in frame(keys.app)
        await press(keys, "d", "r", "escape")
        assert asked == [False, True, False]
        assert not isinstance(keys.app.screen, SettingsScreen)


async def test_the_doctor_is_that_of_the_command_and_no_key_is_shown(
    pilot: Started, here: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_MODEL", "small")
    async with pilot(here) as keys:
        screen = await opened(keys)
        await until(keys, lambda: screen._done)
        names = [one.name for one in screen.findings]
        assert names[:4] == ["versions", "home", "settings", "archive"]
        assert names[-3:] == ["model", "tavily", "searxng"]
        await press(keys, "G")
        shown = frame(keys.app)
        for line in ("model.name", "small", "environment", "set, and not shown"):
            assert line in shown
        told = "\n".join(line.content.plain for line in screen.doctor._lines)
        assert CANARY not in shown + told
        await press(keys, "y")
        assert CANARY not in keys.app.clipboard


async def test_the_file_is_begun_edited_and_checked(
    pilot: Started, here: Context, asked: list[bool], edits: Callable[[str], None]
) -> None:
    async with pilot(here, NARROW) as keys:
        screen = await opened(keys)
        await press(keys, "E")
        await until(keys, lambda: "Nothing was changed." in told(keys))
        assert not paths.config().exists()
        edits("rounds = 1\n")
        await press(keys, "enter")
        await until(keys, lambda: "The settings have no fault." in told(keys))
        assert paths.config().stat().st_mode & 0o077 == 0
        await until(keys, lambda: screen.rows.rows[1].origin == "file")
        assert here.settings.rounds == 1
        edits("rounds = 99\n")
        await press(keys, "E")
        await until(keys, lambda: "rounds: must be a whole number" in told(keys))
        await rest(keys)
        assert "✗ broken" in frame(keys.app)
        assert screen.rows.rows == []
        edits("[budget]\ncost = 1\n")
        await press(keys, "enter", "E")
        await until(keys, lambda: len(screen.rows.rows) > 20)


async def test_where_no_editor_can_be_opened_the_file_is_there_to_be_edited(
    pilot: Started, here: Context, asked: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "true")
    async with pilot(here, NARROW) as keys:
        await opened(keys)
        await press(keys, "E")
        await until(keys, lambda: "No editor can be opened here." in told(keys))
        assert paths.config().is_file()
        Path("home").joinpath("config.toml").unlink()
        Path("home").rmdir()
        Path("home").write_text("a file")
        await press(keys, "E")
        await until(keys, lambda: "cannot be written" in told(keys))


async def test_the_theme_is_kept_for_the_next_start(pilot: Started, here: Context, asked: list[bool]) -> None:
    async with pilot(here, NARROW) as keys:
        await opened(keys)
        assert not Path("home").exists()
        await press(keys, "t")
        assert isinstance(keys.app.screen, Choice)
        await press(keys, "escape", "t", "down", "enter")
        chosen = keys.app.theme
        assert chosen == LIGHT.name
        await until(keys, lambda: Path("home/interface.json").exists())
        assert TriptychApp(here).theme == chosen
        keys.app.theme = DARK.name
        await until(keys, lambda: DARK.name in Path("home/interface.json").read_text())


async def test_hostile_findings_and_settings_are_words(
    pilot: Started, here: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [Finding(hostile.TEXT, "broken", hostile.TEXT, hostile.TEXT)]
    monkeypatch.setattr(looks, "examine", lambda one, calls: iter(found))
    paths.config().parent.mkdir()
    text = hostile.TEXT.encode("unicode_escape").decode().replace("\\x", "\\u00")
    paths.config().write_text(f'[search]\ninclude_domains = ["{text}"]\n[model]\nname = "{text}"\n')
    async with pilot(here) as keys:
        screen = await opened(keys)
        await press(keys, "j")
        screen.rows.cursor = 6
        await rest(keys)
        shown = frame(keys.app)
        assert not set(shown) & set(hostile.FORBIDDEN)
        assert shown.count("[@click=app.quit]x[/]") >= 3

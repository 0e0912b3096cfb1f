"""The personas: every binding, each worker, files of one's own begun, edited, mended and deleted."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.tui import hostile
from tests.tui.driving import NARROW, check_frames, frame, press, until
from textual.app import App
from textual.widgets import Checkbox, Input

from triptych.personas.writing import write_new
from triptych.settings import Settings
from triptych.store.archive import Archive
from triptych.store.scoring import Forecast
from triptych.tui.context import Context
from triptych.tui.screens.new_persona import NewPersonaScreen
from triptych.tui.screens.personas import PersonasScreen
from triptych.tui.screens.question import Question
from triptych.tui.widgets.page import Page

Started = Callable[..., Any]


@pytest.fixture
def here(tmp_path: Path, bare: Archive, monkeypatch: pytest.MonkeyPatch) -> Context:
    """A session whose personas are in `personas`, below the folder that one stands in."""
    monkeypatch.chdir(tmp_path)
    made = Context(bare.path, personas=Path("personas"))
    made.__dict__["settings"] = Settings(lock_wait=2)
    return made


@pytest.fixture
def edits(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """`edits(old, new)`: the editor puts one text in the place of another in every line."""

    @contextmanager
    def suspend(self: App[None]) -> Iterator[None]:
        yield

    monkeypatch.setattr(App, "suspend", suspend)
    return lambda old, new: monkeypatch.setenv("VISUAL", f"sed -i 's/{old}/{new}/'")


def told(keys: Any) -> str:
    """All that the notices on the screen say."""
    return "\n".join(str(notice.message) for notice in keys.app._notifications)


def at(screen: PersonasScreen, key: str, origin: str = "") -> bool:
    """Whether the cursor stands on that persona."""
    seat = screen.rows.current
    return seat is not None and seat.key == key and origin in ("", seat.origin)


async def opened(keys: Any) -> PersonasScreen:
    await press(keys, "p")
    screen = keys.app.screen
    assert isinstance(screen, PersonasScreen)
    return screen


async def test_personas_and_the_one_under_the_cursor(pilot: Started, here: Context) -> None:
    async with pilot(here) as keys:
        screen = await opened(keys)
        await check_frames(keys, "personas")
        await keys.resize_terminal(*NARROW)
        await press(keys, "j", "enter")
        assert keys.app.focused is screen.query_one("#persona", Page)
        await press(keys, "escape", "r", "v")
        assert "No personas of your own in personas." in told(keys)
        await press(keys, "D", "escape")
        assert not isinstance(keys.app.screen, PersonasScreen)


async def test_files_of_ones_own_and_what_is_wrong_with_them(pilot: Started, here: Context) -> None:
    for key in ("hardware-buyer", "investor"):
        write_new(key, here.personas)
    bad = here.personas / "analyst.toml"
    bad.write_text('key = "analyst"\ncolour = "red"\n')
    async with pilot(here) as keys:
        await opened(keys)
        await check_frames(keys, "personas-own")
        await keys.resize_terminal(*NARROW)
        await press(keys, "v")
        assert "analyst.toml: " in told(keys)
        bad.write_text('"[@click=app.quit]x[/] \\u001b]52;c;ZXZpbA== \\u202e \\u009b31m" = 1\n')
        await press(keys, "v")
        assert "[@click=app.quit]x[/]" in told(keys)
        assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)
        bad.unlink()
        await press(keys, "v")
        assert "Checked 2 files of your own: no fault." in told(keys)
        shutil.rmtree(here.personas)
        here.personas.write_text("a file")
        await press(keys, "r")
        assert "cannot be listed" in told(keys)


async def test_a_persona_begins_as_a_copy_or_as_the_example(
    pilot: Started, here: Context, edits: Callable[[str, str], None]
) -> None:
    edits("Hardware buyer", "Buyer of racks")
    async with pilot(here, NARROW) as keys:
        screen = await opened(keys)
        await press(keys, "N")
        assert isinstance(keys.app.screen, NewPersonaScreen)
        await check_frames(keys, "new-persona")
        await keys.resize_terminal(*NARROW)
        await press(keys, "escape", "N", "enter")
        assert not here.personas.exists()
        for key, copy in (("hardware-buyer", True), ("edge-buyer", False), ("edge-buyer", False)):
            await press(keys, "N")
            keys.app.screen.query_one(Input).value = key
            keys.app.screen.query_one(Checkbox).value = copy
            await press(keys, "enter")
            await until(keys, partial(at, screen, key))
        await until(keys, lambda: "already exists" in told(keys))
        names = {seat.key: seat.persona.name for seat in screen.rows.rows if seat.persona and seat.path}
        assert names == {"hardware-buyer": "Buyer of racks", "edge-buyer": "Edge buyer"}
        assert "Edge buyer: no fault" in told(keys)


async def test_what_the_editor_leaves_is_checked(
    pilot: Started, here: Context, edits: Callable[[str, str], None]
) -> None:
    async with pilot(here, NARROW) as keys:
        screen = await opened(keys)
        edits("^title =", "titel =")
        await press(keys, "E")
        assert isinstance(keys.app.screen, Question)
        await press(keys, "n", "E", "y")
        await until(keys, lambda: "did you mean" in told(keys))
        await until(keys, lambda: screen.rows.current is not None and screen.rows.current.persona is None)
        await press(keys, "N")
        assert not keys.app.screen.query(Checkbox)
        edits("^titel =", "title =")
        await press(keys, "escape", "E")
        await until(keys, lambda: screen.rows.current is not None and screen.rows.current.persona is not None)
        assert at(screen, "engineer", "override")
        edits("\\(", "")
        await press(keys, "E")
        await until(keys, lambda: "ended with 1" in told(keys))
        await press(keys, "D")
        assert "takes its place again" in frame(keys.app)
        await press(keys, "n", "D", "y")
        await until(keys, lambda: screen.rows.current is not None and screen.rows.current.origin == "shipped")
        assert not list(here.personas.iterdir())


async def test_scores_stand_with_whom_they_are_of(
    pilot: Started, here: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [
        Forecast(
            memo_id="M",
            proposition_id="P1",
            forecaster=who,
            is_median=who == "panel",
            blind=50,
            final=80,
            outcome=True,
        )
        for who in ("engineer", "panel")
    ]
    monkeypatch.setattr("triptych.store.resolutions.resolved_forecasts", lambda archive: said)
    async with pilot(here, NARROW) as keys:
        screen = await opened(keys)
        page = screen.query_one("#persona", Page)
        await until(keys, lambda: page.complete)
        told = "\n".join(line.content.plain for line in page._lines)
        assert "engineer      1  0.040  0.250  +0.210  0.200" in told
        assert "panel median  1  0.040" in told

"""The app routes: screens by name, failures as one notice, help and palette from what there is."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from tests.tui.driving import check_frames, frame, press, rest
from textual.color import Color
from textual.command import CommandPalette

from triptych.store.archive import Archive
from triptych.tui.app import TriptychApp
from triptych.tui.context import Context
from triptych.tui.messages import Failed, Goto, Told
from triptych.tui.screens import SCREENS
from triptych.tui.screens.archive import ArchiveScreen
from triptych.tui.screens.base import TriptychScreen
from triptych.tui.screens.help import HelpScreen
from triptych.tui.screens.help import keys as keys_of
from triptych.tui.screens.question import Question
from triptych.tui.themes import THEMES

Started = Callable[..., Any]


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_of_the_table_can_be_loaded(name: str) -> None:
    kind = SCREENS[name].load()
    assert issubclass(kind, TriptychScreen)
    assert kind.TITLE
    assert kind.HELP_TEXT


def test_no_two_screens_are_opened_by_one_key() -> None:
    used = [entry.key for entry in SCREENS.values() if entry.key]
    assert len(used) == len(set(used))


@pytest.mark.parametrize("name", SCREENS)
def test_every_binding_has_an_id_and_says_what_it_does(name: str) -> None:
    for binding in SCREENS[name].load()._merged_bindings or ():
        assert binding is not None
    own = [b for b in SCREENS[name].load().BINDINGS if not isinstance(b, tuple)]
    assert [b for b in own if not (b.id and b.tooltip)] == []


async def test_failures_and_news_are_one_readable_notice_each(pilot: Started, context: Context) -> None:
    async with pilot(context) as keys:
        app = keys.app
        app.post_message(Failed("a [/] b\x1b[2J is\nlocked", "Wait [red]for it[/]."))
        app.post_message(Told("[@click=app.quit]done[/]"))
        await rest(keys)
        first, second = app._notifications
        assert (first.message, first.markup, first.severity) == (
            "a [/] b[2J is locked\nWait [red]for it[/].",
            False,
            "error",
        )
        assert (second.message, second.markup) == ("[@click=app.quit]done[/]", False)
        assert "a [/] b[2J is locked" in frame(app)


async def test_help_is_made_from_the_bindings_that_are_active(pilot: Started, context: Context) -> None:
    async with pilot(context) as keys:
        active = {key.press for key in keys_of(keys.app.screen)}
        assert {"/", "o", "t", "d", "x", "?", "q ^q", "h"} <= {
            " ".join(sorted(press.split(), key=len)) for press in active
        }
        await press(keys, "question_mark")
        assert isinstance(keys.app.screen, HelpScreen)
        shown = frame(keys.app)
        assert "Search titles, claims, critiques" in shown
        await check_frames(keys, "help-archive")
        await press(keys, "j", "k", "escape")
        assert isinstance(keys.app.screen, ArchiveScreen)


async def test_the_palette_offers_screens_and_what_the_screen_can_do(
    pilot: Started, context: Context
) -> None:
    async with pilot(context) as keys:
        app = keys.app
        offered = [command.title for command in app.get_system_commands(app.screen)]
        assert {entry.title for entry in SCREENS.values() if entry.key} <= set(offered)
        assert len(offered) == len(set(offered))
        assert {"Search", "Sort", "Export", "Theme", "Help", "Quit"} <= set(offered)
        await press(keys, "ctrl+p")
        assert isinstance(app.screen, CommandPalette)
        for letter in "sort":
            await keys.press(letter)
        await rest(keys)
        await press(keys, "enter")
        assert isinstance(app.screen, ArchiveScreen)
        assert app.screen.view.sort == "title"


async def test_quitting_asks_where_something_would_be_cut_off(pilot: Started, context: Context) -> None:
    async with pilot(context) as keys:
        app = keys.app
        app.reasons_to_stay.append(lambda: "1 run is under way")
        await press(keys, "q")
        assert isinstance(app.screen, Question)
        assert "Quit now? 1 run is under way." in frame(app)
        await press(keys, "n")
        assert isinstance(app.screen, ArchiveScreen)
        await press(keys, "q")
        await keys.press("y")
        assert app._exit


async def test_quitting_at_once_where_nothing_is_lost(pilot: Started, context: Context) -> None:
    async with pilot(context) as keys:
        await keys.press("q")
        assert keys.app._exit


async def test_a_screen_that_is_open_is_gone_back_to(pilot: Started, context: Context) -> None:
    async with pilot(context) as keys:
        app = keys.app
        home = app.screen
        await press(keys, "enter")
        assert app.screen is not home
        await press(keys, "h")
        assert app.screen is home
        app.post_message(Goto("archive"))
        await rest(keys)
        assert app.screen is home


async def test_what_ends_the_session_is_told_without_values(
    context: Context, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TRIPTYCH_DEBUG", raising=False)
    app = TriptychApp(context)

    def fail() -> None:
        raise ZeroDivisionError("a\x1b[2Jb")

    async def ended() -> None:
        async with app.run_test() as keys:
            app.call_later(fail)
            await keys.pause()

    with pytest.raises(ZeroDivisionError):
        await ended()
    assert app.return_code == 1
    told = capsys.readouterr().err
    assert told.startswith("error: internal: ZeroDivisionError: a[2Jb")
    assert "\x1b" not in told


async def test_an_archive_in_use_is_told_and_can_be_read_again(
    pilot: Started, bare: Archive, session: Callable[[Archive], Context]
) -> None:
    impatient = Archive(bare.path, wait=0.05)
    context = session(impatient)
    context.__dict__["archive"] = impatient
    with ExitStack() as held:
        held.enter_context(bare.held())
        async with pilot(context) as keys:
            (notice,) = keys.app._notifications
            assert "in use by another process" in notice.message
            assert "failed; r tries again" in frame(keys.app)
            held.close()
            await press(keys, "r")
            assert "no memos yet" in frame(keys.app)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_our_themes_can_be_read(theme: Any) -> None:
    colours = theme.to_color_system().generate()
    ground = Color.parse(colours["background"])
    for name, least in (
        ("foreground", 12.0),
        ("primary", 4.5),
        ("accent", 4.5),
        ("error", 4.5),
        ("success", 4.5),
    ):
        assert contrast(ground, Color.parse(colours[name])) >= least, name
    quiet = Color.parse(colours["foreground"]).with_alpha(0.65)
    assert contrast(ground, ground + quiet) >= 4.5


def contrast(one: Color, other: Color) -> float:
    """The ratio by which WCAG judges."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Color) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

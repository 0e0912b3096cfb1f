"""Dialogs that change or write something: exports, tags; and the comparison of two memos."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.tui.driving import NARROW, check_frames, frame, press, rest, until
from textual.widgets import Input

from triptych.graphs.exports import FORMATS
from triptych.store.overview import overview
from triptych.tui.context import Context
from triptych.tui.messages import Goto
from triptych.tui.screens import export
from triptych.tui.screens.archive import ArchiveScreen
from triptych.tui.screens.diff import DiffScreen
from triptych.tui.screens.export import ExportScreen
from triptych.tui.screens.tagging import TagScreen
from triptych.tui.widgets.tick import Tick

Started = Callable[..., Any]


def test_every_format_of_the_command_line_is_offered() -> None:
    assert set(export.FORMATS) == set(FORMATS)


async def test_the_export_dialog(pilot: Started, context: Context) -> None:
    async with pilot(context) as keys:
        await press(keys, "x")
        keys.app.screen.query_one("#place", Input).value = "memos/"
        await rest(keys)
        await check_frames(keys, "export")


async def test_one_memo_is_written_and_it_is_told_where(
    pilot: Started, context: Context, tmp_path: Path
) -> None:
    async with pilot(context) as keys:
        await press(keys, "x", "enter", "enter")
        await until(keys, lambda: isinstance(keys.app.screen, ArchiveScreen))
        (file,) = tmp_path.glob("*.md")
        assert file.read_text().startswith(f"# {overview(context.archive)[0].title}")
        notice = list(keys.app._notifications)[-1]
        assert notice.message == f"Wrote {file}"
        await press(keys, "x", "ctrl+s")
        assert isinstance(keys.app.screen, ExportScreen)
        assert "is there already" in frame(keys.app)
        keys.app.screen.query_one("#replace", Tick).value = True
        await press(keys, "ctrl+s")
        await until(keys, lambda: isinstance(keys.app.screen, ArchiveScreen))


async def test_several_go_to_a_folder_in_the_format_that_is_chosen(
    pilot: Started, context: Context, tmp_path: Path
) -> None:
    async with pilot(context) as keys:
        await press(keys, "space", "space", "x", "down", "enter")
        keys.app.screen.query_one("#place", Input).value = str(tmp_path / "new folder")
        await keys.click("#export")
        await until(keys, lambda: isinstance(keys.app.screen, ArchiveScreen))
        assert len(list((tmp_path / "new folder").glob("*.html"))) == 2


async def test_a_place_that_cannot_be_written_to_is_told_where_it_can_be_mended(
    pilot: Started, context: Context
) -> None:
    async with pilot(context) as keys:
        await press(keys, "x")
        keys.app.screen.query_one("#place", Input).value = "/no/such/folder/memo.md"
        await press(keys, "ctrl+s")
        assert "does not exist" in frame(keys.app)
        keys.app.screen.query_one("#place", Input).value = " "
        await press(keys, "ctrl+s")
        assert "Name a file or a folder." in frame(keys.app)
        await keys.click("#cancel")
        await rest(keys)
        assert isinstance(keys.app.screen, ArchiveScreen)


async def test_tags_are_given_and_taken_away_and_a_fault_is_told(pilot: Started, context: Context) -> None:
    async with pilot(context, NARROW) as keys:
        memo = overview(context.archive)[0]
        await press(keys, "T")
        assert isinstance(keys.app.screen, TagScreen)
        field = keys.app.screen.query_one(Input)
        assert field.value == ", ".join(memo.tags)
        await check_frames(keys, "tagging")
        field.value = "x" * 60
        await press(keys, "enter")
        assert isinstance(keys.app.screen, TagScreen)
        assert "at most 40 characters" in frame(keys.app)
        field.value = "Fresh, two words"
        await press(keys, "enter")
        assert isinstance(keys.app.screen, ArchiveScreen)
        assert overview(context.archive)[0].tags == ("fresh", "two words")
        assert "#fresh" in frame(keys.app)


async def test_what_changed_between_two_memos(pilot: Started, context: Context) -> None:
    async with pilot(context) as keys:
        later, earlier = (memo.id for memo in overview(context.archive)[:2])
        keys.app.post_message(Goto("diff", (earlier, later)))
        await rest(keys)
        assert isinstance(keys.app.screen, DiffScreen)
        await check_frames(keys, "diff")
        await press(keys, "y", "r", "j", "G", "g")
        assert keys.app.clipboard.startswith("# ")
        await press(keys, "escape")
        assert isinstance(keys.app.screen, ArchiveScreen)

"""The archive: every binding, each worker, frames with memos and without."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from tests.tui.driving import NARROW, check_frames, frame, press, rest, until
from textual.widgets import Input

from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.overview import overview
from triptych.tui.context import Context
from triptych.tui.screens.archive import ArchiveScreen
from triptych.tui.screens.choice import Choice
from triptych.tui.screens.diff import DiffScreen
from triptych.tui.screens.export import ExportScreen
from triptych.tui.screens.new_run import NewRunScreen
from triptych.tui.screens.question import Question
from triptych.tui.screens.reader import ReaderScreen
from triptych.tui.screens.tagging import TagScreen

Started = Callable[..., Any]


def shown(keys: Any) -> list[str]:
    return [memo.id for memo in keys.app.screen.rows.rows]


async def test_memos_and_the_one_under_the_cursor(pilot: Started, context: Context) -> None:
    async with pilot(context) as keys:
        await check_frames(keys, "archive")


async def test_an_empty_archive_says_how_to_begin(
    pilot: Started, bare: Archive, session: Callable[[Archive], Context]
) -> None:
    async with pilot(session(bare)) as keys:
        await check_frames(keys, "archive-empty")
        await press(keys, "r", "o", "x", "d", "D", "slash", "escape")
        assert isinstance(keys.app.screen, ArchiveScreen)
        await press(keys, "n")
        assert isinstance(keys.app.screen, NewRunScreen)


async def test_with_the_first_memo_keys_are_for_the_list(
    pilot: Started, bare: Archive, session: Callable[[Archive], Context], make: ModuleType
) -> None:
    async with pilot(session(bare)) as keys:
        memos.publish(bare, make.dossier(), make.run())
        await press(keys, "r")
        await until(keys, lambda: keys.app.screen.rows.has_focus)
        await press(keys, "n")
        assert isinstance(keys.app.screen, NewRunScreen)


async def test_orders_tags_marks_and_filters(pilot: Started, context: Context) -> None:
    async with pilot(context, NARROW) as keys:
        screen = keys.app.screen
        newest = shown(keys)
        await press(keys, "o")
        assert [memo.title for memo in screen.rows.rows] == sorted(
            (memo.title for memo in screen.memos), key=str.casefold
        )
        assert "title" in frame(keys.app).splitlines()[0]
        await press(keys, "o", "o", "o", "o")
        assert shown(keys) == newest
        await press(keys, "space", "space")
        assert "2 marked" in frame(keys.app).splitlines()[0]
        await press(keys, "u")
        assert not screen.rows.marked
        await press(keys, "t")
        assert isinstance(keys.app.screen, Choice)
        await check_frames(keys, "choice")
        await press(keys, "j", "j", "k", "enter")
        tag = screen.view.tag
        assert tag
        assert all(tag in memo.tags for memo in screen.rows.rows)
        await press(keys, "escape")
        assert shown(keys) == newest
        await press(keys, "t", "escape", "G", "g", "j", "k", "end", "home", "pagedown", "pageup")
        assert screen.rows.cursor == 0


async def test_what_is_typed_filters_titles_at_once_and_then_searches_the_archive(
    pilot: Started, context: Context
) -> None:
    async with pilot(context) as keys:
        screen = keys.app.screen
        await press(keys, "slash")
        assert isinstance(keys.app.focused, Input)
        word = screen.memos[5].title.split()[3].casefold()
        for letter in word:
            await keys.press(letter)
        assert screen.memos[5].id in shown(keys)
        await until(keys, lambda: screen.view.found)
        await rest(keys)
        assert "Found in" in frame(keys.app)
        assert shown(keys)[: len(screen.view.found)] == list(screen.view.found)
        await press(keys, "down")
        assert keys.app.focused is screen.rows
        await press(keys, "slash", "enter")
        assert keys.app.focused is screen.rows
        await press(keys, "escape")
        assert len(shown(keys)) == len(screen.memos)
        await press(keys, "slash", "z", "z", "q", "q")
        assert shown(keys) == []
        await press(keys, "escape", "r")
        assert len(shown(keys)) == len(screen.memos)


async def test_a_search_that_comes_late_is_not_shown(pilot: Started, context: Context) -> None:
    async with pilot(context) as keys:
        screen = keys.app.screen
        screen.found(screen.Found("what was sought before", []))
        assert screen.view.found == ()
        screen.previewed(screen.Previewed("another memo", None))
        assert isinstance(keys.app.screen, ArchiveScreen)


async def test_reading_comparing_exporting_tagging_begin_here(pilot: Started, context: Context) -> None:
    async with pilot(context) as keys:
        await press(keys, "enter")
        assert isinstance(keys.app.screen, ReaderScreen)
        await press(keys, "escape", "d")
        assert isinstance(keys.app.screen, ArchiveScreen)
        assert "updates no other" in keys.app._notifications._notifications.popitem()[1].message
        await press(keys, "space", "d")
        assert isinstance(keys.app.screen, ArchiveScreen)
        await press(keys, "space", "d")
        assert isinstance(keys.app.screen, DiffScreen)
        assert keys.app.screen.document is not None
        await press(keys, "escape", "x")
        assert isinstance(keys.app.screen, ExportScreen)
        assert len(keys.app.screen.memos) == 2
        await press(keys, "escape", "T")
        assert isinstance(keys.app.screen, TagScreen)
        await press(keys, "escape")
        assert isinstance(keys.app.screen, ArchiveScreen)


async def test_deleting_asks_first_and_says_what_goes(pilot: Started, context: Context) -> None:
    async with pilot(context) as keys:
        home, others = keys.app.screen, shown(keys)[2:]
        await press(keys, "space", "space", "D")
        assert isinstance(keys.app.screen, Question)
        await check_frames(keys, "question")
        await press(keys, "n")
        assert len(overview(context.archive)) == len(others) + 2
        await press(keys, "delete", "y")
        assert [memo.id for memo in overview(context.archive)] == others
        assert shown(keys) == others
        assert not home.rows.marked


async def test_the_mouse_opens_a_memo(pilot: Started, context: Context) -> None:
    async with pilot(context) as keys:
        await keys.click("#memos", offset=(20, 3), times=2)
        await rest(keys)
        assert isinstance(keys.app.screen, ReaderScreen)
        assert keys.app.screen.memo == overview(context.archive)[2].id

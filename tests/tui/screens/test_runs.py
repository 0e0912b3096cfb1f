"""The runs of the session: every binding, frames with some and with none."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.tui import hostile, running
from tests.tui.driving import NARROW, check_frames, frame, press, rest, until

from triptych.store.archive import Archive
from triptych.store.overview import overview
from triptych.tui.context import Context
from triptych.tui.runs import Running
from triptych.tui.screens.archive import ArchiveScreen
from triptych.tui.screens.live import LiveScreen
from triptych.tui.screens.reader import ReaderScreen
from triptych.tui.screens.runs import RunsScreen
from triptych.tui.screens.unfinished import UnfinishedScreen

Started = Callable[..., Any]


async def test_where_there_is_none_it_says_how_to_start_one(pilot: Started, context: Context) -> None:
    async with pilot(context, NARROW) as keys:
        await press(keys, "w")
        assert isinstance(keys.app.screen, RunsScreen)
        await check_frames(keys, "runs-empty")
        await press(keys, "c", "space", "m", "enter")
        await press(keys, "r")
        await check_frames(keys, "unfinished-empty")
        await press(keys, "escape", "escape")
        assert isinstance(keys.app.screen, ArchiveScreen)


async def test_a_run_that_did_not_end_goes_on_from_here(
    pilot: Started,
    session: Callable[[Archive], Context],
    loaded: running.Loaded,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    archive = running.archive(loaded, tmp_path, monkeypatch)
    cut = await running.cut_off(loaded, archive)
    with archive.session() as connection:
        connection.execute("UPDATE run SET started_at = $1", [datetime(2026, 1, 2, 9)])
    async with pilot(session(archive), NARROW) as keys:
        (notice,) = keys.app._notifications
        assert notice.message.startswith("A run was stopped: “Will grid batteries")
        assert notice.message.endswith("w, then r goes on with it.")
        await check_frames(keys, "archive-reminder")
        keys.app.clear_notifications()
        await press(keys, "w", "r")
        screen = keys.app.screen
        assert isinstance(screen, UnfinishedScreen)
        await until(keys, lambda: screen.rows.rows)
        assert [one.row.id for one in screen.rows.rows] == [cut]
        await check_frames(keys, "unfinished")
        await press(keys, "j", "k", "G", "g", "enter")
        await until(keys, lambda: isinstance(keys.app.screen, LiveScreen))
        (going,) = keys.app.runs.all
        await until(keys, lambda: going.over)
        assert (going.state, going.run, going.memo) == ("done", cut, cut)
        assert going.board.table.seats


def several(loaded: running.Loaded, folder: Path, memo: str) -> list[Running]:
    """One that is done, one that failed, one under way; nobody does them."""
    told = running.recorded(loaded, folder)
    done, lost, going = (
        running.fed(loaded, events, running.Clock()) for events in (told, told[:2], running.middle(told))
    )
    done.end("done", memo)
    lost.end("no_evidence", None, "No evidence: 6 questions were researched.", "Add documents on it.")
    return [done, lost, going]


async def test_what_each_does_and_what_can_be_done_with_it(
    pilot: Started, context: Context, loaded: running.Loaded, tmp_path: Path
) -> None:
    memo = overview(context.archive)[0].id
    _, lost, going = those = several(loaded, tmp_path, memo)
    async with pilot(context, NARROW) as keys:
        keys.app.runs.all.extend(those)
        await press(keys, "w")
        screen = keys.app.screen
        assert [run.state for run in screen.rows.rows] == ["running", "no_evidence", "done"]
        await check_frames(keys, "runs")
        await keys.resize_terminal(*NARROW)
        await press(keys, "space")
        assert going.held
        assert "‖ paused" in frame(keys.app)
        await press(keys, "space", "c", "n", "c", "y")
        assert (going.held, going.state) == (False, "stopping")
        assert "■ stopping" in frame(keys.app)
        await press(keys, "j", "c", "space", "m")
        assert keys.app.screen is screen
        assert "Add documents on it." in frame(keys.app)
        await press(keys, "enter")
        assert isinstance(keys.app.screen, LiveScreen)
        assert keys.app.screen.running is lost
        await press(keys, "escape", "j", "m")
        assert isinstance(keys.app.screen, ReaderScreen)
        assert keys.app.screen.memo == memo
        await press(keys, "w", "escape")
        assert going._listeners == []


async def test_news_are_shown_as_they_come_and_hostile_text_is_words(
    pilot: Started, context: Context, loaded: running.Loaded, tmp_path: Path
) -> None:
    async with pilot(context, NARROW) as keys:
        (going,) = [running.fed(loaded, [], running.Clock())]
        keys.app.runs.all.append(going)
        await press(keys, "w")
        assert "▶ running" in frame(keys.app)
        going.end("failed", None, hostile.TEXT, hostile.TEXT)
        await rest(keys)
        assert "✗ failed" in frame(keys.app)
        assert "[@click=app.quit]" in frame(keys.app)
        assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)

"""A run as it goes on: every binding, frames of its states, a real one to its memo, and one whose endpoint dies."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.tui import hostile, running
from tests.tui.driving import NARROW, WIDE, check_frame, check_frames, frame, press, rest, until
from textual.strip import Strip
from textual.widgets import ContentSwitcher
from textual.widgets._footer import FooterKey

from triptych.agents.doubles import misbehaviour, panelist
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.graphs.events import Abstained, RunStarted, SectionText, StanceTaken
from triptych.graphs.setup import Setup
from triptych.keys import Key
from triptych.store import runs
from triptych.store.archive import Archive
from triptych.tui.context import Context
from triptych.tui.messages import Goto
from triptych.tui.runs import GO_ON, Running
from triptych.tui.screens import live
from triptych.tui.screens.archive import ArchiveScreen
from triptych.tui.screens.live import LiveScreen
from triptych.tui.screens.question import Question
from triptych.tui.screens.reader import ReaderScreen
from triptych.tui.widgets.feed import Feed

Started = Callable[..., Any]
RUN = "01K0RUNRUNRUNRUNRUNRUNRUN0"


@pytest.fixture
def half(loaded: running.Loaded, tmp_path: Path) -> Running:
    """A run fed all that a real one told up to the end of its first round."""
    told = list(running.middle(running.recorded(loaded, tmp_path)))
    assert isinstance(told[0], RunStarted)
    told[0] = replace(told[0], run=RUN)
    return running.fed(loaded, told, running.Clock())


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "DRAW", 0.0)
    monkeypatch.setattr(live, "settle", lambda: None)  # it is for a process that does nothing else


async def opened(keys: Any, *those: Running) -> LiveScreen:
    keys.app.runs.all.extend(those)
    keys.app.post_message(Goto("live", (those[0],)))
    await rest(keys)
    screen = keys.app.screen
    assert isinstance(screen, LiveScreen)
    return screen


async def test_a_run_half_way_in_every_view(pilot: Started, context: Context, half: Running) -> None:
    async with pilot(context, NARROW) as keys:
        screen = await opened(keys, half)
        for size in (NARROW, WIDE):
            await keys.resize_terminal(*size)
            await press(keys, "1")
            await check_frame(keys, "live-panels")
            for key, name in (("d", "debate"), ("v", "theses"), ("t", "log")):
                await press(keys, key)
                await check_frame(keys, f"live-{name}")
                assert screen.view == name
                assert isinstance(screen.focused, Feed)
        await keys.click("#below-debate")
        await rest(keys)
        assert screen.query_one("#lower", ContentSwitcher).current == "debate"
        assert screen.focused is screen.query_one("#debate")
        await keys.resize_terminal(*NARROW)
        await press(keys, "2", "9", "f", "g", "G", "j", "k")
        await check_frames(keys, "live-second")
        await keys.resize_terminal(*NARROW)
        await keys.click("#to-0")
        await rest(keys)
        assert screen.view == "0"
        assert screen.focused is screen.query_one("#panel-0 Feed")


async def test_holding_and_cancelling(pilot: Started, context: Context, half: Running) -> None:
    async with pilot(context, NARROW) as keys:
        await opened(keys, half)
        await press(keys, "space")
        assert half.held
        assert "‖ paused" in frame(keys.app)
        assert "Resume" in frame(keys.app)
        await press(keys, "space")
        assert not half.held
        assert "▶ debating" in frame(keys.app)
        await press(keys, "c")
        assert isinstance(keys.app.screen, Question)
        assert "Nothing that was answered is lost" in " ".join(frame(keys.app).split())
        await press(keys, "n")
        assert half.state == "running"
        await press(keys, "c", "y")
        assert half.state == "stopping"
        assert "■ stopping" in frame(keys.app)
        await press(keys, "space", "enter", "c")
        assert "End this run at once?" in frame(keys.app)
        await press(keys, "n")
        assert isinstance(keys.app.screen, LiveScreen)
        half.end("interrupted", None, "It was stopped before its memo was written.", GO_ON)
        await rest(keys)
        await check_frames(keys, "live-cancelled")


async def test_leaving_it_leaves_it_at_work_and_there_are_others(
    pilot: Started, context: Context, half: Running, loaded: running.Loaded
) -> None:
    async with pilot(context, NARROW) as keys:
        for key in ("b", "escape"):
            await opened(keys, half)
            await press(keys, key)
            assert isinstance(keys.app.screen, ArchiveScreen)
        assert half.state == "running"
        assert half._listeners == []
        other = running.fed(loaded, [], running.Clock())
        keys.app.runs.all.clear()
        await opened(keys, half, other)
        await press(keys, "left_square_bracket", "right_square_bracket")
        assert keys.app.screen.running is other
        assert "▶ reading the library" in frame(keys.app)
        await press(keys, "right_square_bracket", "left_square_bracket")
        assert keys.app.screen.running is half
        notices = {notice.message for notice in keys.app._notifications}
        assert notices == {"This is the first run.", "This is the last run."}
        await press(keys, "q")
        assert "Quit now? 2 runs are under way and would be stopped." in frame(keys.app)


async def test_sections_are_seen_as_they_are_written_and_a_failure_with_its_remedy(
    pilot: Started, context: Context, half: Running
) -> None:
    async with pilot(context, NARROW) as keys:
        await opened(keys, half)
        for word in ("Margins", "of grid batteries", "will shrink.", "[E1]"):
            half.take([(5.0, SectionText("engineer", f"{word} "))])
        half.take([(5.0, Abstained("critique investor", "the endpoint did not answer"))])
        await rest(keys)
        assert "Section, as it is written" in frame(keys.app)
        assert "Margins of grid batteries will shrink. [E1]" in frame(keys.app)
        assert "! critique investor: the endpoint did not answer" in frame(keys.app)
        half.end("failed", None, "The model at 127.0.0.1 did not answer.", "Check it with: triptych doctor")
        await rest(keys)
        await check_frames(keys, "live-failed")


async def test_news_are_drawn_where_they_are_and_the_screen_is_not_arranged_for_them(
    pilot: Started, context: Context, half: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, arranged = Counter[str](), list[object]()
    line = Feed.render_line

    def render_line(feed: Feed, y: int) -> Strip:
        assert feed.parent is not None
        drawn[feed.id or feed.parent.id or ""] += 1
        return line(feed, y)

    monkeypatch.setattr(Feed, "render_line", render_line)
    async with pilot(context, WIDE) as keys:
        screen = await opened(keys, half)
        await press(keys, "3", "2", "1")
        screen.screen_layout_refresh_signal.subscribe(screen, arranged.append)
        keys_shown = screen.query(FooterKey).nodes
        drawn.clear()
        half.take([(5.0, SectionText("engineer", "Margins of grid batteries will shrink. "))])
        await until(keys, lambda: "Margins of grid" in frame(keys.app))
        await rest(keys)
        assert set(drawn) == {"panel-0"}
        drawn.clear()
        half.take([(5.0, StanceTaken("investor", "P1", 1, 45, 60))])
        await until(keys, lambda: "P1: 45%" in frame(keys.app))
        await rest(keys)
        assert not drawn, "its panel's head shows it, and no text"
        await press(keys, "3")
        assert set(drawn) == {"panel-0", "panel-2"}
        assert not arranged
        assert screen.query(FooterKey).nodes == keys_shown, "they are those there were"


async def test_of_many_panels_those_around_the_one_gone_to_are_shown(
    pilot: Started, context: Context, half: Running
) -> None:
    panel = ("engineer", "investor", "strategist", "sceptic", "historian")
    half.request = replace(half.request, panel=panel)
    async with pilot(context, (100, 24)) as keys:
        screen = await opened(keys, half)
        assert [key for key in panel if f"▏ {key}" in frame(keys.app)] == [*panel[:3]]
        await press(keys, "5")
        assert [key for key in panel if f"▏ {key}" in frame(keys.app)] == [*panel[2:]]
        assert screen.focused is screen.query_one("#panel-4 Feed")


async def test_hostile_text_is_words(pilot: Started, context: Context, half: Running) -> None:
    half.request = replace(half.request, idea=hostile.TEXT, panel=(hostile.TEXT, "engineer"))
    half.take([(1.0, Abstained(hostile.TEXT, hostile.TEXT))])
    async with pilot(context, NARROW) as keys:
        await opened(keys, half)
        for key in ("2", "d", "t"):
            await press(keys, key)
            assert "[@click=app.quit]" in frame(keys.app)
            assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)
        half.end("failed", None, hostile.TEXT, hostile.TEXT)
        await rest(keys)
        assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)
        assert not keys.app._exit


@pytest.fixture
def shelf(
    loaded: running.Loaded,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    session: Callable[[Archive], Context],
) -> Context:
    """A session over an archive with the small library."""
    return session(running.archive(loaded, tmp_path, monkeypatch))


async def test_a_real_run_is_watched_to_its_memo(
    pilot: Started, shelf: Context, loaded: running.Loaded
) -> None:
    async with pilot(shelf, NARROW) as keys:
        started = keys.app.runs.start(running.panel(loaded).request())
        keys.app.post_message(Goto("live", (started,)))
        await until(keys, lambda: started.over)
        await rest(keys)
        assert "✓ done" in frame(keys.app)
        assert "The memo is in the archive. enter reads it." in frame(keys.app)
        assert any("Run done in" in notice.message for notice in keys.app._notifications)
        await press(keys, "enter")
        assert isinstance(keys.app.screen, ReaderScreen)
        assert keys.app.screen.memo == started.memo
        await press(keys, "h")
        home: Any = keys.app.screen
        assert [memo.id for memo in home.memos] == [started.memo]


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(panelist.served, key="sk-test-1") as started:
        yield started


async def test_an_endpoint_that_dies_is_told_and_the_app_goes_on(
    pilot: Started, shelf: Context, loaded: running.Loaded, server: OpenAIServer
) -> None:
    server.misbehave(misbehaviour.disconnect(), on=range(3, 1000))
    endpoint = Endpoint("panelist", base_url=server.base_url, key=Key("sk-test-1"), context=8192, retries=0)
    async with pilot(shelf, NARROW) as keys:
        setup = Setup(endpoints=Endpoints(endpoint))
        request = running.panel(loaded).request(setup=setup, brief=None, panel=("engineer",))
        started = keys.app.runs.start(request)
        keys.app.post_message(Goto("live", (started,)))
        await until(keys, lambda: started.over)
        await rest(keys)
        assert started.state == "failed"
        assert started.hint == "Check it with: triptych doctor"
        assert "✗ failed" in frame(keys.app)
        assert "Check it with: triptych doctor" in frame(keys.app)
        (notice,) = (n for n in keys.app._notifications if n.severity == "error")
        assert "without a memo" in notice.message
        assert runs.load_run(shelf.archive, started.run).state == "failed"

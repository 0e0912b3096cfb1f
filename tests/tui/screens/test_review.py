"""The review of a brief: every key, what is kept meanwhile, what is told in its place, and the run that it starts."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.tui import hostile, starting
from tests.tui.briefs import IDEA, PANEL, TODAY, brief
from tests.tui.driving import NARROW, WIDE, check_frames, frame, rest, told, until
from textual.events import Paste

from triptych.agents.budget import Amount
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.errors import ServiceError
from triptych.graphs import drafting
from triptych.graphs.drafting import Drafted
from triptych.graphs.request import Request
from triptych.graphs.setup import Setup
from triptych.keys import Key
from triptych.store.archive import Archive
from triptych.store.records import Brief
from triptych.tui import briefing, drafts
from triptych.tui.briefing import PROPOSITIONS, Place
from triptych.tui.context import Context
from triptych.tui.messages import Goto
from triptych.tui.screens.archive import ArchiveScreen
from triptych.tui.screens.changes import ChangesScreen
from triptych.tui.screens.question import Question
from triptych.tui.screens.review import ReviewScreen
from triptych.tui.widgets.brief_list import BriefList
from triptych.tui.widgets.writing import LineWriting

Started = Callable[..., Any]
CHAT = Setup(endpoints=Endpoints(Endpoint("gpt-5-mini", key=Key("sk-test-CANARY-of-a-review"))))


@pytest.fixture
def then(bare: Archive, session: Callable[[Archive], Context]) -> Context:
    """A session over an empty archive, on a day that stays."""
    made = replace(session(bare), today=lambda: TODAY)
    made.__dict__["settings"] = session(bare).settings
    return made


async def opened(keys: Any, made: Brief | None = None, **request: Any) -> ReviewScreen:
    asked = Request(IDEA, panel=PANEL, as_of=TODAY, **request)
    keys.app.post_message(Goto("review", (asked, made or brief())))
    await until(keys, lambda: getattr(keys.app.screen, "personas", ()))
    await rest(keys)
    screen = keys.app.screen
    assert isinstance(screen, ReviewScreen)
    return screen


def at(keys: Any, kind: type) -> bool:
    """Whether a screen of that kind is on top."""
    return type(keys.app.screen) is kind


async def press(keys: Any, *names: str) -> None:
    """Keys one after the other, without a rest between them: they have what they lead to wait for them."""
    await keys.press(*names)
    await rest(keys)


def here(screen: ReviewScreen) -> Place:
    row = screen.rows.current
    assert row is not None
    return row.place


def kept() -> Brief:
    (draft,) = drafts.listed()
    return drafts.load(draft.path, Path("none"), TODAY)[0]


async def test_its_frames(pilot: Started, then: Context) -> None:
    async with pilot(then, NARROW) as keys:
        screen = await opened(keys)
        await press(keys, "c")
        assert keys.app.screen is screen  # nobody thinks who could be asked for changes
        await check_frames(keys, "review")
        await press(keys, "j", "j", "d", "d", "d", "end", "enter")
        await check_frames(keys, "review-writing")
        await keys.resize_terminal(*WIDE)
        await press(keys, "escape", "home")
        await check_frames(keys, "review-to-mend")
    async with pilot(then, NARROW) as keys:
        await opened(keys, brief().model_copy(update={"questions": (), "propositions": ()}), setup=CHAT)
        await check_frames(keys, "review-empty-chat")


async def test_rows_are_written_in_place_and_kept_at_once(pilot: Started, then: Context) -> None:
    async with pilot(then, NARROW) as keys:
        screen = await opened(keys)
        await press(keys, *"jjjjj")
        assert here(screen) == Place("engineer", 1)
        await press(keys, "enter", "end", "backspace", "X", "enter")
        assert briefing.question_at(screen.brief, here(screen)).text == "How hot does a rack get at 40 kWX"
        assert kept() == briefing.numbered(screen.brief, PANEL)
        await press(keys, "enter", "Y", "escape")
        assert "kWXY" not in frame(keys.app)
        assert keys.app.focused is screen.rows
        await press(keys, "u")
        assert screen.brief == brief()
        assert kept() == brief()
        await press(keys, "enter", "ctrl+u", "enter")
        assert "Nothing is written. Write it, or press escape." in frame(keys.app)
        await press(keys, "ctrl+r", "escape", "G", "k", "enter")
        await press(keys, "backspace", "x", "right_parenthesis", "enter")
        assert "a date that is none" in frame(keys.app)
        assert screen.rows.writing


async def test_rows_are_added_moved_and_removed(pilot: Started, then: Context) -> None:
    async with pilot(then, NARROW) as keys:
        screen = await opened(keys)
        await press(keys, "g", "a", "W", "h", "y", "question_mark", "enter")
        assert here(screen) == Place("engineer", 0)
        assert screen.brief.questions[0].text == "Why?"
        await press(keys, "J", "ctrl+down", "alt+down")
        assert here(screen) == Place("engineer", 3)
        await press(keys, "K", "ctrl+up", "alt+up", "f", "q", "enter")
        assert here(screen) == Place("engineer", 0, 0)
        assert screen.brief.questions[0].queries == ("q", "Why?")
        await press(keys, "f", "r", "enter", "a", "s", "enter", "K", "d", "delete")
        assert screen.brief.questions[0].queries == ("q", "Why?")
        await press(keys, "up", "up", "home", "pagedown", "pageup", "end", "G")
        assert here(screen) == Place(PROPOSITIONS, 2)
        await press(keys, "a", "x", "enter")
        assert screen.brief.propositions[3].text == "x"
        await press(keys, "ctrl+z", "d", "u")
        assert screen.brief.propositions == brief().propositions


async def test_a_brief_that_breaks_a_rule_is_not_started_and_says_where(
    pilot: Started, then: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = starting.recorded(monkeypatch)
    async with pilot(then, NARROW) as keys:
        screen = await opened(keys)
        await press(keys, "j", "d", "end", "ctrl+r")
        assert here(screen) == Place("engineer")
        assert "There are 2 questions; it takes 3 to 6: add 1." in frame(keys.app)
        assert "✗ 1 to mend" in frame(keys.app)
        assert runs.started == []
        await press(keys, "u", "ctrl+r")
        await until(keys, lambda: isinstance(keys.app.screen, starting.Shown))
        (request,) = runs.started
        assert request.brief == brief()
        assert drafts.listed() == []
        await press(keys, "escape")
        assert isinstance(keys.app.screen, ArchiveScreen)


async def test_leaving_keeps_the_draft_and_the_mouse_works(pilot: Started, then: Context) -> None:
    async with pilot(then, NARROW) as keys:
        screen = await opened(keys)
        await keys.click(BriefList, offset=(20, 11))
        await rest(keys)
        assert here(screen) != Place("engineer")
        await keys.click(BriefList, offset=(20, 11), times=2)
        await rest(keys)
        assert screen.rows.writing
        await press(keys, "escape", "y")
        assert keys.app.clipboard.startswith("# Research brief: GPU hours")
        await press(keys, "escape")
        assert isinstance(keys.app.screen, ArchiveScreen)
        assert "under Drafts." in frame(keys.app)
        assert kept() == brief()


async def test_a_draft_that_cannot_be_kept_keeps_nobody_there(pilot: Started, then: Context) -> None:
    drafts.folder().parent.mkdir(parents=True, exist_ok=True)
    drafts.folder().write_text("a file")
    async with pilot(then, NARROW) as keys:
        await opened(keys)
        assert "cannot become a folder" in told(keys.app)
        await press(keys, "escape")
        assert at(keys, Question)
        await press(keys, "n")
        assert at(keys, ReviewScreen)
        await press(keys, "escape", "y")
        assert isinstance(keys.app.screen, ArchiveScreen)


async def test_changes_are_asked_for_in_words_where_a_chat_model_thinks(
    pilot: Started, then: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    wishes: list[str] = []

    async def redrafted(request: Request, made: Brief, wish: str, archive: Archive) -> Drafted:
        wishes.append(wish)
        if len(wishes) > 1:
            raise ServiceError("The model did not answer.", "Try again.")
        return Drafted(briefing.removed(made, Place("engineer", 1)), Amount(0.5, 100, 2))

    monkeypatch.setattr(drafting, "redraft", redrafted)
    async with pilot(then, NARROW) as keys:
        screen = await opened(keys, setup=CHAT)
        await press(keys, "c")
        assert isinstance(keys.app.screen, ChangesScreen)
        await check_frames(keys, "changes")
        await press(keys, "escape", "c", "enter", "c", *"less", "enter")
        await rest(keys)
        assert wishes == ["less"]
        assert screen.request.drafted == Amount(0.5, 100, 2)
        assert len(screen.brief.questions) == 5
        await press(keys, "u", "c", *"more", "enter")
        await rest(keys)
        assert screen.brief == brief()
        assert "The model did not answer." in frame(keys.app)
        await press(keys, "enter", "escape")


async def test_hostile_words_are_shown_and_do_nothing(pilot: Started, then: Context) -> None:
    bad = brief().model_copy(update=dict.fromkeys(("idea", "topic", "objective", "scope"), hostile.TEXT))
    asked = [
        q.model_copy(update={"text": hostile.TEXT + q.text, "lens": hostile.TEXT, "queries": (hostile.TEXT,)})
        for q in bad.questions
    ]
    stated = [p.model_copy(update={"text": hostile.TEXT + p.text}) for p in bad.propositions]
    bad = bad.model_copy(update={"questions": tuple(asked), "propositions": tuple(stated)})
    async with pilot(then) as keys:
        screen = await opened(keys, bad)
        shown = frame(keys.app)
        await press(keys, "j", "enter")
        field = screen.query_one(LineWriting)
        field.post_message(Paste(hostile.TEXT))
        await rest(keys)
        shown += frame(keys.app) + field.text
        await press(keys, "enter", "end", "y", "escape")
        shown += frame(keys.app) + keys.app.clipboard
        assert not any(sign in shown for sign in hostile.FORBIDDEN)
        assert "[@click=app.quit]x[/]" in shown
        assert keys.app.is_running

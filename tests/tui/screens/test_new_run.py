"""The form of a new run: every field, each worker, what is wrong told beside it, and what it starts."""

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.tui import hostile, starting
from tests.tui.briefs import IDEA, TODAY, brief, personas
from tests.tui.driving import NARROW, check_frames, frame, rest, told, until
from textual.events import Paste
from textual.widgets import Input

from triptych.agents.budget import Amount
from triptych.errors import NoEvidenceError
from triptych.graphs import drafting
from triptych.graphs.drafting import Drafted
from triptych.personas.builtin import builtin_files
from triptych.settings import BudgetSettings, Models, Settings
from triptych.store.archive import Archive
from triptych.tui import drafts
from triptych.tui.context import Context
from triptych.tui.messages import Goto
from triptych.tui.screens import new_run
from triptych.tui.screens.archive import ArchiveScreen
from triptych.tui.screens.choice import Choice
from triptych.tui.screens.drafts import DraftsScreen
from triptych.tui.screens.new_run import NewRunScreen
from triptych.tui.screens.question import Question
from triptych.tui.screens.review import ReviewScreen
from triptych.tui.widgets.stepper import Stepper

Started = Callable[..., Any]
CHAT = Models(name="gpt-5-mini", key="sk-test-CANARY-of-a-run")
DATE = "2026-03-01"


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_run, "PAUSE", 0.005)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> starting.Recorder:
    """What was started."""
    return starting.recorded(monkeypatch)


@pytest.fixture
def briefed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Briefs are made without thinking; the list has whatever they were asked for."""
    asked: list[Any] = []

    async def made(request: Any, archive: Archive) -> Drafted:
        asked.append(request)
        return Drafted(brief(), Amount(0.5, 100, 2))

    monkeypatch.setattr(drafting, "brief", made)
    return asked


@pytest.fixture
def then(bare: Archive, session: Callable[[Archive], Context]) -> Context:
    """A session over an empty archive, on a day that stays."""
    return dated(session(bare))


def dated(context: Context, **settings: Any) -> Context:
    made = replace(context, today=lambda: TODAY)
    made.__dict__["settings"] = Settings(lock_wait=2, **settings)
    return made


async def opened(keys: Any, idea: str = IDEA) -> NewRunScreen:
    keys.app.post_message(Goto("new_run", (idea,) if idea else ()))
    await until(keys, lambda: getattr(keys.app.screen, "offer", None) is not None)
    await settled(keys)
    screen = keys.app.screen
    assert isinstance(screen, NewRunScreen)
    return screen


async def settled(keys: Any) -> None:
    for _ in range(2):
        await rest(keys)


def at(keys: Any, kind: type) -> bool:
    """Whether a screen of that kind is on top."""
    return type(keys.app.screen) is kind


async def press(keys: Any, *names: str) -> None:
    """Keys one after the other, without a rest between them: they have what they lead to wait for them."""
    await keys.press(*names)
    await rest(keys)


def fault(keys: Any, part: str) -> str:
    told = keys.app.screen.query_one(f"#{part}-fault")
    return str(told.render()) if told.display else ""


async def test_its_frames(pilot: Started, then: Context) -> None:
    async with pilot(then, NARROW) as keys:
        screen = await opened(keys)
        await check_frames(keys, "new-run")
        screen.query_one("#as_of", Input).value = "soon"
        screen.query_one("#limit-cost", Input).value = "[red]much[/]"
        screen.form.idea.put("")
        await press(keys, "ctrl+r")
        await settled(keys)
        assert keys.app.focused is screen.form.idea
        await check_frames(keys, "new-run-faults")
    async with pilot(dated(then, model=CHAT, budget=BudgetSettings(cost=2)), NARROW) as keys:
        await opened(keys, "")
        await check_frames(keys, "new-run-first-chat")


async def test_without_review_the_run_starts_at_once_with_what_was_chosen(
    pilot: Started, then: Context, runs: starting.Recorder
) -> None:
    async with pilot(then, NARROW) as keys:
        screen = await opened(keys)
        screen.form.people.focus()
        await press(keys, "space", "j", "enter")
        screen.query_one("#questions", Stepper).focus()
        await press(keys, "left", "left", "tab", "right", "home", "4")
        screen.query_one("#limit-searches", Input).value = "7"
        screen.query_one("#review").focus()
        await press(keys, "space")
        await settled(keys)
        await keys.click("#go")
        await settled(keys)
        assert isinstance(keys.app.screen, starting.Shown)
        assert keys.app.screen.running == "run 1"
        (request,) = runs.started
        assert request.panel == ("investor", "strategist", "sceptic")
        assert (request.questions, request.rounds, request.as_of) == (4, 4, TODAY)
        assert request.setup.budget.searches == 7
        await press(keys, "escape")
        assert isinstance(keys.app.screen, ArchiveScreen)


async def test_what_is_wrong_is_told_at_once_and_what_is_mended_becomes_a_brief(
    pilot: Started, then: Context, briefed: list[Any]
) -> None:
    async with pilot(then, NARROW) as keys:
        screen = await opened(keys)
        screen.form.idea.put("x" * 2001)
        await settled(keys)
        assert "2000 is the most" in fault(keys, "idea")
        await press(keys, "ctrl+r")
        assert len(screen.form.idea.text) == 2001
        screen.form.idea.put(IDEA)
        screen.form.people.unmark()
        screen.query_one("#engine-library").toggle()  # type: ignore[attr-defined]
        await settled(keys)
        assert "The panel is empty" in fault(keys, "panel")
        assert "Nothing is chosen" in fault(keys, "engines")
        assert "No estimate" in frame(keys.app)
        await press(keys, "ctrl+r")
        assert keys.app.focused is screen.form.people
        assert briefed == []
        screen.query_one("#engine-library").toggle()  # type: ignore[attr-defined]
        await press(keys, "home", "space", "ctrl+r")
        await settled(keys)
        review = keys.app.screen
        assert isinstance(review, ReviewScreen)
        assert (briefed[0].idea, briefed[0].panel) == (IDEA, ("engineer",))
        assert review.request == replace(briefed[0], drafted=Amount(0.5, 100, 2))
        assert [draft.idea for draft in drafts.listed()] == [IDEA]


async def test_a_chat_model_is_named_estimated_and_left(pilot: Started, then: Context) -> None:
    async with pilot(dated(then, model=CHAT)) as keys:
        screen = await opened(keys)
        assert "A chat model at api.openai.com" in frame(keys.app)
        assert "gpt-5-mini" in frame(keys.app)
        before = str(screen.query_one("#estimate").render())
        assert "about $" in before
        screen.query_one("#rounds", Stepper).value = 9
        await settled(keys)
        assert str(screen.query_one("#estimate").render()) != before
        screen.query_one("#model-debate", Input).value = "no such=model"
        await settled(keys)
        screen.query_one("#embedded").toggle()  # type: ignore[attr-defined]
        await settled(keys)
        assert "No model is called" in str(screen.query_one("#estimate").render())
        assert "embedded analyst" in str(screen.query_one("#head").render())


async def test_recent_ideas_are_chosen_from_a_list_and_what_was_written_is_not_lost_unasked(
    pilot: Started, context: Context
) -> None:
    async with pilot(dated(context), NARROW) as keys:
        screen = await opened(keys, "")
        await press(keys, "ctrl+o")
        assert at(keys, Choice)
        await press(keys, "j", "enter")
        await settled(keys)
        assert screen.form.idea.text == screen.ideas[1]
        await press(keys, "ctrl+z")
        assert screen.form.idea.text == ""
        await keys.click("#recent")
        await press(keys, "escape")
        screen.form.idea.focus()
        await press(keys, "a", "escape")
        assert at(keys, Question)
        await press(keys, "n")
        assert at(keys, NewRunScreen)
        await press(keys, "escape", "y")
        assert isinstance(keys.app.screen, ArchiveScreen)


async def test_where_nothing_was_asked_yet_the_idea_of_the_demo_stands_ready_and_becomes_a_brief(
    pilot: Started, then: Context
) -> None:
    async with pilot(then, NARROW) as keys:
        screen = await opened(keys, "")
        assert screen.form.idea.text.startswith("Will LLM inference hardware")
        await press(keys, "W")
        assert screen.form.idea.text == "W"
        await press(keys, "ctrl+z", "ctrl+r")
        await until(keys, lambda: isinstance(keys.app.screen, ReviewScreen))
        await settled(keys)
        assert "questions ·" in frame(keys.app)


async def test_drafts_are_gone_on_with_and_deleted(
    pilot: Started, then: Context, runs: starting.Recorder
) -> None:
    drafts.save(brief(), personas())
    drafts.save(brief().model_copy(update={"idea": "Another"}), personas())
    for hour, draft in enumerate(sorted(drafts.listed(), key=lambda draft: draft.idea != IDEA)):
        changed = datetime(2026, 3, 1, 9 + hour, tzinfo=UTC).timestamp()
        os.utime(draft.path, (changed, changed))
    async with pilot(then, NARROW) as keys:
        await opened(keys)
        assert "Drafts (2)" in frame(keys.app)
        await press(keys, "ctrl+t")
        assert isinstance(keys.app.screen, DraftsScreen)
        await check_frames(keys, "drafts")
        await keys.resize_terminal(*NARROW)
        await press(keys, "j", "g", "G", "k", "d", "n", "d", "y")
        await settled(keys)
        assert [draft.idea for draft in drafts.listed()] == [IDEA]
        await press(keys, "enter")
        await settled(keys)
        review = keys.app.screen
        assert isinstance(review, ReviewScreen)
        assert review.brief == brief()
        assert review.request.panel == ("engineer", "investor")
        await press(keys, "escape")
        await settled(keys)
        assert isinstance(keys.app.screen, NewRunScreen)
        drafts.listed()[0].path.write_text("nothing")
        await press(keys, "ctrl+t", "enter")
        await settled(keys)
        assert isinstance(keys.app.screen, NewRunScreen)
        assert "no part for anybody" in frame(keys.app)
        keys.app.clear_notifications()
        await press(keys, "ctrl+t", "delete", "y")
        await settled(keys)
        await check_frames(keys, "drafts-empty")
        await press(keys, "escape")


async def test_settings_that_are_broken_are_told_and_read_again(
    pilot: Started, then: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIPTYCH_HOME", str(tmp_path))
    (tmp_path / "config.toml").write_text("rounds = 99")
    then.__dict__.pop("settings")
    async with pilot(then, NARROW) as keys:
        keys.app.post_message(Goto("new_run", (IDEA,)))
        await settled(keys)
        assert "rounds: must be a whole number" in told(keys.app)
        await press(keys, "ctrl+r")
        (tmp_path / "config.toml").write_text("rounds = 1")
        keys.app.screen.form.people.focus()
        await press(keys, "r")
        await settled(keys)
        assert keys.app.screen.query_one("#rounds", Stepper).value == 1


async def test_hostile_personas_and_ideas_are_shown_and_do_nothing(pilot: Started, then: Context) -> None:
    then.personas.mkdir()
    (then.personas / "broken.toml").write_text("name = [")
    own = builtin_files()["engineer"].read_text(encoding="utf-8")
    said = hostile.TEXT.encode("unicode_escape").decode().replace("\\x", "\\u00").replace('"', "'")
    for name in ("name", "title", "question"):
        own = "\n".join(
            f'{name} = "{said}"' if one.startswith(f"{name} =") else one for one in own.splitlines()
        )
    (then.personas / "engineer.toml").write_text(own, encoding="utf-8")
    async with pilot(then, NARROW) as keys:
        screen = await opened(keys, hostile.TEXT)
        screen.form.idea.post_message(Paste(hostile.TEXT))
        for name in ("as_of", "limit-cost"):
            screen.query_one(f"#{name}", Input).value = hostile.TEXT
        await settled(keys)
        await press(keys, "ctrl+r")
        shown = frame(keys.app)
        assert not any(sign in shown for sign in hostile.FORBIDDEN)
        assert not any(sign in screen.form.idea.text for sign in hostile.FORBIDDEN)
        assert "[@click=app.quit]x[/]" in shown
        assert keys.app.is_running


async def test_a_brief_may_fail_or_come_when_its_form_is_left(
    pilot: Started, then: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, asked = threading.Event(), []

    async def made(request: Any, archive: Archive) -> Drafted:
        asked.append(request)
        if len(asked) == 1:
            raise NoEvidenceError("No evidence: nothing bears on it.", "Add documents.")
        gate.wait(5)
        return Drafted(brief(), Amount(0.5, 100, 2))

    monkeypatch.setattr(drafting, "brief", made)
    async with pilot(then, NARROW) as keys:
        screen = await opened(keys)
        await press(keys, "ctrl+r")
        await settled(keys)
        assert keys.app.screen is screen
        assert "nothing bears on it" in frame(keys.app)
        assert "^r tries again" in frame(keys.app)
        assert screen.form.idea.text == IDEA
        await keys.press("ctrl+r")
        await until(keys, lambda: screen.making and len(asked) == 2)
        await keys.press("ctrl+r", "escape")
        await until(keys, lambda: isinstance(keys.app.screen, ArchiveScreen))
        gate.set()
        await until(keys, drafts.listed)
        await settled(keys)
        assert isinstance(keys.app.screen, ArchiveScreen)
        assert "under Drafts." in frame(keys.app)
        assert len(asked) == 2

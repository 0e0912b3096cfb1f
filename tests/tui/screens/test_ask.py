"""Asking the archive: answers with quotes that open, ignorance with the run that would find out, and calling off."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.tui import hostile
from tests.tui.driving import NARROW, check_frames, frame, press, rest, until
from textual.widgets import Input

from triptych.agents.asking import ask as asking
from triptych.agents.doubles import panelist
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.settings import Models, Settings
from triptych.store import conversations, memos
from triptych.store.archive import Archive
from triptych.tui import asking as tui_asking
from triptych.tui.asking import Answered
from triptych.tui.context import Context
from triptych.tui.messages import Goto
from triptych.tui.pages import conversation
from triptych.tui.pages.leads import ToClaim, ToMemo, ToPassage
from triptych.tui.screens.ask import AskScreen
from triptych.tui.screens.passage import PassageScreen
from triptych.tui.screens.recalled import RecalledClaimScreen
from triptych.tui.widgets.page import Page
from triptych.tui.widgets.tick import Tick

Started = Callable[..., Any]
KNOWN = "How fast does a card read the weights?"
UNKNOWN = "What does cheese cost in Paris?"


def at(keys: Any, kind: type[Any]) -> bool:
    """Whether such a screen is in front."""
    return isinstance(keys.app.screen, kind)


@pytest.fixture(scope="module")
def _asked(tmp_path_factory: pytest.TempPathFactory, empty_archive: Path, make: ModuleType) -> Path:
    path = Path(shutil.copy(empty_archive, tmp_path_factory.mktemp("asked") / "archive.duckdb"))
    memos.publish(Archive(path), make.dossier(), make.run())
    return path


@pytest.fixture
def one(
    _asked: Path, tmp_path: Path, session: Callable[[Archive], Context], monkeypatch: pytest.MonkeyPatch
) -> Context:
    """A session over an archive with one memo; how long an answer takes is always the same."""
    monkeypatch.setattr(tui_asking, "monotonic", lambda: 0.0)
    return session(Archive(Path(shutil.copy(_asked, tmp_path))))


async def put(keys: Any, question: str) -> Any:
    """Put a question and wait for what comes of it."""
    assert at(keys, AskScreen)
    screen = keys.app.screen
    screen.query_one("#question", Input).value = question
    await press(keys, "slash" if not screen.query_one("#question").has_focus else "end", "enter")
    await until(keys, lambda: screen.asking is None)
    await rest(keys)
    return screen


async def test_a_conversation(pilot: Started, one: Context) -> None:
    async with pilot(one) as keys:
        await press(keys, "a")
        await check_frames(keys, "ask-beginning")
        screen = await put(keys, KNOWN)
        await check_frames(keys, "ask-known")
        assert "[1] “A card with 3.35 TB/s" in frame(keys.app)
        await keys.resize_terminal(*NARROW)
        await put(keys, UNKNOWN)
        await check_frames(keys, "ask-unknown")
        await keys.resize_terminal(*NARROW)
        assert [turn.number for turn in screen.turns] == [1, 2]
        await press(keys, "ctrl+n")
        await put(keys, KNOWN)
        assert [turn.number for turn in screen.turns] == [1]
        assert "new conversation" in "".join(one.content.plain for one in screen.query_one(Page)._lines)
        await keys.press("pageup", "pagedown", "up")
        assert screen.query_one("#question", Input).value == KNOWN
        # Quotes open by number and by link, and nothing else has that number.
        await press(keys, "ctrl+l", "1")
        assert at(keys, PassageScreen)
        await press(keys, "escape", "9", "y")
        assert keys.app.clipboard.startswith(f"# {KNOWN}")
        await press(keys, "slash", "tab", "enter")
        assert at(keys, PassageScreen)
        await press(keys, "escape", "slash")
        assert screen.query_one("#question").has_focus
        await press(keys, "escape")
        assert not at(keys, AskScreen)
        await press(keys, "a", "tab")
        assert not keys.app.screen.query_one("#conversation").has_focus
        await press(keys, "ctrl+o")
        again = keys.app.screen
        assert [turn.question for turn in again.turns] == [KNOWN]
        assert "3.35 TB/s" in frame(keys.app)


async def test_links_lead_to_passages_claims_memos_and_runs(
    pilot: Started, one: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with pilot(one, NARROW) as keys:
        await press(keys, "a")
        screen = await put(keys, KNOWN)
        page = screen.query_one("#conversation", Page)
        gone: list[Goto] = []
        monkeypatch.setattr(keys.app, "goto", gone.append)
        monkeypatch.setattr(AskScreen, "post_message", _kept(AskScreen.post_message, gone))
        for kind, opened in ((ToPassage, PassageScreen), (ToClaim, RecalledClaimScreen)):
            number = next(n for n, to in enumerate(screen.page.conversation.links) if isinstance(to, kind))
            page.post_message(Page.Followed(page, number))
            await until(keys, partial(at, keys, opened))
            await rest(keys)
            if opened is RecalledClaimScreen:
                assert "Why" in frame(keys.app) or "Verdict:" in frame(keys.app)
                await press(keys, "y")
                assert keys.app.clipboard == "Decoding takes 21 ms at best."
            await press(keys, "escape")
        number = next(n for n, to in enumerate(screen.page.conversation.links) if isinstance(to, ToMemo))
        page.post_message(Page.Followed(page, number))
        await rest(keys)
        await put(keys, UNKNOWN)
        assert "^f Find out" in frame(keys.app)
        await press(keys, "ctrl+f")
        number = next(
            n for n, to in enumerate(screen.page.conversation.links) if isinstance(to, conversation.ToRun)
        )
        page.post_message(Page.Followed(page, number))
        await rest(keys)
        assert [(one.screen, one.arguments) for one in gone] == [
            ("reader", ("MEMO-0001",)),
            ("new_run", (UNKNOWN,)),
            ("new_run", (UNKNOWN,)),
        ]


def _kept(post: Callable[..., bool], gone: list[Goto]) -> Callable[..., bool]:
    """Posts what is no way to another screen, and keeps what is."""

    def kept(screen: AskScreen, message: Any) -> bool:
        if isinstance(message, Goto):
            gone.append(message)
            return True
        return post(screen, message)

    return kept


async def test_where_it_is_looked_and_of_which_memo(
    pilot: Started, one: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[asking.Ask] = []
    real = asking.ask

    async def noted(what: asking.Ask, *rest: Any) -> Any:
        asked.append(what)
        return await real(what, *rest)

    monkeypatch.setattr(asking, "ask", noted)
    async with pilot(one, NARROW) as keys:
        keys.app.post_message(Goto("ask", ("MEMO-0001",)))
        await rest(keys)
        assert "Inference as a commodity" in frame(keys.app).splitlines()[0]
        screen = await put(keys, KNOWN)
        await press(keys, "ctrl+l", "enter", "tab", "enter")
        assert [screen.query_one(f"#{name}", Tick).value for name in ("claims", "sources")] == [False, True]
        screen.query_one("#memos", Tick).value = True
        screen.query_one("#only-memo", Tick).value = False
        await put(keys, KNOWN)
    assert [(one.memo, one.places, len(one.before)) for one in asked] == [
        ("MEMO-0001", ("claims", "sources"), 0),
        ("", ("sources", "memos"), 1),
    ]


async def test_nothing_to_ask_and_nothing_to_go_on_with_is_told(
    pilot: Started, bare: Archive, session: Callable[[Archive], Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tui_asking, "monotonic", lambda: 0.0)
    async with pilot(session(bare)) as keys:
        await press(keys, "a")
        await check_frames(keys, "ask-empty")
        screen = await put(keys, KNOWN)
        assert "There is no memo in the archive yet." in frame(keys.app)
        assert screen.page.unknown == KNOWN
        await put(keys, "?")
        assert "has no word to look for" in frame(keys.app) or "no memo" in frame(keys.app)
        await press(keys, "ctrl+o")
        (notice,) = keys.app._notifications
        assert "There is no conversation to continue." in notice.message


async def test_a_question_is_called_off_and_goes_back_to_where_it_was_typed(
    pilot: Started, one: Context
) -> None:
    released = threading.Event()

    def slow(request: dict[str, Any]) -> str:
        released.wait(5)
        return panelist.served(request)

    with OpenAIServer(slow) as server:
        model = Models(name="played", base_url=server.base_url, retries=0)
        one.__dict__["settings"] = Settings(lock_wait=2, model=model)
        async with pilot(one) as keys:
            await press(keys, "a")
            screen = keys.app.screen
            await until(keys, lambda: "answered by played" in frame(keys.app))
            screen.query_one("#question", Input).value = KNOWN
            await keys.press("enter")
            await until(keys, lambda: server.asked)
            await keys.pause()
            assert "thinking; esc calls it off" in frame(keys.app)
            await keys.press("enter", "escape")
            await until(keys, lambda: screen.asking is None)
            assert screen.query_one("#question", Input).value == KNOWN
            assert screen.page.parts == []
            released.set()
            await put(keys, KNOWN)
            assert "Written by chat model played" in frame(keys.app)
            assert "1 call, " in frame(keys.app)
            assert len(screen.turns) == 1


def test_a_turn_that_was_stored_before_it_was_called_off_counts(one: Context) -> None:
    first = tui_asking.Asking(one, asking.Ask(KNOWN)).run()
    assert first is not None
    second = tui_asking.Asking(one, asking.Ask(UNKNOWN, before=(first.turn,)))
    assert second._stored() is None
    follow = first.turn.model_copy(update={"number": 2, "question": UNKNOWN})
    conversations.put(one.archive, follow)
    assert second._stored() == conversations.latest(one.archive)[-1]
    third = tui_asking.Asking(one, asking.Ask(UNKNOWN))
    third.cancel()
    assert third.run() is None


@pytest.fixture
def hostile_turn(one: Context) -> Answered:
    """An answer all of whose texts try to act."""
    answered = tui_asking.Asking(one, asking.Ask(KNOWN)).run()
    assert answered is not None
    answer = answered.turn.answer
    told = answer.model_copy(
        update={
            "written": True,
            "read_as": hostile.TEXT,
            "analyst": hostile.TEXT,
            "why": hostile.TEXT,
            "sentences": tuple(
                s.model_copy(update={"text": hostile.TEXT, "marked": True}) for s in answer.sentences
            ),
            "quotes": tuple(_poisoned(quote) for quote in answer.quotes),
        }
    )
    told = told.model_copy(update={"withdrawn": told.quotes[0].claims})
    return replace(answered, turn=answered.turn.model_copy(update={"question": hostile.TEXT, "answer": told}))


def _poisoned(quote: conversations.Quoted) -> conversations.Quoted:
    named = {"memo_title": hostile.TEXT, "text": hostile.TEXT, "why": hostile.TEXT, "status": "contested"}
    return quote.model_copy(
        update={
            "title": hostile.TEXT,
            "citation": quote.citation.model_copy(update={"quote": hostile.TEXT, "publisher": hostile.TEXT}),
            "claims": tuple(claim.model_copy(update=named) for claim in quote.claims) * 5,
        }
    )


async def test_hostile_answers_are_words(
    pilot: Started, one: Context, hostile_turn: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with pilot(one, NARROW) as keys:
        await press(keys, "a")
        screen = keys.app.screen
        screen.post_message(AskScreen.Ready(hostile.TEXT, 1, hostile.TEXT))
        screen.page.parts.append(conversation.Pending(hostile.TEXT))
        screen.post_message(AskScreen.Ended(hostile_turn))
        await rest(keys)
        screen.query_one("#conversation").focus()
        for key in ("home", *("pagedown",) * 4):
            await keys.press(key)
            await keys.pause()
            assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)
        screen.page.parts.append(conversation.Pending(hostile.TEXT))
        screen.post_message(AskScreen.Refused(hostile.TEXT, hostile.TEXT, True))
        await rest(keys)
        assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)
        await press(keys, "1")
        assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)
        await keys.press("escape")
        assert not keys.app._exit
        # A fault of ours ends the wait, too.
        monkeypatch.setattr(tui_asking.Asking, "run", lambda _: 1 / 0)
        await put(keys, KNOWN)
        assert screen.query_one("#question", Input).value == KNOWN
        assert "internal: ZeroDivisionError" in list(keys.app._notifications)[-1].message

"""The evidence: lists of any length, filters, what rests on what, and hostile texts in all of it."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.tui import hostile
from tests.tui.driving import NARROW, check_frames, frame, press, rest, until
from textual.widgets import Input

from triptych.store import evidence as stored
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.evidence import Filters
from triptych.tui.context import Context
from triptych.tui.messages import Goto
from triptych.tui.pages.leads import ToClaim, ToMemo, ToPassage
from triptych.tui.screens import evidence
from triptych.tui.screens.evidence import EvidenceScreen
from triptych.tui.screens.passage import PassageScreen
from triptych.tui.screens.pick import Pick
from triptych.tui.screens.question import Question
from triptych.tui.screens.reader import ReaderScreen
from triptych.tui.screens.recalled import RecalledClaimScreen
from triptych.tui.screens.source import SourceScreen
from triptych.tui.widgets.page import Page

Started = Callable[..., Any]


def at(keys: Any, kind: type[Any]) -> bool:
    """Whether such a screen is in front."""
    return isinstance(keys.app.screen, kind)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for a person to come to rest need not wait for a test."""
    monkeypatch.setattr(evidence, "PAUSE", 0.005)
    monkeypatch.setattr(evidence, "REST", 0.005)


@pytest.fixture(scope="module")
def _small(tmp_path_factory: pytest.TempPathFactory, empty_archive: Path, make: ModuleType) -> Path:
    path = Path(shutil.copy(empty_archive, tmp_path_factory.mktemp("small") / "archive.duckdb"))
    memos.publish(Archive(path), make.dossier(), make.run())
    return path


@pytest.fixture
def one(_small: Path, tmp_path: Path, session: Callable[[Archive], Context]) -> Context:
    """A session over an archive with one small memo in which everything occurs."""
    return session(Archive(Path(shutil.copy(_small, tmp_path))))


def source_memo(context: Context) -> str:
    """The id of the only memo."""
    (claim, *_) = stored.claims(context.archive).rows
    return claim.memo


async def opened(keys: Any) -> Any:
    await press(keys, "e")
    assert at(keys, EvidenceScreen)
    screen = keys.app.screen
    await until(keys, lambda: len(screen.lists) == 2)
    await rest(keys)
    return screen


async def test_sources_and_claims_are_listed_shown_and_opened(
    pilot: Started, one: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with pilot(one) as keys:
        screen = await opened(keys)
        await check_frames(keys, "evidence-sources")
        source = screen.shown.of_source.used.source
        await press(keys, "enter")
        assert at(keys, SourceScreen)
        await check_frames(keys, "source")
        gone: list[str] = []
        monkeypatch.setattr(keys.app, "open_url", gone.append)
        await keys.press("w", "t", "j", "y", "u")
        await rest(keys)
        assert keys.app.clipboard == source.text
        assert at(keys, Question)
        await press(keys, "y", "escape", "y")
        assert gone == [source.url]
        assert keys.app.clipboard == f"{source.title} {source.url}"
        keys.app.clear_notifications()
        await press(keys, "2")
        await check_frames(keys, "evidence-claims")
        await press(keys, "y")
        assert keys.app.clipboard == "Decoding takes 21 ms at best."
        keys.app.clear_notifications()
        await press(keys, "enter")
        assert at(keys, RecalledClaimScreen)
        await check_frames(keys, "evidence-claim")
        await press(keys, "tab", "enter")
        assert at(keys, PassageScreen)
        await check_frames(keys, "evidence-passage")
        await keys.resize_terminal(*NARROW)
        await press(keys, "escape", "m")
        assert at(keys, ReaderScreen)
        await press(keys, "escape", "m")
        assert at(keys, ReaderScreen)
        # From a memo one comes to its own evidence and its own questions, and back to them.
        await press(keys, "e")
        its = keys.app.screen
        assert at(keys, EvidenceScreen)
        assert its is not screen
        await press(keys, "a")
        assert keys.app.screen.memo == its.memo == source_memo(one)
        keys.app.action_open("evidence")
        await rest(keys)
        assert keys.app.screen is its
        await press(keys, "escape")
        assert at(keys, ReaderScreen)
        await keys.press("escape", "tab", "tab", "enter", "escape", "escape")
        await rest(keys)
        assert not at(keys, EvidenceScreen)


async def test_links_of_a_source_lead_to_memos_claims_and_passages(pilot: Started, one: Context) -> None:
    async with pilot(one, NARROW) as keys:
        screen = await opened(keys)
        for kind, to, inside in (
            (ToClaim, RecalledClaimScreen, False),
            (ToPassage, PassageScreen, False),
            (ToMemo, ReaderScreen, True),
        ):
            if inside:
                await press(keys, "enter")
            told = keys.app.screen.told if inside else screen.shown.of_source
            page = keys.app.screen.page if inside else screen.query_one("#shown", Page)
            number = next(n for n, lead in enumerate(told.links) if isinstance(lead, kind))
            page.post_message(Page.Followed(page, number))
            await until(keys, partial(at, keys, to))
            await press(keys, "escape")


async def test_words_and_filters_narrow_the_lists_down(pilot: Started, context: Context) -> None:
    async with pilot(context, NARROW) as keys:
        screen = await opened(keys)
        await press(keys, "2", "f")
        assert at(keys, Pick)
        await check_frames(keys, "evidence-filters")
        await keys.resize_terminal(*NARROW)
        for letter in "contested":
            await keys.press(letter)
        await press(keys, "enter")
        wanted = stored.claims(context.archive, Filters(status="contested")).total
        assert f"{wanted} claims" in frame(keys.app)
        assert "! contested" in frame(keys.app).splitlines()[2]
        await press(keys, "f")
        await keys.press("enter")
        await rest(keys)
        assert screen.filters["claims"] == Filters()
        word = stored.claims(context.archive).rows[3].text.split()[2].lower()
        await press(keys, "slash")
        screen.query_one("#query", Input).value = word
        await until(keys, lambda: screen.filters["claims"].words == (word,))
        await rest(keys)
        assert len(screen.rows.rows) == stored.claims(context.archive, Filters(words=(word,))).total
        await keys.press("down", "j", "k", "slash", "enter")
        await rest(keys)
        assert screen.rows.has_focus
        screen.query_one("#query", Input).value = "no such word"
        await until(keys, lambda: len(screen.rows.rows) == 0)
        await rest(keys)
        assert "Nothing is like this" in frame(keys.app)
        await keys.press("enter", "y", "m", "escape", "1")
        await press(keys, "f")
        await keys.press("down", "enter")
        await rest(keys)
        assert screen.filters["sources"] != Filters()
        await press(keys, "u")
        assert screen.filters["sources"] == Filters()
        await press(keys, "f", "enter", "escape")
        assert screen.filters["sources"] == Filters()
        await press(keys, "o", "r")
        assert "used most" in frame(keys.app).splitlines()[0]
        assert screen.lists["sources"][:] == stored.sources(context.archive, order="used").rows
        await press(keys, "escape")
        assert not at(keys, EvidenceScreen)
        memo = stored.claims(context.archive).rows[0]
        keys.app.post_message(Goto("evidence", (memo.memo,)))
        await rest(keys)
        assert memo.memo_title[:20] in frame(keys.app).splitlines()[0]
        assert {row.memo for row in keys.app.screen.lists["claims"][:]} == {memo.memo}


async def test_rows_are_read_as_far_as_they_are_looked_at(
    pilot: Started, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    real = stored.claims

    def noted(archive: Archive, filters: Filters, first: int = 0, most: int = 20) -> Any:
        asked.append(first)
        return real(archive, filters, first, most)

    monkeypatch.setattr(stored, "PORTION", 20)
    monkeypatch.setattr(stored, "claims", noted)
    every = real(context.archive, most=1000)
    async with pilot(context, NARROW) as keys:
        screen = await opened(keys)
        await press(keys, "2")
        assert asked == [0]
        await press(keys, "G")
        await until(keys, lambda: screen.current is not None)
        await rest(keys)
        assert screen.current == every.rows[-1]
        assert len(asked) < 4 < every.total // 20
        await press(keys, "g")
        assert screen.current == every.rows[0]


async def test_an_empty_archive_says_where_evidence_comes_from(
    pilot: Started, bare: Archive, session: Callable[[Archive], Context]
) -> None:
    async with pilot(session(bare)) as keys:
        screen = await opened(keys)
        await check_frames(keys, "evidence-empty")
        await keys.press("enter", "y", "f", "2", "f", "m", "enter", "1", "r")
        await rest(keys)
        assert keys.app.screen is screen
        assert "There are no sources to filter yet." in [n.message for n in keys.app._notifications]


async def test_hostile_texts_are_words(
    pilot: Started, bare: Archive, make: ModuleType, session: Callable[[Archive], Context]
) -> None:
    hostile.publish(bare, make)
    async with pilot(session(bare), NARROW) as keys:
        await opened(keys)
        for names in ("enter", "wtyu", "n", "escape", "f", "escape", "2", "y", "enter", "f"):
            await keys.press(*([names] if len(names) > 1 and names != "wtyu" else names))
            await rest(keys)
            assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)
        await press(keys, "escape")
        keys.app.post_message(Goto("evidence", (hostile.TEXT,)))
        await rest(keys)
        assert not set(frame(keys.app)) & set(hostile.FORBIDDEN)
        assert not set(keys.app.clipboard) & set(hostile.FORBIDDEN)
        assert not keys.app._exit

"""The reader: every binding, each worker, frames of every view."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.tui.driving import NARROW, check_frames, frame, press, rest, until

from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.render.nodes import Link
from triptych.tui.context import Context
from triptych.tui.messages import Goto
from triptych.tui.screens.citation import CitationScreen
from triptych.tui.screens.claim import ClaimScreen
from triptych.tui.screens.export import ExportScreen
from triptych.tui.screens.passage import PassageScreen
from triptych.tui.screens.question import Question
from triptych.tui.screens.reader import ReaderScreen
from triptych.tui.screens.tagging import TagScreen
from triptych.tui.widgets.page import Page

Started = Callable[..., Any]


@pytest.fixture(scope="session")
def _published(tmp_path_factory: pytest.TempPathFactory, empty_archive: Path, make: ModuleType) -> Path:
    path = Path(shutil.copy(empty_archive, tmp_path_factory.mktemp("published") / "archive.duckdb"))
    memos.publish(Archive(path), make.dossier(), make.run())
    return path


@pytest.fixture
def one(_published: Path, tmp_path: Path, session: Callable[[Archive], Context]) -> Context:
    """A session over an archive with one small memo in which everything occurs."""
    return session(Archive(Path(shutil.copy(_published, tmp_path))))


async def opened(keys: Any) -> ReaderScreen:
    await press(keys, "enter")
    screen = keys.app.screen
    assert isinstance(screen, ReaderScreen)
    return screen


async def test_every_view(pilot: Started, one: Context) -> None:
    async with pilot(one) as keys:
        await opened(keys)
        await check_frames(keys, "reader-memo")
        for key, name in (("c", "claims"), ("d", "disputes"), ("v", "stances"), ("m", "memo")):
            await press(keys, key)
            await check_frames(keys, f"reader-{name}")
        for name, first in (("claims", "claim-rows"), ("apart", "apart"), ("memo", "memo-page")):
            await keys.click(f"#to-{name}")
            await rest(keys)
            assert keys.app.focused is not None
            assert keys.app.focused.id == first


async def test_a_citation_opens_its_passage_by_link_and_by_number(pilot: Started, one: Context) -> None:
    async with pilot(one, NARROW) as keys:
        await opened(keys)
        await press(keys, "tab", "tab", "enter")
        assert isinstance(keys.app.screen, PassageScreen)
        await check_frames(keys, "passage")
        await keys.resize_terminal(*NARROW)
        await press(keys, "j", "k", "G", "g", "escape", "2")
        assert isinstance(keys.app.screen, CitationScreen)
        await check_frames(keys, "citation")
        await press(keys, "backspace", "9", "enter")
        assert isinstance(keys.app.screen, CitationScreen)
        assert "no source has that number" in frame(keys.app)
        await press(keys, "backspace", "3", "enter")
        assert isinstance(keys.app.screen, PassageScreen)
        assert "Page 1" in frame(keys.app)
        await press(keys, "q", "4", "escape")
        assert isinstance(keys.app.screen, ReaderScreen)


async def test_an_address_is_shown_before_it_is_opened(
    pilot: Started, one: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with pilot(one) as keys:
        gone: list[str] = []
        monkeypatch.setattr(keys.app, "open_url", gone.append)
        screen = await opened(keys)
        await press(keys, "1", "enter", "u")
        assert isinstance(keys.app.screen, Question)
        assert "https://site0.org/" in frame(keys.app)
        await press(keys, "n")
        assert gone == []
        await press(keys, "u", "y")
        assert len(gone) == 1
        assert gone[0].startswith("https://site0.org/")
        await press(keys, "escape")
        page = screen.query_one("#memo-page", Page)
        links = screen.pages["memo-page"].links
        link = next(number for number, to in enumerate(links) if isinstance(to, Link))
        page.post_message(Page.Followed(page, link))
        await rest(keys)
        assert isinstance(keys.app.screen, Question)


async def test_ids_lead_to_claims_and_propositions_to_stances(pilot: Started, one: Context) -> None:
    async with pilot(one) as keys:
        screen = await opened(keys)
        await press(keys, "tab", "enter")
        assert isinstance(keys.app.screen, ClaimScreen)
        assert "Decoding takes 21 ms at best." in frame(keys.app)
        await press(keys, "y", "tab", "enter")
        assert keys.app.clipboard == "Decoding takes 21 ms at best."
        assert isinstance(keys.app.screen, PassageScreen)
        await press(keys, "y", "escape", "j", "k", "g", "G", "escape")
        assert keys.app.clipboard == "reads 70 GB of weights in 21 ms"
        for ref, kind in (
            ("R1", ClaimScreen),
            ("C1", ClaimScreen),
            ("P1", ReaderScreen),
            ("C2", ReaderScreen),
        ):
            screen._open_id(ref)
            await rest(keys)
            assert isinstance(keys.app.screen, kind)
            if kind is ClaimScreen:
                await press(keys, "escape")
        assert screen.query_one("#view").current == "stances"  # type: ignore[attr-defined]


async def test_claims_show_why_they_have_their_verdict(pilot: Started, one: Context) -> None:
    async with pilot(one) as keys:
        await opened(keys)
        await press(keys, "c")
        assert "21 ms is not in the second quote" in frame(keys.app)
        await press(keys, "j", "enter")
        assert isinstance(keys.app.screen, ClaimScreen)
        assert "Margins hold." in frame(keys.app)
        await press(keys, "escape", "k", "enter")
        await check_frames(keys, "claim")
        await press(keys, "escape", "tab", "tab", "enter")
        assert isinstance(keys.app.screen, PassageScreen)


async def test_the_outline_leads_to_a_part_and_follows_the_eye(pilot: Started, one: Context) -> None:
    async with pilot(one, NARROW) as keys:
        screen = await opened(keys)
        outline = screen.query_one("#outline")
        assert not outline.display or outline.region.width == 0
        await press(keys, "o")
        assert keys.app.focused is outline
        await check_frames(keys, "reader-outline")
        await keys.resize_terminal(*NARROW)
        await press(keys, "down", "down", "enter")
        assert keys.app.focused is screen.query_one("#memo-page")
        assert "Where the panel agrees" in frame(keys.app) or screen._reached
        await press(keys, "o", "o")
        assert keys.app.focused is screen.query_one("#memo-page")
        await press(keys, "end")
        assert screen._reached not in ("", "bottom-line")


async def test_one_goes_on_to_other_memos(pilot: Started, context: Context) -> None:
    async with pilot(context) as keys:
        order = [memo.id for memo in keys.app.screen.rows.rows]
        screen = await opened(keys)
        await press(keys, "right_square_bracket")
        assert screen.dossier is not None
        assert screen.dossier.memo.id == order[1]
        assert "2 of 12" in frame(keys.app)
        await press(keys, "left_square_bracket", "left_square_bracket")
        assert "This is the first memo." in frame(keys.app)
        await press(keys, "escape")
        keys.app.post_message(Goto("reader", (order[-1],)))
        await rest(keys)
        await press(keys, "left_square_bracket")
        assert keys.app.screen.dossier.memo.id == order[-2]


async def test_exporting_tagging_copying_and_reading_again(pilot: Started, one: Context) -> None:
    async with pilot(one) as keys:
        screen = await opened(keys)
        await press(keys, "x")
        assert isinstance(keys.app.screen, ExportScreen)
        await press(keys, "escape", "T")
        assert isinstance(keys.app.screen, TagScreen)
        for letter in "chips":
            await keys.press(letter)
        await press(keys, "enter")
        assert keys.app.screen.id == screen.id
        assert len(keys.app.screen_stack) == 3
        assert "#chips" in frame(keys.app)
        await press(keys, "y")
        assert keys.app.clipboard.startswith("# Inference as a commodity")
        await press(keys, "r")
        assert screen.beside is not None
        assert screen.beside.tags == ("chips",)


async def test_a_memo_that_is_gone_is_told(pilot: Started, one: Context) -> None:
    async with pilot(one) as keys:
        keys.app.post_message(Goto("reader", ("NO-SUCH-MEMO",)))
        await rest(keys)
        assert "NO-SUCH-MEMO" in frame(keys.app)
        await press(keys, "c", "d", "v", "m", "o", "y", "1", "x", "escape", "escape")


async def test_a_memo_of_400_kb_is_shown_at_once(
    pilot: Started, bare: Archive, make: ModuleType, session: Callable[[Archive], Context]
) -> None:
    dossier = make.dossier()
    section = dossier.memo.sections[0]
    sentence = dossier.memo.bottom_line[0]
    long = tuple(
        sentence.model_copy(update={"text": f"Sentence {n}. " + "Memory bounds it. " * 20})
        for n in range(1100)
    )
    paragraph = section.paragraphs[0].model_copy(update={"sentences": long})
    memo = dossier.memo.model_copy(
        update={"sections": (section.model_copy(update={"paragraphs": (paragraph,)}),)}
    )
    memos.publish(bare, dossier.model_copy(update={"memo": memo}), make.run())
    async with pilot(session(bare)) as keys:
        screen = await opened(keys)
        page = screen.query_one("#memo-page", Page)
        await until(keys, lambda: page.complete)
        assert sum(len(line.content.plain) for line in page._lines) > 400_000
        await press(keys, "end")
        assert "Sources" in frame(keys.app)

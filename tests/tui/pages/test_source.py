"""A source as a page: its text with what is quoted of it marked, and where it is used."""

import time
from types import ModuleType

from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.used import Used, used
from triptych.tui.pages.leads import ToClaim, ToMemo, ToPassage
from triptych.tui.pages.source import SourcePage, merged, text


def test_it_tells_what_rests_on_it(bare: Archive, make: ModuleType) -> None:
    dossier = make.dossier()
    memos.publish(bare, dossier, make.run())
    told = SourcePage(used(bare, dossier.memo.sources[1]))
    shown = "\n".join(line.content.plain for line in told.layout(90))
    assert "Page 2\nsite2.org · A. Writer · 30 November 2025 · web" in shown
    assert "kept for the memos that quote it" in shown
    assert "• Inference as a commodity  2026-03-01" in shown
    assert "claim E1 ✗ contradicted ! contested Decoding takes 21 ms at best." in shown
    assert "critique C1 A test says otherwise." in shown
    assert "reply R1 True." in shown
    assert "settlement" in shown
    assert told.links[:2] == [ToMemo("MEMO-0001"), ToClaim("MEMO-0001", "E1")]
    quote = told.links[2]
    assert isinstance(quote, ToPassage)
    assert quote.quote.quote == "not 21 ms"
    full = SourcePage(told.used, full=True)
    order = [line.anchor for line in full.layout(90) if line.anchor]
    assert order == ["text", "uses"]


def test_one_that_nobody_uses_says_so(make: ModuleType) -> None:
    source = make.source("Nobody reads it. " * 90)
    shown = "\n".join(line.content.plain for line in SourcePage(Used(source, True, 0, (), 0)).layout(80))
    assert "No memo quotes it." in shown
    assert "in the library" in shown
    assert "… enter shows all of it" in shown
    cited = "\n".join(line.content.plain for line in SourcePage(Used(source, False, 2, (), 0)).layout(80))
    assert "2 memos, which quote nothing of it." in cited


def test_spans_that_meet_are_one_and_are_marked_across_lines(make: ModuleType) -> None:
    assert merged([(5, 9), (0, 2), (8, 12), (3, 3)]) == [(0, 2), (5, 12)]
    source = make.source("One two\n\n\n\nthree four")
    lines = list(text(source, [(4, 16)], 80, 1000))
    assert [line.content.plain for line in lines] == ["One two", "", "three four"]
    marked = [line.content.plain[s.start : s.end] for line in lines for s in line.content.spans]
    assert marked == ["two", "three"]


def test_a_text_without_line_ends_is_laid_out_a_stretch_at_a_time(make: ModuleType) -> None:
    source = make.source("word " * 100_000)
    began = time.process_time()
    first = next(text(source, [], 90, len(source.text)))
    assert first.content.plain.startswith("word word")
    assert time.process_time() - began < 0.2
    assert list(text(make.source("x" * 5_000), [], 90, 100))

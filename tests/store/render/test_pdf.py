"""A memo as printed pages: what stands on them, where it leads, and that they are the same every time."""

import ctypes
from collections.abc import Iterator
from datetime import date
from functools import cache
from types import ModuleType

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triptych.errors import TriptychError
from triptych.store.records import Dossier
from triptych.store.render.document import document
from triptych.store.render.nodes import Table
from triptych.store.render.pdf import compiler
from triptych.store.render.pdf.document import pdf
from triptych.store.render.pdf.pieces import LONG, pieces
from triptych.store.render.widths import layout

NOWHERE = "\U0010fffd"  # a character that no font draws


@pytest.fixture
def varied(pages: ModuleType) -> ModuleType:
    """What varies a memo, under a name that is free here."""
    return pages


@pytest.fixture
def empty(dossier: Dossier, varied: ModuleType) -> Dossier:
    """A memo with nothing in it."""
    nothing = varied.with_ledger(dossier, **dict.fromkeys(type(dossier.ledger).model_fields, ()))
    parts = ("bottom_line", "sections", "agreements", "disagreements", "bets", "change_our_mind", "open_questions",
             "coverage", "limits", "sources")  # fmt: skip
    bare = varied.with_memo(nothing, **dict.fromkeys(parts, ()))
    brief = bare.brief.model_copy(update={"propositions": (), "questions": ()})
    made: Dossier = bare.model_copy(update={"brief": brief, "sources": (), "personas": (), "spend": ()})
    return made


@cache
def set_(dossier: Dossier) -> bytes:
    return pdf(dossier)


def words_of(made: bytes) -> list[str]:
    """The words of each page, with single spaces."""
    read = pypdfium2.PdfDocument(made)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in read]


def text(dossier: Dossier) -> str:
    return " ".join(words_of(set_(dossier)))


def addresses(made: bytes) -> set[str]:
    """The addresses that links of any page lead to."""
    return {found for page in pypdfium2.PdfDocument(made) for found in _addresses(page)}


def _addresses(page: pypdfium2.PdfPage) -> Iterator[str]:
    at, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page, at, link):
        action = pdfium.FPDFLink_GetAction(link)
        length = pdfium.FPDFAction_GetURIPath(page.pdf, action, None, 0) if action else 0
        if length:
            told = ctypes.create_string_buffer(length)
            pdfium.FPDFAction_GetURIPath(page.pdf, action, told, length)
            yield told.value.decode()


def jumps(made: bytes) -> int:
    """How many links lead to another place of the same file."""
    return sum(_jumps(page) for page in pypdfium2.PdfDocument(made))


def _jumps(page: pypdfium2.PdfPage) -> int:
    at, link, found = ctypes.c_int(0), pdfium.FPDF_LINK(), 0
    while pdfium.FPDFLink_Enumerate(page, at, link):
        found += bool(pdfium.FPDFLink_GetDest(page.pdf, link))
    return found


def test_the_first_page_has_the_title_block_the_answer_and_the_contents(dossier: Dossier) -> None:
    first = words_of(set_(dossier))[0]
    for words in (
        "Inference as a commodity",
        "1 March 2026",
        "Engineer, Investor",
        "embedded analyst",
        "Stopped early",
    ):
        assert words in first
    assert first.index("Bottom line") < first.index("Decoding is bound by memory.") < first.index("Contents")
    assert "Register of claims" in first


def test_every_other_page_names_the_memo_its_section_and_its_number(dossier: Dossier) -> None:
    made = words_of(set_(dossier))
    assert len(made) > 1
    assert f"Page 1 of {len(made)}" in made[0]
    for n, page in enumerate(made[1:], start=2):
        assert page.startswith("Inference as a commodity ")
        assert f"Page {n} of {len(made)}" in page


def test_sections_are_bookmarks_and_the_contents_lead_to_them(dossier: Dossier) -> None:
    read = pypdfium2.PdfDocument(set_(dossier))
    top = [mark.get_title() for mark in read.get_toc() if mark.level == 0]
    assert top[0] == "Bottom line"
    assert top[-2:] == ["Register of claims", "Sources"]
    assert len(top) == len(document(dossier).sections) + 1
    assert jumps(set_(dossier)) > len(top)


def test_a_footnote_holds_the_quote_that_the_text_does_not_print(dossier: Dossier) -> None:
    told = text(dossier)
    quote, source = dossier.ledger.claims[0].citations[0], dossier.sources[0]
    assert f"“{quote.quote}” {source.title}. {source.publisher}, 30 November 2025." in told


def test_all_links_lead_to_the_addresses_of_the_sources(dossier: Dossier) -> None:
    assert addresses(set_(dossier)) == {source.url for source in dossier.sources}


def test_an_address_that_is_not_of_the_web_is_words(dossier: Dossier) -> None:
    sources = tuple(s.model_copy(update={"url": "javascript:alert(1)"}) for s in dossier.sources)
    made = pdf(dossier.model_copy(update={"sources": sources}))
    assert addresses(made) == set()
    assert "javascript:alert(1)" in " ".join(words_of(made))


def test_propositions_are_a_table_with_before_and_after(dossier: Dossier) -> None:
    told = text(dossier)
    assert "70% → 55%" in told
    assert "Panel median" in told


def test_figures_are_vectors_with_captions(dossier: Dossier) -> None:
    read = pypdfium2.PdfDocument(set_(dossier))
    assert "Figure 1." in text(dossier)
    assert not [one for page in read for one in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE])]


def test_the_head_of_a_table_is_repeated_on_each_of_its_pages(dossier: Dossier, varied: ModuleType) -> None:
    claim = dossier.ledger.claims[0]
    many = [claim.model_copy(update={"id": f"E{n}"}) for n in range(1, 90)]
    made = words_of(pdf(varied.with_ledger(dossier, claims=many)))
    held = [page for page in made if "Register of claims" in page[:120]]
    assert len(held) > 1
    assert all("Claim Kind Confidence Found" in page for page in held)


def test_the_same_memo_gives_the_same_bytes_dated_as_the_memo(dossier: Dossier) -> None:
    assert pdf(dossier) == set_(dossier)
    told = pypdfium2.PdfDocument(set_(dossier)).get_metadata_dict()
    assert told["Title"] == "Inference as a commodity"
    assert told["Author"] == dossier.memo.analyst
    assert told["CreationDate"].startswith("D:20260301")


def test_the_file_is_tagged_for_reading_aloud(dossier: Dossier) -> None:
    assert pdfium.FPDFCatalog_IsTagged(pypdfium2.PdfDocument(set_(dossier)))
    assert b"pdfuaid" in set_(dossier)


def test_other_alphabets_and_signs_need_no_font_of_the_machine(dossier: Dossier, varied: ModuleType) -> None:
    made = set_(varied.with_memo(dossier, title="Ελλάδα, Україна, Việt Nam: ≥ 50% → ½, CO₂, €, †, ∑ and ✓"))
    assert b"pdfuaid" in made
    assert pypdfium2.PdfDocument(made).get_metadata_dict()["Title"].startswith("Ελλάδα")


def test_a_character_without_a_shape_stands_as_a_box_and_the_memo_says_so(
    dossier: Dossier, varied: ModuleType
) -> None:
    odd = text(varied.with_memo(dossier, title=f"Odd {NOWHERE} one"))
    assert "stand as boxes" in odd
    assert "stand as boxes" not in text(dossier)


def test_no_word_is_wider_than_the_page(dossier: Dossier, varied: ModuleType) -> None:
    long = "W" * 200 + " https://example.org/" + "a" * 180
    stances = [s.model_copy(update={"because": long}) for s in dossier.ledger.stances]
    wide = varied.with_ledger(varied.with_memo(dossier, title=long, open_questions=(long,)), stances=stances)
    propositions = tuple(p.model_copy(update={"text": long}) for p in wide.brief.propositions)
    wide = wide.model_copy(update={"brief": wide.brief.model_copy(update={"propositions": propositions})})
    for page in pypdfium2.PdfDocument(pdf(wide)):
        words = page.get_textpage()
        assert all(
            words.get_rect(n)[0] > 0 and words.get_rect(n)[2] < page.get_width()
            for n in range(words.count_rects())
        )


def test_a_memo_of_nothing_is_a_page(empty: Dossier) -> None:
    told = text(empty)
    assert "None could be drawn." in told
    assert "0 claims on 0 cited sources" in told


def test_what_typst_refuses_is_one_clear_line() -> None:
    with pytest.raises(TriptychError, match="could not be set as pages: ") as refused:
        compiler.compiled({}, date(2026, 3, 1))
    assert "\n" not in str(refused.value)
    assert refused.value.hint


@pytest.mark.parametrize(
    "source", [b'#read("/etc/hostname")', b'#read("../../etc/hostname")', b'#import "@preview/a:1.0.0": *']
)
def test_a_source_of_ours_can_read_nothing_but_its_data(source: bytes) -> None:
    with pytest.raises(compiler._Refused):
        compiler._made(source, {})


@given(st.text(), st.booleans())
def test_pieces_of_a_text_are_the_text(words: str, narrow: bool) -> None:
    found = pieces(words, narrow)
    assert "".join(found) == words
    assert all(len(word) <= LONG for piece in found for word in piece.split())


class PanicException(BaseException):
    """What typst's binding raises where typst itself is wrong."""


class Setter:
    """Stands for typst where it breaks down over its tags."""

    def __init__(self, *_: object, **__: object) -> None:
        self.error: BaseException = PanicException("tags")

    def compile(self, pdf_tags: bool = True, **_: object) -> bytes:
        if pdf_tags:
            raise self.error
        return b"without tags"


def test_where_typst_breaks_down_over_tags_the_pages_come_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typst.Compiler", Setter)
    assert compiler.compiled({}, date(2026, 3, 1)) == b"without tags"


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_who_interrupts_it_is_obeyed(monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]) -> None:
    class Interrupted(Setter):
        def __init__(self, *_: object, **__: object) -> None:
            self.error = stop()

    monkeypatch.setattr("typst.Compiler", Interrupted)
    with pytest.raises(stop):
        compiler.compiled({}, date(2026, 3, 1))


def test_the_first_page_explains_the_sign_of_what_was_reworded_if_it_is_used(
    dossier: Dossier, varied: ModuleType
) -> None:
    assert "†" not in words_of(set_(dossier))[0]
    revised = varied.with_claim(dossier, "E1", status="revised")
    assert "† Reworded in the debate" in words_of(set_(revised))[0]


def test_the_heads_of_a_crowded_table_stand_upright(dossier: Dossier, varied: ModuleType) -> None:
    names = [f"persona-{n}" for n in range(8)]
    personas = tuple(
        dossier.personas[0].model_copy(update={"key": name, "name": name.title()}) for name in names
    )
    many = varied.with_memo(dossier, panel=tuple(names)).model_copy(update={"personas": personas})
    assert [layout(table).crowded for table in tables(many)] == [True]
    assert [layout(table).crowded for table in tables(dossier)] == [False]
    assert all(f"Persona-{n}" in text(many) for n in range(8))


def tables(dossier: Dossier) -> list[Table]:
    return [
        block
        for section in document(dossier).sections
        for block in section.blocks
        if isinstance(block, Table)
    ]

"""A memo for a word processor: its styles, its footnotes, where it leads, and that it is the same every time."""

import io
import re
from dataclasses import replace
from datetime import datetime
from functools import cache
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import docx as word
import pytest
from docx.document import Document as File
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from triptych.store.records import Dossier
from triptych.store.render.document import document
from triptych.store.render.docx_file import docx
from triptych.store.render.nodes import Text, words


@cache
def made(dossier: Dossier) -> bytes:
    return docx(dossier)


def opened(dossier: Dossier) -> File:
    return word.Document(io.BytesIO(made(dossier)))


def part(dossier: Dossier, name: str) -> Any:
    """A part of the file as XML."""
    with ZipFile(io.BytesIO(made(dossier))) as parts:
        return etree.fromstring(parts.read(name))


def values(root: Any, tag: str, attribute: str) -> list[str]:
    return [found.get(qn(attribute)) for found in root.iter(qn(tag)) if found.get(qn(attribute)) is not None]


def said(node: Any) -> str:
    return "".join(text.text or "" for text in node.iter(qn("w:t")))


def test_title_and_headings_are_in_the_styles_that_one_navigates_by(dossier: Dossier) -> None:
    file = opened(dossier)
    styled = [(p.style.name, p.text) for p in file.paragraphs if p.style is not None]
    assert styled[0] == ("Title", "Inference as a commodity")
    headings = [text for style, text in styled if style == "Heading 1"]
    wanted = [words(s.title).partition(": ")[0] for s in document(dossier).sections]
    assert headings == [*wanted[:-1], "Register of claims", "Sources"]
    assert ("Heading 2", "What bounds it?") in styled


def test_lists_are_lists_and_nested_ones_stand_deeper(dossier: Dossier) -> None:
    styles = {p.style.name for p in opened(dossier).paragraphs if p.style is not None}
    assert styles >= {"List Bullet", "List Bullet 2", "List Number"}


def test_each_numbered_list_begins_with_one(dossier: Dossier) -> None:
    body = part(dossier, "word/document.xml")
    lists = [
        found.get(qn("w:val"))
        for numbered in body.iter(qn("w:numPr"))
        for found in numbered.iter(qn("w:numId"))
    ]
    assert len(lists) == len(dossier.memo.bets) + len(dossier.sources)
    assert len(set(lists)) == 2
    restarted = part(dossier, "word/numbering.xml").iter(qn("w:startOverride"))
    assert len(list(restarted)) == 2


def test_citations_are_real_footnotes_with_quote_and_source(dossier: Dossier) -> None:
    notes = part(dossier, "word/footnotes.xml")
    told = {note.get(qn("w:id")): said(note) for note in notes}
    referred = values(part(dossier, "word/document.xml"), "w:footnoteReference", "w:id")
    assert referred == [id for id in told if int(id) > 0]
    quote, source = dossier.ledger.claims[0].citations[0], dossier.sources[0]
    assert f"“{quote.quote}” {source.title}. {source.publisher}, 30 November 2025. site0.org [1]" in told["1"]


def test_a_citation_made_again_in_a_section_is_the_same_footnote(dossier: Dossier, pages: ModuleType) -> None:
    again = pages.with_memo(dossier, bottom_line=(dossier.memo.bottom_line[0],) * 2)
    body = part(again, "word/document.xml")
    fields = [text.text for text in body.iter(qn("w:instrText"))]
    assert " NOTEREF _RefNote1 \\f \\h " in fields


def test_every_jump_has_its_bookmark_and_no_two_bookmarks_are_one(dossier: Dossier) -> None:
    body, notes = part(dossier, "word/document.xml"), part(dossier, "word/footnotes.xml")
    names, ids = values(body, "w:bookmarkStart", "w:name"), values(body, "w:bookmarkStart", "w:id")
    anchors = values(body, "w:hyperlink", "w:anchor") + values(notes, "w:hyperlink", "w:anchor")
    noted = [
        name
        for text in body.iter(qn("w:instrText"))
        for name in re.findall(r"NOTEREF (\S+)", text.text or "")
    ]
    assert set(anchors) | set(noted) <= set(names)
    assert anchors
    assert len(names) == len(set(names))
    assert sorted(ids) == sorted(values(body, "w:bookmarkEnd", "w:id"))
    assert len(ids) == len(set(ids))


def test_nothing_leads_outside_but_links_of_the_web(dossier: Dossier) -> None:
    sources = (dossier.sources[0].model_copy(update={"url": "javascript:alert(1)"}), *dossier.sources[1:])
    file = opened(dossier.model_copy(update={"sources": sources}))
    outside = [r for p in file.part.package.iter_parts() for r in p.rels.values() if r.is_external]
    assert {r.target_ref for r in outside} == {s.url for s in dossier.sources[1:]}
    assert {r.reltype.rpartition("/")[2] for r in outside} == {"hyperlink"}
    assert "javascript:alert(1)" in file.paragraphs[-3].text


def test_tables_have_a_head_that_is_repeated_and_rows_that_stay_whole(dossier: Dossier) -> None:
    tables = opened(dossier).tables
    assert [cell.text for cell in tables[0].rows[0].cells][:3] == ["", "Proposition", "Engineer"]
    assert "70% → 55%" in {cell.text for row in tables[0].rows for cell in row.cells}
    for table in tables:
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert heads == [True, *[False] * (len(heads) - 1)]
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_paper_is_a4_and_the_text_fits_it(dossier: Dossier) -> None:
    file = opened(dossier)
    section = file.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.left_margin is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    room = section.page_width - 2 * section.left_margin
    assert all(sum(column.width or 0 for column in table.columns) <= room for table in file.tables)
    assert all(shape.width <= room for shape in file.inline_shapes)


def test_figures_are_pictures_with_words_and_captions(dossier: Dossier) -> None:
    file = opened(dossier)
    captions = [p.text for p in file.paragraphs if p.style is not None and p.style.name == "Caption"]
    told = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert told
    assert told == captions


def test_the_same_memo_gives_the_same_bytes_dated_as_the_memo(dossier: Dossier) -> None:
    assert docx(dossier) == made(dossier)
    told = opened(dossier).core_properties
    assert (told.title, told.author) == ("Inference as a commodity", dossier.memo.analyst)
    assert told.created is not None
    assert told.created.replace(tzinfo=None) == told.modified.replace(tzinfo=None) == datetime(2026, 3, 1, 12)
    with ZipFile(io.BytesIO(made(dossier))) as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}
        assert "docProps/thumbnail.jpeg" not in parts.namelist()


def test_what_xml_cannot_hold_is_left_out(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    told = replace(document(dossier), title=Text("B\x00e\x0c\x1bf\ud800o\udfffr\ufffee\uffff"))
    monkeypatch.setattr("triptych.store.render.docx_file.document", lambda _: told)
    file = word.Document(io.BytesIO(docx(dossier)))
    assert file.paragraphs[0].text == file.sections[0].header.paragraphs[0].text == "Before"

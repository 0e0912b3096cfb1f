"""A memo that would do harm, as PDF, DOCX and bundle: every word of it is shown, and none acts."""

import io
import time
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import docx as word
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
import pytest
from docx.document import Document as File

from triptych.store.records import Dossier
from triptych.store.render.bundle import bundle
from triptych.store.render.docx_file import docx
from triptych.store.render.pdf.document import pdf

Reworded = Callable[[Any, str], Any]

INERT = (
    "<script>alert(1)</script>",
    "[link=https://evil.example]x[/link]",
    '#eval("1+1")',
    '#import "@preview/x:1.0.0": *',
    "$x^2$",
    "*bold* _em_ @ref <label>",
    "`raw` \\u{41}",
    "=cmd|' /C calc'!A0",
    "{{brief}} %s {0}",
    "שלום",
    "W" * 200,
)
"""What must be found in every format as it was written, but for its white space."""
UNSHAPED = ("漢字", "🚀")
"""What the fonts of a PDF may lack."""
UNSEEN = ("\u202e", "\u202c", "\u2066", "\u200b", "\x00", "\x07", "\x1b", "\ufffe")
LARGE = 400_000  # characters


@pytest.fixture
def hostile(dossier: Dossier, reworded: Reworded) -> Dossier:
    """A memo whose every text begins with all of that."""
    made: Dossier = reworded(dossier, " ".join((*INERT, *UNSEEN, *UNSHAPED)))
    return made


@cache
def printed(dossier: Dossier) -> bytes:
    """Its PDF."""
    return pdf(dossier)


@cache
def read(dossier: Dossier) -> str:
    """The words of its PDF, without white space."""
    pages = pypdfium2.PdfDocument(printed(dossier))
    return bare("".join(page.get_textpage().get_text_range() for page in pages))


@cache
def opened(dossier: Dossier) -> File:
    return word.Document(io.BytesIO(docx(dossier)))


@cache
def files(dossier: Dossier) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(bundle(dossier, "{}", dossier.sources))) as made:
        return {name: made.read(name) for name in made.namelist()}


def bare(text: str) -> str:
    return "".join(text.split())


def in_docx(dossier: Dossier) -> str:
    """The words of its DOCX, tables included, without white space."""
    file = opened(dossier)
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return bare("".join([*(p.text for p in file.paragraphs), *cells]))


@pytest.mark.parametrize("text", INERT)
def test_a_pdf_shows_it_as_it_was_written(hostile: Dossier, text: str) -> None:
    assert bare(text) in read(hostile)


@pytest.mark.parametrize("text", [*INERT, *UNSHAPED])
def test_a_docx_shows_it_as_it_was_written(hostile: Dossier, text: str) -> None:
    assert in_docx(hostile).count(bare(text)) > 20


@pytest.mark.parametrize("text", [*INERT, *UNSHAPED])
def test_a_bundle_shows_it_as_it_was_written(hostile: Dossier, text: str) -> None:
    assert bare(text) in bare(files(hostile)["README.txt"].decode())
    assert all(
        bare(text) in bare(data.decode())
        for name, data in files(hostile).items()
        if name.startswith("sources/")
    )


@pytest.mark.parametrize("sign", UNSEEN)
def test_what_is_not_to_be_seen_is_in_none(hostile: Dossier, sign: str) -> None:
    texts = [data.decode() for name, data in files(hostile).items() if name.endswith(".txt")]
    assert not [text for text in (in_docx(hostile), *texts) if sign in text]
    # A hyphen at the end of a line reads as U+FFFE in the text that is taken out of a PDF.
    assert sign == "\ufffe" or sign not in read(hostile)


def test_a_docx_is_built_as_that_of_a_tame_memo_is(
    hostile: Dossier, dossier: Dossier, reworded: Reworded
) -> None:
    tame = opened(reworded(dossier, "word"))
    styles = [[p.style and p.style.name for p in file.paragraphs] for file in (opened(hostile), tame)]
    assert styles[0] == styles[1]
    links = [
        r.target_ref
        for p in opened(hostile).part.package.iter_parts()
        for r in p.rels.values()
        if r.is_external
    ]
    assert set(links) == {source.url for source in dossier.sources}


def test_a_pdf_has_no_script_no_file_and_no_form(hostile: Dossier) -> None:
    made = pypdfium2.PdfDocument(printed(hostile))
    assert pdfium.FPDFDoc_GetJavaScriptActionCount(made) == 0
    assert made.count_attachments() == 0
    assert made.get_formtype() == pdfium.FORMTYPE_NONE


def test_half_a_surrogate_pair_is_left_out(dossier: Dossier, pages: ModuleType) -> None:
    memo = dossier.memo.model_copy(update={"title": "be\ud800fore", "open_questions": ("af\udfffter",)})
    odd = dossier.model_copy(update={"memo": memo})
    assert "before" in in_docx(odd)
    assert "before" in read(odd)
    assert "# before" in files(odd)["memo.md"].decode()


def test_a_memo_of_400_kb_is_set_in_seconds(dossier: Dossier, pages: ModuleType) -> None:
    question = (
        "How much does it cost, by whom is it paid, and what would have to be true for that to change? " * 20
    )
    large = pages.with_memo(dossier, open_questions=(question,) * (LARGE // len(question)))
    began = time.perf_counter()
    assert len(read(large)) > LARGE * 0.8
    assert in_docx(large).count("Howmuchdoesitcost") >= LARGE // 100
    assert time.perf_counter() - began < 30

"""Documents that were made to break what reads them: each costs itself only, in little time and memory."""

import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module

import pytest

from triptych.agents.language import direction, figures, names
from triptych.agents.sources import feeds, html
from triptych.agents.sources.clean import clean
from triptych.agents.sources.dates import parse_date
from triptych.agents.sources.document import CutShort, Origin
from triptych.agents.sources.passages import split
from triptych.agents.sources.readers import read_bytes
from triptych.agents.sources.sentences import LONGEST, sentences
from triptych.agents.verification.independence import fingerprint
from triptych.errors import InputError
from triptych.store.sql.process import environment

FILE = Origin("document.txt")
PAGE = Origin("https://example.org/", "https://example.org/", "", "text/html")
SOON = 5.0
"""Seconds. What is linear takes hundredths of one; what was not took minutes, or would never have ended."""


def soon(work: Callable[[], object]) -> object:
    started = time.process_time()
    found = work()
    assert time.process_time() - started < SOON
    return found


@pytest.mark.parametrize("unit", [" ", "\t", "\u00a0", "x \t"])
def test_blanks_without_end_are_cleaned_at_once(unit: str) -> None:
    assert soon(lambda: clean(f"a{unit * 200_000}b"))


@pytest.mark.parametrize("unit", ["1,", ".1", "' ", "“", "![", "a. ", "Dr. ", "approx. 1 "])
def test_a_text_without_an_end_of_a_sentence_is_taken_apart_at_once(unit: str) -> None:
    text = clean(unit * (20_000 // len(unit)))
    spans = soon(lambda: (sentences(text), split(text)))
    assert isinstance(spans, tuple)
    assert all(0 < end - start <= LONGEST for start, end in spans[0])


@pytest.mark.parametrize("unit", [".", "-.", "1%", "$1 ", "100x ", "A ", "not ", "(1"])
def test_a_sentence_of_the_longest_is_read_at_once(unit: str) -> None:
    text = unit * (LONGEST // len(unit))
    soon(lambda: (direction.direction(text), figures.figures(text), names.names_in(text)))
    soon(lambda: fingerprint(unit * 20_000))


@pytest.mark.parametrize("beginning", ["<!---->", "<!-- a --> ", "<!--", "< ", "<a<"])
def test_what_a_document_is_is_told_at_once(beginning: str) -> None:
    data = (beginning * 2_000 + "x words of a text").encode()
    with suppress(InputError):  # that it is none is as good
        soon(lambda: read_bytes(data, FILE))


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (
            "a: &a {x: 1}\n"
            + "".join(f"{b}: &{b} {{<<: [{', '.join([f'*{a}'] * 9)}]}}\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
            "a merge key",
        ),
        (f"title: 1{':1' * 200_000}\n", "longer than 20,000 characters"),
        ("x: !!python/object/apply:os.system ['false']\n", "could not determine a constructor"),
        (f"x: {'[' * 500}\n", "."),
    ],
)  # fmt: skip
def test_front_matter_neither_grows_nor_acts(lines: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        soon(lambda: read_bytes(f"---\n{lines}---\nProse of a document.\n".encode(), FILE))


@pytest.mark.parametrize(
    "head", [f"title: 0x{'f' * 9_000}", "date: 1 Jan 99999999999999999999 00:00:00", "date: -1"]
)
def test_front_matter_that_says_nonsense_leaves_the_text(head: str) -> None:
    (source,) = read_bytes(f"---\n{head}\n---\nProse of a document.\n".encode(), FILE)
    assert source.text == "Prose of a document."
    assert source.published_at is None


def test_a_date_beyond_all_dates_is_none() -> None:
    for value in ("1 Jan 99999999999999999999 00:00:00", 10**5_000, "9" * 100_000, True):
        assert parse_date(value) is None


@pytest.mark.parametrize(
    "charset", ["idna", "punycode", "undefined", "unicode_escape", "utf\0", "utf-8\udce9", "x" * 1_000]
)
def test_a_charset_that_is_none_is_passed_over(charset: str) -> None:
    data = "Ein schöner Satz über Wärme und Kühlung. ".encode("latin-1") * 50
    (source,) = read_bytes(
        data, Origin("https://example.org/", "https://example.org/", charset, "text/plain")
    )
    assert "schöner" in source.text


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://192.0.2.1/x.dtd"> %a;]>',
    ],
)
def test_a_feed_that_declares_entities_is_refused(declared: str) -> None:
    feed = f'<?xml version="1.0"?>{declared}<rss><channel><item><title>&a;</title></item></channel></rss>'
    with pytest.raises(InputError, match="declares entities"):
        read_bytes(feed.encode(), Origin("feed.xml"))


def test_a_page_that_declares_entities_is_refused_too() -> None:
    page = '<!DOCTYPE html [<!ENTITY own SYSTEM "file:///etc/passwd">]><html><body><p>Of &own; only.</p></body></html>'
    with pytest.raises(InputError, match="declares entities"):
        read_bytes(page.encode(), PAGE)


@pytest.mark.parametrize("unit", ["a<br>", "<p>", "<b>"])
def test_a_page_of_tags_is_read_in_time(unit: str) -> None:
    page = "<html><body><p>The words of the page.</p>" + unit * (2 * html.MOST_TAGS)
    with suppress(InputError):  # that there is nothing to read is as good
        soon(lambda: read_bytes(page.encode(), PAGE))


def test_more_tags_than_the_extractor_bears_are_read_without_it() -> None:
    page = "<html><head><title>All of it</title></head><body>" + "<p>One more.</p>" * html.MOST_TAGS
    (source,) = read_bytes(page.encode(), PAGE)
    assert source.text.count("One more.") == html.MOST_TAGS


def test_of_a_feed_without_end_the_first_entries_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 3)
    items = "".join(
        f"<item><title>{n}</title><description>Entry number {n}.</description></item>" for n in range(5)
    )
    with pytest.raises(CutShort, match="of the 5 entries of the feed the first 3 are read") as told:
        read_bytes(f"<rss><channel>{items}</channel></rss>".encode(), Origin("feed.xml"))
    assert len(told.value.documents) == 3


def test_what_breaks_a_parser_costs_its_document_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(import_module("triptych.agents.sources.readers"), "read_text", broken)
    with pytest.raises(InputError, match=r"document\.txt: it cannot be parsed \(RecursionError\)"):
        read_bytes(b"Words.", FILE)


def pdf(content: bytes, kids: str = "3 0 R", pages: int = 1, packing: bytes = b"") -> bytes:
    """A PDF with one content stream."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F " + font + b" >> >>"
        b" /Contents 4 0 R >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), packing, content),
    ]
    data, places = b"%PDF-1.4\n", b""
    for number, body in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    end = b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + b"xref\n0 5\n0000000000 65535 f \n" + places + end


def written(words: str) -> bytes:
    return f"BT /F 11 Tf 40 740 Td ({words}) Tj ET".encode()


def bomb(size: int) -> bytes:
    """A stream that unpacks to so many megabytes, twice packed."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(size)) + packer.flush()
    return zlib.compress(packed, 9)


def test_pdfs_are_read_side_by_side() -> None:
    files = [pdf(written(f"The {word} one is read.")) for word in ("first", "second", "third", "fourth")]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda data: read_bytes(data, Origin("paper.pdf"))[0].text, files))
    assert found == [f"The {word} one is read." for word in ("first", "second", "third", "fourth")]


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(
            lambda: pdf(bomb(800), packing=b"/Filter [/FlateDecode /FlateDecode]"), id="unpacks to 800 MB"
        ),
        pytest.param(lambda: pdf(b"", kids="2 0 R 2 0 R", pages=2_000_000_000), id="pages within themselves"),
        pytest.param(
            lambda: pdf(b"", kids="3 0 R " * 10_000, pages=10_000), id="one page ten thousand times"
        ),
    ],
)
def test_a_pdf_that_takes_too_much_is_refused(made: Callable[[], bytes]) -> None:
    data = made()
    assert len(data) < 200_000
    with pytest.raises(InputError, match=r"paper\.pdf: this PDF"):
        read_bytes(data, Origin("paper.pdf"))


def test_the_process_that_reads_a_pdf_knows_no_key_and_writes_no_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-user")
    script = (
        "import os, resource, triptych.agents.sources.pdf_child as child; child.main(); "
        "print(resource.getrlimit(resource.RLIMIT_FSIZE), 'OPENAI_API_KEY' in os.environ)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=pdf(written("Words.")),
        capture_output=True,
        env=environment(),
        check=True,
    )
    assert done.stdout.splitlines()[-1] == b"(0, 0) False"

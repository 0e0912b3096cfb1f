"""No text from outside acts on the page, breaks out of its place, or turns what stands beside it."""

from collections import Counter
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from triptych.store.records import Dossier
from triptych.store.render.html.page import html

Read = Any
HOSTILE = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg onload=alert(1)>",
    "{{7*7}}{% include 'alert(1)' %}{# alert(1) #}",
    "[link=javascript:alert(1)]x[/link]",
    "<!-- alert(1) ]]> <![CDATA[",
    "&lt;b&gt; alert(1) &#0; &nbsp;",
    "javascript:alert(1)",
    "{0} {} {self.__class__} %s alert(1)",
]


@pytest.fixture
def told(dossier: Dossier, pages: ModuleType) -> Dossier:
    """A memo with something in each of its parts."""
    undone = pages.change("Margins hold.", "", reason="no quote of it stands in a source")
    made: Dossier = pages.with_claim(dossier, "I1", status="withdrawn", history=(undone,))
    return made


def _shape(page: HtmlElement) -> Counter[tuple[str, tuple[str, ...]]]:
    """How many of each element there are, by the names of its attributes."""
    elements = (e for e in page.iter() if isinstance(e.tag, str) and not _drawn(e))
    return Counter((e.tag, tuple(sorted(e.keys()))) for e in elements)


def _drawn(element: HtmlElement) -> bool:
    return any(parent.tag == "svg" for parent in (element, *element.iterancestors()))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_from_outside_acts(
    told: Dossier, read: Read, reworded: Callable[[Any, str], Any], text: str
) -> None:
    plain, page = read(reworded(told, "word")), read(reworded(told, text))
    assert _shape(page) == _shape(plain)
    assert not page.xpath("//script|//@*[starts-with(name(), 'on')]|//comment()")
    assert page.findtext("head/title") == f"{text} {told.memo.title}"
    assert f"{text} Decoding is bound by memory." in page.text_content()


def test_what_is_not_to_be_seen_is_not_there(told: Dossier, reworded: Callable[[Any, str], Any]) -> None:
    page = html(reworded(told, "a\x00b \u202egnp.exe\u202c \x1b]52;c;QQ==\x07 \u2066x\ufeff"))
    assert not set("\x00\u202e\u202c\x1b\x07\u2066\ufeff") & set(page)
    assert "ab gnp.exe" in page


def test_what_is_not_to_be_seen_in_a_source_is_not_there_and_its_quotes_are(
    dossier: Dossier, read: Read
) -> None:
    first = dossier.sources[0]
    text = f"{first.text} \u202eafter\x00 <b>it</b>"
    page = read(
        dossier.model_copy(
            update={"sources": (first.model_copy(update={"text": text}), *dossier.sources[1:])}
        )
    )
    assert page.xpath("string(//*[@id='note-1a']//blockquote)").endswith("in 21 ms. after <b>it</b>")


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>x</script>",
     "file:///etc/passwd", "//evil.example", "https://a.example/<script>", "vbscript:x", ""],
)  # fmt: skip
def test_an_address_that_is_none_is_no_link(dossier: Dossier, read: Read, url: str) -> None:
    first = dossier.sources[0].model_copy(update={"url": url})
    page = read(dossier.model_copy(update={"sources": (first, *dossier.sources[1:])}))
    assert not page.xpath("//li[@id='source-1']//a[not(starts-with(@href, '#'))]")
    assert "Page 0" in page.xpath("string(//li[@id='source-1'])")


def test_an_address_does_not_break_out_of_its_link(dossier: Dossier, read: Read) -> None:
    url = 'https://a.example/"onclick="alert(1)\'&lt;'
    first = dossier.sources[0].model_copy(update={"url": url})
    page = read(dossier.model_copy(update={"sources": (first, *dossier.sources[1:])}))
    assert url in page.xpath("//li[@id='source-1']//a/@href")
    assert not page.xpath("//@onclick")


def test_signs_of_other_scripts_are_shown_as_they_are(
    told: Dossier, read: Read, reworded: Callable[[Any, str], Any]
) -> None:
    text = f"🚀 漢字 مرحبا E = mc² ∑ {'W' * 200}"
    assert read(reworded(told, text)).findtext("head/title") == f"{text} {told.memo.title}"

"""The page as a whole: it is one file that asks nobody for anything, and everything in it leads somewhere."""

import re
from itertools import pairwise

import pytest
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from triptych.store.records import Dossier
from triptych.store.render.document import document
from triptych.store.render.html.page import STYLE, html


def test_the_page_says_what_it_is_before_anything_else(page: HtmlElement) -> None:
    assert page.get("lang") == "en"
    assert page.findtext("head/title") == "Inference as a commodity"
    charset, policy = page.findall("head/meta")[:2]
    assert charset.get("charset") == "utf-8"
    assert policy.get("http-equiv") == "Content-Security-Policy"
    assert policy.get("content", "").startswith(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
    )
    assert page.xpath("//meta[@name='viewport']")


def test_nothing_in_it_runs_or_asks_for_anything(page: HtmlElement) -> None:
    assert not page.xpath(
        "//script|//iframe|//object|//embed|//form|//base|//img|//@*[starts-with(name(), 'on')]"
    )
    assert not page.xpath("//@src|//@srcset|//@style[contains(., 'url')]")
    assert page.xpath("//link/@href") == ["data:,"]
    assert not re.search(r"url\(|@import|@font-face", STYLE)


def test_links_leave_the_page_only_for_the_web_and_tell_it_nothing(page: HtmlElement) -> None:
    away = [a for a in page.iter("a") if not a.get("href", "").startswith("#")]
    assert away
    assert all(a.get("href").startswith("https://") for a in away)
    assert {a.get("rel") for a in away} == {"noreferrer noopener"}


def test_every_link_inside_and_every_button_has_its_end(page: HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    inside = [href.removeprefix("#") for href in page.xpath("//a/@href") if href.startswith("#")]
    assert len(inside) > 40
    named = " ".join(page.xpath("//@popovertarget | //@aria-labelledby")).split()
    assert set(inside) | set(named) <= set(ids)


def test_headings_come_in_order(page: HtmlElement) -> None:
    levels = [int(h.tag[1]) for h in page.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_contents_name_every_section_in_order(dossier: Dossier, page: HtmlElement) -> None:
    keys = [s.key for s in document(dossier).sections]
    for contents in page.xpath("//nav"):
        assert contents.xpath(".//a/@href") == [f"#{key}" for key in [*keys, "claims", "debate"]]
    assert page.xpath("//main/section/@id") == [*keys, "claims", "debate"]


def test_the_first_thing_that_a_key_reaches_skips_the_contents(page: HtmlElement) -> None:
    first = page.xpath("//a|//button")[0]
    assert first.get("href") == f"#{page.xpath('//main/@id')[0]}"


def test_what_the_document_says_the_page_says(dossier: Dossier, page: HtmlElement) -> None:
    said = " ".join(page.text_content().split())
    for words in (
        "Decoding is bound by memory. (site0.org, November 2025, and 1 more; E1)",
        "E1, Engineer: Decoding takes 21 ms at best. “reads 70 GB of weights in 21 ms”",
        "Engineer on P1, round 1, 70% → 55%: I1 moved (moved by I1, C1).",
        "Of 2 questions 1 have quotes from two publishers or more, 1 from one, 0 from none.",
    ):
        assert words in said


def test_a_line_that_stands_out_alone_is_a_heading(page: HtmlElement) -> None:
    assert "What bounds it?" in page.xpath("//section[@id='the-engineer']/h3/text()")


def test_a_row_names_its_columns_for_a_narrow_screen(page: HtmlElement) -> None:
    row = page.xpath("//tr[@id='id-P1']")[0]
    assert row.findtext("th") == "P1"
    assert row.xpath("td/@data-title") == ["Proposition", "Engineer", "Investor", "Panel median", "Spread"]


def test_the_same_dossier_gives_the_same_page(dossier: Dossier) -> None:
    assert html(dossier) == html(Dossier.model_validate_json(dossier.model_dump_json()))


def test_a_memo_with_nothing_in_it_is_a_page_too(dossier: Dossier) -> None:
    bare = dossier.model_copy(update={"ledger": type(dossier.ledger)(), "sources": ()})
    assert "Every claim" not in html(bare)
    assert html(bare).endswith("</html>\n")


@pytest.mark.parametrize("theme", [0, 1])
def test_words_stand_out_from_what_is_behind_them(theme: int) -> None:
    """At least 4.5 to 1, in light and in dark, as WCAG 2 asks of text."""
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", STYLE.split("prefers-color-scheme: dark")[theme]))
    assert {"ink", "muted", "accent", "good", "fair", "bad"} < colours.keys()
    for name in ("ink", "muted", "accent", "good", "fair", "bad"):
        for behind in ("paper", "raised", "soft"):
            assert _contrast(colours[name], colours[behind]) >= 4.5, (name, behind)
    assert _contrast(colours["ink"], colours["hit"]) >= 4.5


def _contrast(one: str, other: str) -> float:
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

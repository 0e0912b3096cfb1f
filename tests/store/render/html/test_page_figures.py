"""The figures of a memo, drawn into the page where they belong, in the colours of the page."""

import re
from types import ModuleType
from typing import Any

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from triptych.store.records import Dossier
from triptych.store.render.figures import figures
from triptych.store.render.html.page import STYLE, html

Read = Any


def test_every_figure_is_on_the_page_with_its_title_and_its_caption(
    dossier: Dossier, page: HtmlElement
) -> None:
    drawn = figures(dossier)
    assert len(drawn) > 1
    assert sorted(page.xpath("//figure/@id")) == sorted(f"figure-{f.key}" for f in drawn)
    for figure in drawn:
        (found,) = page.xpath(f"//figure[@id='figure-{figure.key}']")
        assert len(found.xpath(".//svg")) == 1
        assert found.xpath("string(figcaption)") == f"{figure.title}. {figure.caption}"


def test_a_figure_stands_beside_what_it_shows(page: HtmlElement) -> None:
    where = {f.get("id"): f.xpath("string(ancestor::section/@id)") for f in page.iter("figure")}
    assert where["figure-stances"] == "propositions"
    assert where["figure-argument"] == "contested"
    assert where["figure-evidence"] == "method"


def test_a_figure_whose_section_is_not_in_the_memo_is_not_lost(
    dossier: Dossier, pages: ModuleType, read: Read
) -> None:
    calm = pages.with_claim(dossier, "E1", status="standing")
    calm = pages.with_ledger(
        calm, replies=[], critiques=[c for c in dossier.ledger.critiques if c.id == "C1"]
    )
    page = read(calm)
    assert not page.xpath("//section[@id='contested']")
    keys = {f.key for f in figures(calm)}
    assert "argument" in keys
    assert set(page.xpath("//figure/@id")) == {f"figure-{key}" for key in keys}


def test_every_colour_that_a_figure_asks_for_is_one_of_the_page(dossier: Dossier) -> None:
    asked = {name for figure in figures(dossier) for name in re.findall(r"var\(--([a-z]+)", figure.svg)}
    assert asked
    assert asked <= set(re.findall(r"--([a-z]+): ", STYLE.partition("@media")[0]))


def test_the_drawings_are_whole(dossier: Dossier) -> None:
    assert all(figure.svg in html(dossier) for figure in figures(dossier))

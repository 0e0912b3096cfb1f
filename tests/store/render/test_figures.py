"""The figures: nothing leaves its place or lies upon another, nothing from outside acts, and empty ones are left out."""

import importlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from triptych.store.records import Dossier, Ledger, Spend
from triptych.store.render.figures import LIGHT, THEMED, Figure, figures
from triptych.store.render.figures.measures import PRINTED, WIDEST
from triptych.store.render.figures.topics import Topic
from triptych.store.render.illustrated import PRINT

_DRAWN = Path(__file__).with_name("drawn.py")


@pytest.fixture(scope="session")
def drawn(loaded: Callable[[str, Path], ModuleType]) -> ModuleType:
    return loaded("drawn_figures", _DRAWN)


@pytest.fixture
def crowded(drawn: ModuleType, make: ModuleType, dossier: Dossier) -> Dossier:
    made: Dossier = drawn.crowded(make, dossier)
    return made


def _by_key(dossier: Dossier) -> dict[str, Figure]:
    return {figure.key: figure for figure in figures(dossier)}


def test_a_memo_has_a_figure_of_the_argument_the_stances_the_evidence_and_the_spend(dossier: Dossier) -> None:
    assert [f.key for f in figures(dossier)] == ["argument", "stances", "evidence", "spend"]
    assert all(f.title and f.caption for f in figures(dossier))


@pytest.mark.parametrize("many", [8, 30, 60])
def test_nothing_is_drawn_outside_the_view_box(
    drawn: ModuleType, make: ModuleType, dossier: Dossier, many: int
) -> None:
    for figure in figures(drawn.crowded(make, dossier, many)):
        wide, high = drawn.size(figure.svg)
        for box in (*drawn.texts(figure.svg), *drawn.shapes(figure.svg)):
            assert (box.left, box.top) >= (-0.1, -0.1), (figure.key, box)
            assert box.right <= wide + 0.1, (figure.key, box)
            assert box.bottom <= high + 0.1, (figure.key, box)


@pytest.mark.parametrize("many", [8, 30, 60])
def test_no_two_texts_lie_upon_each_other(
    drawn: ModuleType, make: ModuleType, dossier: Dossier, many: int
) -> None:
    for figure in figures(drawn.crowded(make, dossier, many)):
        met = [(a, b) for a, b in combinations(drawn.texts(figure.svg), 2) if a.meets(b)]
        assert not met, figure.key


def test_a_figure_fits_a_printed_page(drawn: ModuleType, crowded: Dossier) -> None:
    for figure in figures(crowded):
        wide, high = drawn.size(figure.svg)
        assert high <= 1.45 * wide, figure.key


def test_a_text_from_outside_is_words_and_nothing_else(drawn: ModuleType, crowded: Dossier) -> None:
    known = {"svg", "g", "title", "desc", "text", "rect", "circle", "polygon", "polyline", "path"}
    for figure in figures(crowded):
        nodes = list(drawn.root(figure.svg).iter())
        assert {node.tag.removeprefix(drawn.SVG) for node in nodes} <= known
        assert not [name for node in nodes for name in node.attrib if name.startswith("on") or "href" in name]
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u200d\ud800-\udfff\ufffe]", figure.svg)


def test_a_figure_names_nothing_outside_itself(crowded: Dossier) -> None:
    for figure in figures(crowded):
        outside = re.findall(r"url\(|xlink|href|@import|<style|<script|<foreignObject|<image", figure.svg)
        assert not outside
        assert figure.svg.count("http://www.w3.org/2000/svg") == 1


def test_a_figure_says_what_it_is_to_who_does_not_see_it(drawn: ModuleType, dossier: Dossier) -> None:
    for figure in figures(dossier):
        root = drawn.root(figure.svg)
        titles, told = root.findall(f"{drawn.SVG}title"), root.findall(f"{drawn.SVG}desc")
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-labelledby"].split() == [titles[0].attrib["id"], told[0].attrib["id"]]
        assert (titles[0].text, told[0].text) == (figure.title, figure.caption)
        assert "width" not in root.attrib


def test_the_same_memo_gives_the_same_figures(crowded: Dossier) -> None:
    assert figures(crowded) == figures(crowded.model_copy(deep=True))


def test_the_page_sets_the_colours_unless_they_are_plain(dossier: Dossier) -> None:
    serif = replace(LIGHT, family="Libertinus Serif")
    for themed, plain in zip(figures(dossier, THEMED), figures(dossier, serif), strict=True):
        assert "var(--ink, #1d1c1a)" in themed.svg
        assert "var(" not in plain.svg
        assert 'font-family="Libertinus Serif"' in plain.svg
        assert (themed.title, themed.caption) == (plain.title, plain.caption)


def test_plain_figures_are_drawn_by_typst(tmp_path: Path, crowded: Dossier) -> None:
    typst = pytest.importorskip("typst")
    for figure in figures(crowded, LIGHT):
        (tmp_path / f"{figure.key}.svg").write_text(figure.svg, encoding="utf-8")
    page = "".join(f'#image("{f.key}.svg", width: 482pt)\n' for f in figures(crowded, LIGHT))
    (tmp_path / "page.typ").write_text(f"#set page(height: auto)\n{page}", encoding="utf-8")
    made = typst.compile(str(tmp_path / "page.typ"), format="png", ppi=40)
    assert len(made) > 5000


@pytest.mark.parametrize(
    ("without", "left"),
    [
        ({"critiques": ()}, ["stances", "evidence", "spend"]),
        ({"stances": ()}, ["argument", "evidence", "spend"]),
        ({"claims": (), "critiques": (), "replies": (), "settlements": ()}, ["stances", "spend"]),
    ],
)
def test_a_figure_with_nothing_to_show_is_left_out(
    dossier: Dossier, without: dict[str, Any], left: list[str]
) -> None:
    ledger = Ledger.model_validate(dossier.ledger.model_dump() | without)
    assert [f.key for f in figures(dossier.model_copy(update={"ledger": ledger}))] == left


def test_stances_that_all_abstain_are_not_drawn(dossier: Dossier) -> None:
    mute = tuple(s.model_copy(update={"probability": None}) for s in dossier.ledger.stances)
    ledger = dossier.ledger.model_copy(update={"stances": mute})
    assert "stances" not in _by_key(dossier.model_copy(update={"ledger": ledger}))


def test_evidence_without_a_date_is_not_drawn_and_a_run_that_used_nothing_neither(dossier: Dossier) -> None:
    undated = tuple(s.model_copy(update={"published_at": None}) for s in dossier.sources)
    bare = dossier.model_copy(update={"sources": undated, "spend": (Spend(node="merge"),)})
    assert list(_by_key(bare)) == ["argument", "stances"]


def _words(drawn: ModuleType, figure: Figure) -> list[str]:
    return [box.what for box in drawn.texts(figure.svg)]


def _found_both(dossier: Dossier) -> Dossier:
    """The memo whose one search found a quote for the claim and one against it."""
    first, second = dossier.ledger.settlements
    both = first.model_copy(update={"opposes": second.opposes})
    ledger = dossier.ledger.model_copy(update={"settlements": (both,)})
    return dossier.model_copy(update={"ledger": ledger})


def test_the_map_shows_who_objects_what_searches_found_and_the_answer(
    drawn: ModuleType, dossier: Dossier
) -> None:
    words = " ".join(_words(drawn, _by_key(_found_both(dossier))["argument"]))
    assert "E1, engineer" in words
    assert "contested" in words
    assert "C1: contradicted, major" in words
    assert "investor, engineer" in words
    assert "R1 revises (refused): It quotes nothing new." in words
    assert "Search found for it" in words
    assert "Search found against it" in words


def test_what_searches_found_twice_for_claims_of_one_quote_is_shown_once(
    drawn: ModuleType, dossier: Dossier
) -> None:
    both = _found_both(dossier)
    claim, critique = both.ledger.claims[0], both.ledger.critiques[0]
    twin = claim.model_copy(update={"id": "I7", "persona": "investor"})
    ledger = both.ledger.model_copy(
        update={
            "claims": (*both.ledger.claims, twin),
            "critiques": (*both.ledger.critiques, critique.model_copy(update={"id": "C7", "target": "I7"})),
            "settlements": (
                *both.ledger.settlements,
                both.ledger.settlements[0].model_copy(update={"claim": "I7"}),
            ),
        }
    )
    words = _words(drawn, _by_key(both.model_copy(update={"ledger": ledger}))["argument"])
    assert "E1, engineer · I7, investor" in words
    assert "C1, C7: contradicted, major" in words
    assert words.count("Search found against it") == 1


def test_support_and_attack_differ_by_sign_and_by_dashes(drawn: ModuleType, dossier: Dossier) -> None:
    paths = list(drawn.root(_by_key(_found_both(dossier))["argument"].svg).iter(f"{drawn.SVG}path"))
    dashed = ["stroke-dasharray" in path.attrib for path in paths]
    # C1 and C2 object, and settling found one quote for E1 and one against it.
    assert (dashed.count(True), dashed.count(False)) == (3, 1)


def test_a_claim_stands_under_the_proposition_whose_stances_rest_on_it(
    drawn: ModuleType, dossier: Dossier
) -> None:
    at = {box.what.split(",")[0]: box for box in drawn.texts(_by_key(dossier)["argument"].svg)}
    assert at["P1"].top < at["E1"].top < at["P2"].top
    assert at["P1"].left < at["E1"].left


def test_the_least_contested_is_left_out_and_counted(drawn: ModuleType, crowded: Dossier) -> None:
    figure = _by_key(crowded)["argument"]
    words = " ".join(_words(drawn, figure))
    counted = re.match(r"(\d+) claims or propositions were objected to; left out: (\d+)", figure.caption)
    assert counted is not None
    status = re.findall(r"contested|revised|standing|withdrawn|median", words)
    assert set(status) <= {"contested", "median"}
    assert int(counted[2]) < int(counted[1])


def test_stances_show_before_and_after_the_median_and_who_abstains(
    drawn: ModuleType, dossier: Dossier
) -> None:
    words = _words(drawn, _by_key(dossier)["stances"])
    row = words[words.index("Engineer") :]
    assert row[:6] == ["Engineer", "70% → 55%", "Investor", "abstains", "Median", "70% → 55%"]


def test_a_probability_stands_at_its_place_on_the_scale(drawn: ModuleType, dossier: Dossier) -> None:
    svg = _by_key(dossier)["stances"].svg
    scale = {b.what: (b.left + b.right) / 2 for b in drawn.texts(svg) if re.fullmatch(r"\d+%", b.what)}
    dots = sorted((b.left + b.right) / 2 for b in drawn.shapes(svg) if b.what == "circle")
    per = (scale["100%"] - scale["0%"]) / 100
    assert dots == pytest.approx([scale["0%"] + 55 * per, scale["0%"] + 70 * per], abs=0.2)


def test_sources_stand_at_their_day_and_undated_ones_are_named(drawn: ModuleType, dossier: Dossier) -> None:
    days = (date(2022, 1, 1), None, date(2024, 1, 1))
    sources = tuple(
        s.model_copy(update={"published_at": day, "publisher": f"site {day}"})
        for s, day in zip(dossier.sources, days, strict=True)
    )
    figure = _by_key(dossier.model_copy(update={"sources": sources}))["evidence"]
    places = {b.what: b.left for b in drawn.texts(figure.svg)}
    assert "Undated: site None" in places
    assert places["site 2022-01-01"] < places["2023"] < places["site 2024-01-01"]
    assert "2 cited sources, January 2022 to January 2024" in figure.caption


def test_kinds_of_sources_are_told_apart_by_shape_and_named(drawn: ModuleType, crowded: Dossier) -> None:
    svg = _by_key(crowded)["evidence"].svg
    words = [b.what for b in drawn.texts(svg)]
    assert {"web page", "PDF", "file", "feed", "podcast", "starter collection"} <= set(words)
    corners = {len(p.attrib["points"].split()) for p in drawn.root(svg).iter(f"{drawn.SVG}polygon")}
    assert corners == {3, 4, 5, 6, 8}


def test_the_spend_has_a_column_for_each_measure_that_was_used(drawn: ModuleType, dossier: Dossier) -> None:
    words = _words(drawn, _by_key(dossier)["spend"])
    assert {"Seconds", "Cost, USD", "Tokens", "Model calls", "Searches", "research", "merge"} <= set(words)
    free = dossier.model_copy(update={"spend": (Spend(node="research", searches=3, seconds=1.5),)})
    figure = _by_key(free)["spend"]
    assert not {"Cost, USD", "Tokens", "Model calls"} & set(_words(drawn, figure))
    assert "seconds 1.5, searches 3" in figure.caption


def test_a_proposition_without_a_view_is_drawn_beside_those_with_one(
    drawn: ModuleType, dossier: Dossier
) -> None:
    words = _words(drawn, _by_key(dossier)["stances"])
    bare = words[words.index("P2 Margins stay over 60 %.") :]
    assert bare[1:] == [
        "by 31 December 2028",
        "Engineer",
        "abstains",
        "Investor",
        "abstains",
        "Median",
        "none",
    ]


def test_propositions_that_are_not_drawn_are_counted(drawn: ModuleType, crowded: Dossier) -> None:
    figure = _by_key(crowded)["stances"]
    put = len(crowded.brief.propositions)
    assert f"The first 10 of {put} propositions are drawn." in figure.caption
    assert sum(word.startswith("by 31 December") for word in _words(drawn, figure)) == 10


def test_undated_and_undrawn_sources_are_counted(
    drawn: ModuleType, dossier: Dossier, make: ModuleType
) -> None:
    dated = dossier.sources[0]
    names = [f"A publisher with quite a long name, number {n}" for n in range(40)]
    undated = [make.source(f"Text {n}.", "A page", name) for n, name in enumerate(names)]
    bare = [s.model_copy(update={"published_at": None}) for s in undated]
    claims = [
        dossier.ledger.claims[0].model_copy(update={"id": f"X{n}", "citations": (make.quote(s, "Text"),)})
        for n, s in enumerate(bare)
    ]
    ledger = dossier.ledger.model_copy(update={"claims": (*dossier.ledger.claims, *claims)})
    unquoted = make.source("Nobody quotes this.")
    many = dossier.model_copy(update={"ledger": ledger, "sources": (dated, *bare, unquoted)})
    figure = _by_key(many)["evidence"]
    told = " ".join(_words(drawn, figure)).partition("Undated: ")[2]
    named = told.count("A publisher")
    assert 0 < named < len(names)
    assert told.endswith(f" and {len(names) - named} more")
    assert f"without a date, under the lines: {len(names)};" in figure.caption
    assert f"publishers of those that are not named: {len(names) - named};" in figure.caption
    assert "and not drawn: 1." in figure.caption


def test_a_large_ledger_is_measured_no_further_than_the_drawing_reaches(
    drawn: ModuleType, make: ModuleType, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = drawn.crowded(make, dossier, 200)
    module = importlib.import_module("triptych.store.render.figures.argument")
    grouped, sizes = module._grouped, []

    def counted(chosen: Sequence[Topic], heads: Sequence[Topic]) -> list[Any]:
        sizes.append(len(chosen))
        made: list[Any] = grouped(chosen, heads)
        return made

    monkeypatch.setattr(module, "_grouped", counted)
    figure = module.argument(large, LIGHT)
    assert figure is not None
    assert "left out: " in figure.caption
    assert max(sizes) < 40


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_what_is_printed_is_never_wider_than_it_is_taken_to_be(weight: str) -> None:
    typst = pytest.importorskip("typst")
    texts = (
        "The source is 33 months old, and what it measures moves faster than that.",
        "OpenRouter raised $113 million in a Series B round (CapitalG), 70% → 55%: “May 2026”",
        "ILLINOIS KRAKÓW WWW mmm fill flüssig — 0123456789",
    )
    source = f"""
#set text(font: "Libertinus Serif", size: 100pt, weight: "{weight}")
#context [#metadata(json(bytes({json.dumps(json.dumps(texts))})).map(one => measure(one).width.pt()))<wide>]
"""
    wide = json.loads(
        typst.query(source.encode(), "<wide>", field="value", one=True, ignore_system_fonts=True)
    )
    for text, real in zip(texts, wide, strict=True):
        taken = PRINTED.width(text, 100, weight == "bold")
        assert real <= taken < 1.15 * real
        assert taken < WIDEST.width(text, 100, weight == "bold")


def test_on_paper_nothing_meets_either(drawn: ModuleType, crowded: Dossier) -> None:
    for figure in figures(crowded, PRINT):
        texts = drawn.texts(figure.svg, PRINTED)
        assert not [(a, b) for a, b in combinations(texts, 2) if a.meets(b)], figure.key
        assert all(box.left >= -0.1 and box.right <= 760.1 for box in texts), figure.key


def test_an_answer_has_two_lines_and_on_paper_more_room_in_them(drawn: ModuleType, dossier: Dossier) -> None:
    short = "It quotes a test of the same year, run under the same load."
    long = f"{short} That is on the very same cards as ours and in May."
    for argument, palettes in ((short, [LIGHT, PRINT]), (long, [PRINT])):
        replies = (dossier.ledger.replies[0].model_copy(update={"argument": argument, "refused": ""}),)
        ledger = dossier.ledger.model_copy(update={"replies": replies})
        drawings = [
            next(iter(figures(dossier.model_copy(update={"ledger": ledger}), one))) for one in (LIGHT, PRINT)
        ]
        whole = [f"R1 revises: {argument}" in " ".join(_words(drawn, one)) for one in drawings]
        assert whole == [LIGHT in palettes, PRINT in palettes]

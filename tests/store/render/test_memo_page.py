"""The memo as Markdown: every part in its place, every number to its source, and nothing from outside as markup."""

import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from triptych.store.records import Agreement, Dossier, Sentence
from triptych.store.render.markdown import memo

PARTS = [
    "Bottom line",
    "The engineer: What is true?",
    "The investor: What is true?",
    "Where the panel agrees",
    "Where it does not",
    "Bets, and what would kill them",
    "Propositions: probability before and after the debate",
    "What would change our mind",
    "What was contested",
    "Open questions",
    "Method and limits",
    "Appendix: withdrawn and corrected",
    "Sources",
]
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](http://evil.example/x.png)",
    "[x](http://evil.example)",
    "# Heading\n\n# Another",
    "x\n\n## Sources\n\n1. Fake. <https://evil.example>",
    "x |\n| y | z |",
    "`tick ```fence\n```\nx",
    "[9] **[contested]**",
    "> quote",
    "<!-- hidden",
    "x\n---\n",
]


def test_every_part_has_its_place(dossier: Dossier, pages: ModuleType) -> None:
    page = memo(dossier)
    assert pages.headings(page) == PARTS
    assert page.startswith(
        "# Inference as a commodity\n\n*Strategic memo · 1 March 2026 · panel: engineer, investor"
    )
    assert page.endswith("\n")


def test_a_part_with_nothing_in_it_says_so(dossier: Dossier, pages: ModuleType) -> None:
    nothing: dict[str, Any] = dict.fromkeys(
        ["bottom_line", "sections", "agreements", "disagreements", "bets", "open_questions"], ()
    )
    bare = pages.with_memo(dossier, **nothing)
    page = memo(bare.model_copy(update={"brief": bare.brief.model_copy(update={"propositions": ()})}))
    assert pages.headings(page) == PARTS
    assert all(pages.part(page, title).strip() for title in PARTS)


def test_scenarios_are_printed_when_there_are_some(dossier: Dossier, pages: ModuleType) -> None:
    page = memo(pages.with_memo(dossier, scenarios=(Sentence(text="It all ends well.", claims=("I1",)),)))
    assert pages.headings(page).index("Scenarios") == PARTS.index("Bets, and what would kill them") + 1
    assert pages.part(page, "Scenarios").startswith("- It all ends well. (site1.org, November 2025; I1) [")


def test_every_number_leads_to_a_source_and_every_source_is_used(dossier: Dossier, pages: ModuleType) -> None:
    page = memo(dossier)
    listed = [int(n) for n in re.findall(r"^(\d+)\. ", pages.part(page, "Sources"), re.MULTILINE)]
    assert listed == [1, 2, 3]
    assert set(pages.numbers(page)) == set(listed)


def test_sources_are_numbered_in_order_of_first_use(dossier: Dossier, pages: ModuleType) -> None:
    assert list(dict.fromkeys(pages.numbers(memo(dossier)))) == [1, 2, 3]


@pytest.mark.parametrize("became", ["contested", "withdrawn", "revised", "standing"])
def test_a_source_is_numbered_where_it_is_first_printed_and_listed_only_if_it_is(
    dossier: Dossier, pages: ModuleType, became: str
) -> None:
    """Each quote has a source of its own, so that one printed without being walked, or walked without being printed, tells."""
    change = pages.change("Decoding takes 21 ms.", "C1")
    told = pages.own_sources(pages.with_claim(dossier, "E1", status=became, history=(change,)))
    printed = pages.numbers(pages.memo_without_sources(memo(told)))
    assert list(dict.fromkeys(printed)) == list(range(1, len(told.sources) + 1))
    assert len(told.sources) >= 8


def test_a_source_is_no_evidence_for_what_is_printed_without_it(dossier: Dossier, pages: ModuleType) -> None:
    """A quote that is printed of a source that an older memo does not list has its publisher and no number."""
    first = pages.with_memo(dossier, sources=dossier.memo.sources[:1])
    page = memo(first)
    assert "“found 30 ms” (site2.org, November 2025)\n" in page
    assert set(pages.numbers(page)) == {1}


def test_brackets_are_balanced_and_never_empty(dossier: Dossier, pages: ModuleType) -> None:
    bare = Agreement(text="On this.", personas=("engineer",), claims=(), untested=False)
    page = memo(pages.with_memo(dossier, agreements=(bare,)))
    assert page.count("(") == page.count(")")
    assert page.count("[") == page.count("]")
    assert "()" not in page
    assert "\n- On this.\n" in page
    assert not [line for line in page.splitlines() if line != line.rstrip()]


def test_a_contested_claim_is_marked_wherever_it_is_quoted(dossier: Dossier) -> None:
    page = memo(dossier)
    quoted = [line for line in page.splitlines() if re.search(r"; E1\) \[", line)]
    assert len(quoted) == 4
    assert all("**[contested]**" in line for line in quoted)


def test_of_two_claims_under_a_sentence_the_contested_one_is_told(
    dossier: Dossier, pages: ModuleType
) -> None:
    both = Sentence(text="Both.", claims=("I1", "E1"))
    page = memo(pages.with_memo(pages.with_claim(dossier, "I1", status="revised"), bottom_line=(both,)))
    line = pages.part(page, "Bottom line")
    assert "[1][2] **[contested]**" in line
    assert "†" not in line


def test_a_quote_is_printed_as_it_is(dossier: Dossier, pages: ModuleType) -> None:
    code = "“Call main() and wait; ~30% of f(x) () is $5.”"
    page = memo(pages.with_memo(dossier, bottom_line=(Sentence(text=code, claims=("E1",)),)))
    assert f"- {code} (site0.org, November 2025, and 1 more; E1) [1]" in page


def test_personas_are_called_by_name(dossier: Dossier) -> None:
    keyed = dossier.model_dump_json().replace('"investor"', '"persona-key"').replace('"Investor"', '"Backer"')
    page = memo(Dossier.model_validate_json(keyed))
    assert "panel: engineer, backer" in page
    assert "persona-key" not in page


def test_the_same_dossier_gives_the_same_page(dossier: Dossier) -> None:
    assert memo(dossier) == memo(Dossier.model_validate_json(dossier.model_dump_json()))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_from_outside_acts_as_markup(
    dossier: Dossier, pages: ModuleType, reworded: Callable[[Any, str], Any], text: str
) -> None:
    undone = pages.change("Margins hold.", "", reason="no quote of it stands in a source")
    told = pages.with_claim(dossier, "I1", status="withdrawn", history=(undone,))
    plain, page = memo(reworded(told, "word")), memo(reworded(told, text))
    assert page.count("alert(1)") == text.count("alert(1)") * plain.count("word")
    assert pages.shape(page) == pages.shape(plain)
    assert pages.numbers(page) == pages.numbers(plain)
    links = [t.attrGet("href") for t in pages.tokens(page) if t.type == "link_open"]
    assert links == [s.url for s in dossier.sources]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.example/> <script>", "file:///etc/passwd", "x](y)", ""]
)
def test_an_address_that_is_none_is_not_a_link(dossier: Dossier, pages: ModuleType, url: str) -> None:
    first = dossier.sources[0].model_copy(update={"url": url})
    page = memo(dossier.model_copy(update={"sources": (first, *dossier.sources[1:])}))
    assert [t.type for t in pages.tokens(page)].count("link_open") == len(dossier.sources) - 1
    assert not {"html_inline", "html_block"} & {t.type for t in pages.tokens(page)}

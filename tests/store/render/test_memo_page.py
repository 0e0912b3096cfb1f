"""The memo as Markdown: every part in its place, every number to its source, and nothing from outside as markup."""

import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from triptych.store import citing
from triptych.store.records import Agreement, Dossier, Memo, Sentence
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


@pytest.fixture
def dossier(make: ModuleType) -> Dossier:
    made: Dossier = make.dossier()
    return _with(made, sources=citing.cited_sources(made.memo, made.brief, made.ledger))


def _with(dossier: Dossier, **update: Any) -> Dossier:
    changed = dossier.memo.model_copy(update=update)
    by_id = {s.id: s for s in dossier.sources}
    sources = tuple(by_id[i] for i in changed.sources)
    return dossier.model_copy(update={"memo": Memo.model_validate(changed.model_dump()), "sources": sources})


def _claimed(dossier: Dossier, **statuses: str) -> Dossier:
    claims = [c.model_copy(update={"status": statuses.get(c.id, c.status)}) for c in dossier.ledger.claims]
    return dossier.model_copy(update={"ledger": dossier.ledger.model_copy(update={"claims": tuple(claims)})})


def _headings(page: str) -> list[str]:
    return [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]


def _part(page: str, title: str) -> str:
    return page.split(f"\n## {title}\n\n")[1].split("\n\n## ")[0]


def _numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r"(?<!\\)\[(\d+)\]", page)]


def _tokens(page: str) -> list[Token]:
    found = MarkdownIt("commonmark").enable("table").parse(page)
    return [token for block in found for token in (block, *(block.children or []))]


def _shape(page: str) -> list[str]:
    return [t.type for t in _tokens(page) if t.type not in ("text", "text_special", "inline", "softbreak")]


def test_every_part_has_its_place(dossier: Dossier) -> None:
    page = memo(dossier)
    assert _headings(page) == PARTS
    assert page.startswith(
        "# Inference as a commodity\n\n*Strategic memo · 01 March 2026 · panel: engineer, investor"
    )
    assert page.endswith("\n")


def test_a_part_with_nothing_in_it_says_so(dossier: Dossier) -> None:
    nothing: dict[str, Any] = dict.fromkeys(
        ["bottom_line", "sections", "agreements", "disagreements", "bets", "open_questions"], ()
    )
    bare = _with(dossier, **nothing)
    page = memo(bare.model_copy(update={"brief": bare.brief.model_copy(update={"propositions": ()})}))
    assert _headings(page) == PARTS
    assert all(_part(page, title).strip() for title in PARTS)


def test_the_contested_are_argued_out_once(dossier: Dossier) -> None:
    argued = _part(memo(dossier), "What was contested")
    assert argued == (
        "- E1, Engineer: “reads 70 GB of weights in 21 ms”\n"
        "  - C1, Investor: A test says otherwise. “found 30 ms” [2]\n"
        "    - R1, revise: True."
    )
    assert "What was contested" not in memo(_claimed(dossier, E1="standing", I1="standing"))


def test_the_withdrawn_have_an_appendix_only_when_there_are_some(dossier: Dossier) -> None:
    assert "Withdrawn in the debate" not in memo(dossier)
    page = memo(_claimed(dossier, E1="withdrawn"))
    assert _headings(page)[-4:] == ["Withdrawn in the debate", *PARTS[-3:]]
    assert (
        _part(page, "Withdrawn in the debate") == "- E1: “Decoding takes 21 ms at best.” (C2, engineer: Old.)"
    )


def test_scenarios_are_printed_when_there_are_some(dossier: Dossier) -> None:
    page = memo(_with(dossier, scenarios=(Sentence(text="It all ends well.", claims=("I1",)),)))
    assert _headings(page).index("Scenarios") == PARTS.index("Bets, and what would kill them") + 1
    assert _part(page, "Scenarios").startswith("- It all ends well. (site1.org, November 2025; I1) [")


def test_every_number_leads_to_a_source_and_every_source_is_used(dossier: Dossier) -> None:
    page = memo(dossier)
    listed = [int(n) for n in re.findall(r"^(\d+)\. ", _part(page, "Sources"), re.MULTILINE)]
    assert listed == [1, 2, 3]
    assert set(_numbers(page)) == set(listed)


def test_sources_are_numbered_in_order_of_first_use(dossier: Dossier) -> None:
    assert list(dict.fromkeys(_numbers(memo(dossier)))) == [1, 2, 3]


def test_a_proposition_is_numbered_before_what_is_printed_after_it(
    make: ModuleType, dossier: Dossier
) -> None:
    """P1 rests on the second text, and only the last part quotes the third."""
    third = make.quote(make.source(make.TEXTS[2], "Page 2", "site2.org"), "An independent test")
    late = _with(
        _claimed(dossier),
        bottom_line=(),
        sections=(),
        disagreements=(),
        bets=(),
        agreements=(Agreement(text="It is.", personas=(), claims=(), untested=False),),
        change_our_mind=(Sentence(text="A test.", citations=(third,)),),
        sources=(),
    )
    late = _with(
        late.model_copy(update={"sources": dossier.sources}),
        sources=citing.cited_sources(late.memo, late.brief, late.ledger),
    )
    assert [s.publisher for s in late.sources] == ["site1.org", "site2.org"]
    assert list(dict.fromkeys(_numbers(memo(late)))) == [1, 2]


def test_brackets_are_balanced_and_never_empty(dossier: Dossier) -> None:
    bare = Agreement(text="On this.", personas=("engineer",), claims=(), untested=False)
    page = memo(_with(dossier, agreements=(bare,)))
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


def test_of_two_claims_under_a_sentence_the_contested_one_is_told(dossier: Dossier) -> None:
    both = Sentence(text="Both.", claims=("I1", "E1"))
    page = memo(_with(_claimed(dossier, I1="revised"), bottom_line=(both,)))
    line = _part(page, "Bottom line")
    assert line.endswith("**[contested]**")
    assert "†" not in line


def test_a_quote_is_printed_as_it_is(dossier: Dossier) -> None:
    code = "“Call main() and wait; ~30% of f(x) () is $5.”"
    page = memo(_with(dossier, bottom_line=(Sentence(text=code, claims=("E1",)),)))
    assert f"- {code} (site0.org, November 2025, and 1 more; E1) [1]" in page


def test_the_probabilities_stand_before_and_after(dossier: Dossier) -> None:
    part = _part(memo(dossier), PARTS[6])
    assert "| P1 | Prices halve by 2028. (site1.org, November 2025) [" in part
    assert "| 70% → 55% → 55% | abstains → abstains |" in part
    assert "- Engineer on P1, round 1, to 55%: I1 moved." in part


def test_a_reason_that_ends_in_a_stop_is_not_given_a_second(dossier: Dossier) -> None:
    stances = tuple(s.model_copy(update={"because": "It moved."}) for s in dossier.ledger.stances)
    page = memo(dossier.model_copy(update={"ledger": dossier.ledger.model_copy(update={"stances": stances})}))
    assert "It moved." in page
    assert "It moved.." not in page


def test_personas_are_called_by_name(dossier: Dossier) -> None:
    keyed = dossier.model_dump_json().replace('"investor"', '"persona-key"').replace('"Investor"', '"Backer"')
    page = memo(Dossier.model_validate_json(keyed))
    assert "panel: engineer, backer" in page
    assert "persona-key" not in page


def test_the_same_dossier_gives_the_same_page(dossier: Dossier) -> None:
    assert memo(dossier) == memo(Dossier.model_validate_json(dossier.model_dump_json()))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_from_outside_acts_as_markup(
    dossier: Dossier, reworded: Callable[[Any, str], Any], text: str
) -> None:
    plain = memo(reworded(_claimed(dossier, I1="withdrawn"), "word"))
    page = memo(reworded(_claimed(dossier, I1="withdrawn"), text))
    assert page.count("alert(1)") == text.count("alert(1)") * plain.count("word")
    assert _shape(page) == _shape(plain)
    assert _numbers(page) == _numbers(plain)
    links = [t.attrGet("href") for t in _tokens(page) if t.type == "link_open"]
    assert links == [s.url for s in dossier.sources]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.example/> <script>", "file:///etc/passwd", "x](y)", ""]
)
def test_an_address_that_is_none_is_not_a_link(dossier: Dossier, url: str) -> None:
    first = dossier.sources[0].model_copy(update={"url": url})
    page = memo(dossier.model_copy(update={"sources": (first, *dossier.sources[1:])}))
    assert [t.type for t in _tokens(page)].count("link_open") == len(dossier.sources) - 1
    assert not {"html_inline", "html_block"} & {t.type for t in _tokens(page)}

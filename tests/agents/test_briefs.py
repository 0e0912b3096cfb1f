from datetime import date
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.briefs import OWN, doubts, read
from triptych.errors import InputError
from triptych.store.records import Brief, Entities, Question
from triptych.store.render.brief import PROPOSITIONS, markdown

PREFIXES = {"engineer": "E", "investor": "I"}


@pytest.fixture
def panel(make: ModuleType) -> Any:
    return make.persona("engineer"), make.persona("investor")


@pytest.fixture
def brief(make: ModuleType) -> Brief:
    asked = [
        ("E.q1", "engineer", "Cost", "What does one GPU hour cost?", ("GPU hour cost", "rental price")),
        ("E.q2", "engineer", "Heat", "How hot does a {rack} *get* at 40_kW?", ("rack heat",)),
        ("I.q1", "investor", "Moat", "Who keeps a margin, and [why] <so>?", ("margin",)),
    ]
    made: Brief = make.brief(
        "Will GPU hours be a commodity?",
        [make.proposition("GPU hours will be a commodity by the end of 2028.")],
        questions=tuple(
            Question(id=i, persona=p, lens=lens, text=text, queries=queries)
            for i, p, lens, text, queries in asked
        ),
        entities=Entities(organisations=("NVIDIA", "AMD"), measures=("price per hour",)),
    )
    return made


@pytest.fixture
def page(brief: Brief, panel: Any) -> str:
    return markdown(brief, panel)


def back(text: str, panel: Any, idea: str = "") -> Brief:
    return read(text, panel, PREFIXES, date(2026, 11, 22), idea)


def test_an_unedited_brief_comes_back_as_it_was(brief: Brief, page: str, panel: Any) -> None:
    assert back(page, panel) == brief
    assert markdown(back(page, panel), panel) == page


def test_an_editor_that_wraps_lines_changes_nothing(brief: Brief, page: str, panel: Any) -> None:
    wrapped = (
        page.replace(" cost?", "\n  cost?")
        .replace(" commodity by", "\n   commodity by")
        .replace("Who keeps", "Who\nkeeps")
    )
    assert back(wrapped, panel) == brief


def test_windows_line_ends_and_trailing_spaces_change_nothing(brief: Brief, page: str, panel: Any) -> None:
    assert back(page.replace("\n", "  \r\n"), panel) == brief


def test_a_removed_question_is_left_out_and_the_rest_renumbered(page: str, panel: Any) -> None:
    lines = [line for line in page.splitlines() if "GPU hour" not in line or line.startswith("**")]
    asked = back("\n".join(lines), panel).questions
    assert [(q.id, q.lens) for q in asked] == [("E.q1", "Heat"), ("I.q1", "Moat")]


def test_an_added_question_is_asked_and_searched_by_its_own_words(page: str, panel: Any) -> None:
    added = page.replace("- **Moat.**", "- **Exit.** Who buys them?\n- **Moat.**")
    found = [q for q in back(added, panel).questions if q.lens == "Exit"]
    assert [(q.persona, q.id, q.text, q.queries) for q in found] == [
        ("investor", "I.q1", "Who buys them?", ("Who buys them?",))
    ]


@pytest.mark.parametrize("bullet", ["-", "*", "+"])
def test_an_added_question_needs_no_lens(page: str, panel: Any, bullet: str) -> None:
    added = page.replace("- **Moat.**", f"{bullet} Who buys them?\n- **Moat.**")
    assert (OWN, "Who buys them?") in [(q.lens, q.text) for q in back(added, panel).questions]


def test_a_reworded_question_and_its_searches_are_taken(page: str, panel: Any) -> None:
    edited = page.replace("What does one GPU hour cost?", "What did it cost in 2020?").replace(
        "rental price", "old price"
    )
    first = back(edited, panel).questions[0]
    assert (first.text, first.queries) == ("What did it cost in 2020?", ("GPU hour cost", "old price"))


def test_an_emptied_search_leaves_the_question_to_its_own_words(page: str, panel: Any) -> None:
    first = back(page.replace("GPU hour cost · rental price", ""), panel).questions[0]
    assert first.queries == (first.text,)


def test_reordered_questions_keep_their_searches(brief: Brief, panel: Any) -> None:
    swapped = brief.model_copy(
        update={"questions": (brief.questions[1], brief.questions[0], brief.questions[2])}
    )
    asked = back(markdown(swapped, panel), panel).questions
    assert [(q.id, q.lens, q.queries) for q in asked[:2]] == [
        ("E.q1", "Heat", ("rack heat",)),
        ("E.q2", "Cost", ("GPU hour cost", "rental price")),
    ]


def test_propositions_may_be_changed_added_and_given_another_day(page: str, panel: Any) -> None:
    more = "1. AMD will double its share. (due 2027-06-30)\n2) Prices will halve.\n- Nobody will care."
    edited = page.replace("1. GPU hours will be a commodity by the end of 2028. (due 2028-12-31)", more)
    said = [(p.id, p.text, p.horizon) for p in back(edited, panel).propositions]
    assert said == [
        ("P1", "AMD will double its share.", date(2027, 6, 30)),
        ("P2", "Prices will halve.", date(2028, 12, 31)),
        ("P3", "Nobody will care.", date(2028, 12, 31)),
    ]


def test_a_proposition_that_nobody_could_settle_is_taken_and_what_it_lacks_is_told(
    page: str, panel: Any
) -> None:
    more = "1. AMD will double its share by the end of 2028. (due 2028-12-31)\n2. Nobody will care.\n3. AMD matters in 2027."
    edited = page.replace("1. GPU hours will be a commodity by the end of 2028. (due 2028-12-31)", more)
    taken = back(edited, panel)
    assert len(taken.propositions) == 3
    assert doubts(taken) == (
        "P2: It names no year by which it is judged.",
        "P3: It is judged in 2028 and names 2027.",
    )


def test_a_brief_without_propositions_has_none(page: str, panel: Any) -> None:
    assert back(page.split("## Propositions")[0], panel).propositions == ()


@pytest.mark.parametrize(
    "idea",
    ["Will GPU hours be a commodity?", "will  gpu hours be a commodity", "Will GPU-hours be a commodity ?!"],
)
def test_the_command_may_say_the_briefs_idea_again(page: str, panel: Any, idea: str) -> None:
    assert back(page, panel, idea).idea == idea


def test_another_idea_than_the_briefs_is_refused_with_both_named(page: str, panel: Any) -> None:
    with pytest.raises(InputError) as caught:
        back(page, panel, "Will GPU hours be scarce?")
    both = 'asks "Will GPU hours be scarce?", and the brief is on "Will GPU hours be a commodity?"'
    assert both in caught.value.message
    assert caught.value.hint.startswith("Drop one of the two")


def test_the_command_names_the_idea_of_a_brief_that_names_none(page: str, panel: Any) -> None:
    kept = [line for line in page.splitlines() if not line.startswith(("# ", "**Idea"))]
    assert back("\n".join(kept), panel, "Another idea").idea == "Another idea"


@pytest.mark.parametrize(
    "heading", ["## Propositions", "## propositions, edited", "### Propositions to test"]
)
def test_the_heading_of_the_propositions_may_be_reworded(
    brief: Brief, page: str, panel: Any, heading: str
) -> None:
    assert back(page.replace(PROPOSITIONS, heading), panel).propositions == brief.propositions


def test_a_part_of_somebody_who_is_not_on_the_panel_is_left_out(page: str, make: ModuleType) -> None:
    alone = back(page, (make.persona("engineer"),))
    assert {q.persona for q in alone.questions} == {"engineer"}


@pytest.mark.parametrize("due", ["2028-13-45", "soon", "31 December 2028", ""])
def test_a_date_that_is_none_is_named_in_one_line(page: str, panel: Any, due: str) -> None:
    with pytest.raises(InputError) as caught:
        back(page.replace("(due 2028-12-31)", f"(due {due})"), panel)
    assert "date that is none" in caught.value.message
    assert "\n" not in str(caught.value)


def test_a_persona_without_questions_is_named(page: str, panel: Any) -> None:
    with pytest.raises(InputError, match="no question for the investor"):
        back("\n".join(line for line in page.splitlines() if "Moat" not in line), panel)


@pytest.mark.parametrize(
    "text", ["", "\n\n \n", "Just some prose.\n", "\x00", "# Another document\n\n- with a list\n"]
)
def test_a_file_that_holds_no_brief_is_told_in_one_line(panel: Any, text: str) -> None:
    with pytest.raises(InputError) as caught:
        back(text, panel)
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_a_text_full_of_markup_comes_back_as_it_was(make: ModuleType, panel: Any, brief: Brief) -> None:
    idea = "Will {topic} be *bold*, _odd_ [or](not) <b>`x`</b> & “quoted” 🚀?"
    odd = brief.model_copy(update={"idea": idea, "topic": idea})
    assert (back(markdown(odd, panel), panel).idea, back(markdown(odd, panel), panel).topic) == (idea, idea)

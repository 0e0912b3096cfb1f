"""A brief under review: its rows, and what becomes of it by each change."""

from datetime import date

import pytest
from tests.tui.briefs import brief, personas

from triptych.agents.analyst import DEBATED
from triptych.errors import InputError
from triptych.tui import briefing
from triptych.tui.briefing import PROPOSITIONS, Place


def texts(part: str) -> list[str]:
    return [q.text for q in brief().questions if q.persona == part]


def test_the_rows_are_questions_with_their_queries_and_then_the_propositions() -> None:
    rows = briefing.rows(brief(), personas())
    kinds = [row.place.kind for row in rows]
    assert kinds[:5] == ["heading", "question", "query", "query", "query"]
    assert kinds[-4:] == ["heading", "proposition", "proposition", "proposition"]
    assert [
        row.text for row in rows if row.place.part == "investor" and row.place.kind == "question"
    ] == texts("investor")
    assert not any(row.breach or row.doubt for row in rows)


def test_rewording_a_question_takes_along_a_query_that_was_only_its_words() -> None:
    at = Place("engineer", 1)
    changed = briefing.reworded(brief(), at, "Which part wears out first?")
    assert briefing.question_at(changed, at).text == "Which part wears out first?"
    assert briefing.question_at(changed, at).queries == ("rack heat",)
    own, place = briefing.added(brief(), at, "What is it made of?")
    again = briefing.reworded(own, place, "What are its parts?")
    assert briefing.question_at(again, place).queries == ("What are its parts?",)


def test_a_proposition_is_written_with_its_date_and_the_shared_questions_follow_it() -> None:
    at = Place(PROPOSITIONS, 1)
    assert briefing.written(brief(), at).endswith("(due 2028-12-31)")
    changed = briefing.reworded(brief(), at, "By the end of 2029, prices are below $1. (due 2029-12-31)")
    assert changed.propositions[1].horizon == date(2029, 12, 31)
    shared = [q for q in changed.questions if q.lens == DEBATED]
    assert len(shared) == 2
    for question in shared:
        assert "prices are below $1." in question.text
        assert brief().propositions[1].text not in question.text
        assert question.queries[1] == "By the end of 2029, prices are below $1."
        assert question.queries[0] == brief().propositions[0].text
    with pytest.raises(InputError, match="date that is none"):
        briefing.reworded(brief(), at, "Prices fall. (due tomorrow)")


def test_a_proposition_that_goes_or_comes_is_asked_for_no_more_or_too() -> None:
    less = briefing.removed(brief(), Place(PROPOSITIONS, 0))
    assert [p.id for p in less.propositions] == ["P1", "P2"]
    assert all(brief().propositions[0].text not in q.text for q in less.questions)
    more, place = briefing.added(less, Place(PROPOSITIONS), "By the end of 2027, two makers are left.")
    assert place == Place(PROPOSITIONS, 0)
    assert more.propositions[0].horizon == brief().horizon
    assert more.questions[0].queries == tuple(p.text for p in more.propositions)


def test_queries_are_added_moved_and_removed() -> None:
    at = Place("engineer", 0, 2)
    more, place = briefing.added(brief(), at, "a · b")
    assert (place, briefing.written(more, place)) == (Place("engineer", 0, 3), "a b")
    moved, place = briefing.moved(more, place, -1)
    assert briefing.question_at(moved, place).queries[2] == "a b"
    first, place = briefing.searched(brief(), Place("engineer", 1), "heat")
    assert briefing.question_at(first, place).queries == ("heat", "rack heat")
    assert briefing.question_at(briefing.removed(first, place), place).queries == ("rack heat",)
    assert briefing.written(briefing.reworded(first, place, "warmth"), place) == "warmth"


def test_questions_move_among_their_like_and_not_beyond() -> None:
    changed, place = briefing.moved(brief(), Place("investor", 2), -1)
    assert [q.text for q in changed.questions if q.persona == "investor"] == [
        texts("investor")[0],
        texts("investor")[2],
        texts("investor")[1],
    ]
    assert place == Place("investor", 1)
    assert briefing.moved(brief(), Place("engineer", 0), -1)[0].questions[0].text == brief().questions[0].text
    assert [q.text for q in changed.questions if q.persona == "engineer"] == texts("engineer")


def test_a_run_gets_the_ids_it_expects_whatever_was_done() -> None:
    empty = brief()
    for _ in texts("engineer"):
        empty = briefing.removed(empty, Place("engineer", 0))
    back, place = briefing.added(empty, Place("engineer"), "What now?")
    assert place == Place("engineer", 0)
    made = briefing.numbered(back, ("engineer", "investor"))
    assert [q.id for q in made.questions] == ["E.q1", "I.q1", "I.q2", "I.q3"]
    assert [p.id for p in made.propositions] == ["P1", "P2", "P3"]


def test_what_breaks_a_rule_is_told_at_its_place() -> None:
    less = briefing.removed(brief(), Place("engineer", 2))
    less = briefing.removed(less, Place("engineer", 1, 0))
    told = {row.place: row.breach for row in briefing.rows(less, personas()) if row.breach}
    assert told == {
        Place("engineer"): "There are 2 questions; it takes 3 to 6: add 1.",
        Place("engineer", 1): "It has no query; add one.",
    }
    twice = briefing.reworded(brief(), Place(PROPOSITIONS, 0), brief().propositions[1].text)
    told = {row.place: row.breach for row in briefing.rows(twice, personas()) if row.breach}
    assert list(told) == [Place(PROPOSITIONS, 1)]


def test_a_proposition_that_may_never_be_settled_is_doubted_and_allowed() -> None:
    vague = briefing.reworded(brief(), Place(PROPOSITIONS, 0), "It may matter.")
    row = next(row for row in briefing.rows(vague, personas()) if row.place == Place(PROPOSITIONS, 0))
    assert row.doubt
    assert not row.breach

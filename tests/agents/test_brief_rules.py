"""What a brief must be: how many questions and propositions, each with words, none too long, none twice."""

from datetime import date
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.brief_rules import Breach, breaches
from triptych.store.records import Brief, Question


@pytest.fixture
def sound(make: ModuleType) -> Brief:
    made: Brief = make.brief(
        propositions=[
            make.proposition(f"By the end of 2030, {n} makers are left.").model_copy(update={"id": f"P{n}"})
            for n in (1, 2, 3)
        ],
        questions=tuple(
            Question(
                id=f"E.q{n}", persona="engineer", lens="Cost", text=f"What costs {n}?", queries=(f"cost {n}",)
            )
            for n in (1, 2, 3)
        ),
    )
    return made


def told(brief: Brief, make: ModuleType) -> tuple[Breach, ...]:
    return breaches(brief, [make.persona("engineer")])


def with_question(brief: Brief, **update: Any) -> Brief:
    first = brief.questions[0].model_copy(update=update)
    return brief.model_copy(update={"questions": (first, *brief.questions[1:])})


def test_a_sound_brief_breaks_none(sound: Brief, make: ModuleType) -> None:
    assert told(sound, make) == ()


@pytest.mark.parametrize(
    ("count", "why"),
    [
        (0, "There are no questions; it takes 3 to 6: add 3."),
        (1, "There is 1 question; it takes 3 to 6: add 2."),
        (7, "There are 7 questions; it takes 3 to 6: remove 1."),
    ],
)
def test_there_are_neither_too_few_nor_too_many(sound: Brief, make: ModuleType, count: int, why: str) -> None:
    asked = [sound.questions[0].model_copy(update={"text": f"What is {n}?"}) for n in range(count)]
    brief = sound.model_copy(update={"questions": tuple(asked)})
    assert told(brief, make)[0] == Breach("engineer", why)


@pytest.mark.parametrize(
    ("update", "breach"),
    [
        ({"text": " "}, Breach("E.q1", "The question is empty; write it, or remove it.")),
        ({"text": "x" * 4001}, Breach("E.q1", "The question has 4,001 characters; 4,000 is the most.")),
        ({"queries": ()}, Breach("E.q1", "It has no query; add one.")),
        ({"queries": ("a", "")}, Breach("E.q1", "The query is empty; write it, or remove it.", 1)),
        ({"queries": ("x" * 401,)}, Breach("E.q1", "The query has 401 characters; 400 is the most.", 0)),
        ({"text": "what  COSTS 2?"}, Breach("E.q2", "The question is there twice; reword it, or remove it.")),
    ],
)
def test_a_question_has_words_and_queries(
    sound: Brief, make: ModuleType, update: Any, breach: Breach
) -> None:
    assert told(with_question(sound, **update), make) == (breach,)


def test_propositions_are_counted_and_due_in_time(sound: Brief, make: ModuleType) -> None:
    past = sound.propositions[0].model_copy(update={"horizon": date(2020, 1, 1)})
    brief = sound.model_copy(update={"propositions": (past,)})
    counted, due = told(brief, make)
    assert counted == Breach("", "There is 1 proposition; it takes 3 to 5: add 2.")
    assert due.id == "P1"
    assert "not after" in due.why

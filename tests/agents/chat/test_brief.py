"""The brief: each persona's own questions, what the debate is about, and what is done where answers do not come."""

import json
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import DEBATED
from triptych.agents.models.base import Message
from triptych.errors import ServiceError
from triptych.store.records import Brief, Budget, Persona

IDEA = "Will grid batteries be a commodity?"
FRAMING = {
    "topic": "grid batteries",
    "objective": "Decide whether to own a maker.",
    "propositions": [
        {"statement": "By the end of 2027, cell prices are below $50 per kWh.", "year": 2027},
        {"statement": "The largest maker's gross margin is below 15%, according to BNEF", "year": 2028},
        {"statement": "By the end of 2027, cell prices are below $50 per kWh!", "year": 2027},
        {"statement": "By the end of 2029, the share of sodium is expected to be around 20%.", "year": 2029},
        {"statement": "Batteries win.", "year": 2027},
        {"statement": "Sodium cells hold a tenth of all shipments.", "year": 2090},
    ],
}
Answers = dict[str, Any]


def _asked(
    lens: str = "Cost", text: str = "What does a grid battery container cost in 2026?", **more: Any
) -> Answers:
    return {
        "lens": lens,
        "question": text,
        "queries": ["grid battery container price 2026", "BNEF pack price survey"],
    } | more


def _script(framing: Any, questions: Any) -> Callable[..., Any]:
    """Answers by what is asked: the editor's framing, or a persona's questions; an error is raised."""

    def answer(messages: tuple[Message, ...], structure: Any) -> Any:
        value = framing if "propositions" in messages[0].text else questions
        return value if isinstance(value, (str, Exception)) else json.dumps(value)

    return answer


async def _briefed(staged: Any, make: ModuleType, framing: Any, questions: Any, *personas: Persona) -> Brief:
    scene = staged(_script(framing, questions))
    made: Brief = await scene.analyst.brief(
        make.task(IDEA, *personas), make.Shelf(make.passage("Grid batteries cost less."))
    )
    return made


async def test_the_shared_question_comes_first_and_searches_for_the_propositions(
    staged: Any, make: ModuleType
) -> None:
    brief = await _briefed(staged, make, FRAMING, {"questions": [_asked()]})
    first, second = brief.questions
    assert (first.id, first.lens, second.id, second.lens) == ("E.q1", DEBATED, "E.q2", "Cost")
    assert first.queries == tuple(p.text for p in brief.propositions)
    assert second.queries == ("grid battery container price 2026", "BNEF pack price survey")


async def test_propositions_are_dated_distinct_and_due_in_time(staged: Any, make: ModuleType) -> None:
    brief = await _briefed(staged, make, FRAMING, {"questions": [_asked()]})
    assert [(p.id, p.horizon.year, p.text) for p in brief.propositions] == [
        ("P1", 2027, "By the end of 2027, cell prices are below $50 per kWh."),
        ("P2", 2028, "By the end of 2028, the largest maker's gross margin is below 15%."),
        ("P3", 2029, "By the end of 2029, the share of sodium is at least 20%."),
    ]
    assert (brief.topic, brief.horizon.year) == ("grid batteries", 2029)


async def test_each_question_has_a_lens_of_its_own(staged: Any, make: ModuleType) -> None:
    persona = make.persona()
    same = [
        _asked(persona.lenses[0].name, f"What of the {word} of batteries in Europe?")
        for word in ("cost", "price")
    ]
    brief = await _briefed(staged, make, FRAMING, {"questions": same}, persona)
    lenses = [q.lens for q in brief.questions[1:]]
    assert len(set(lenses)) == 2
    assert set(lenses) <= {lens.name for lens in persona.lenses}


async def test_a_persona_whose_questions_do_not_come_keeps_its_lenses(staged: Any, make: ModuleType) -> None:
    persona = make.persona()
    failures: tuple[Any, ...] = ("no json at all", ServiceError("busy"), {"questions": []})
    for failure in failures:
        brief = await _briefed(staged, make, FRAMING, failure, persona)
        own = brief.questions[1:]
        assert [q.lens for q in own] == [lens.name for lens in persona.lenses][:4]
        assert all("grid batteries" in query for q in own for query in q.queries)
        assert "{topic}" not in own[0].text


async def test_without_a_framing_the_idea_itself_is_debated(staged: Any, make: ModuleType) -> None:
    brief = await _briefed(staged, make, "no json", {"questions": [_asked()]})
    assert [p.text for p in brief.propositions] == [
        "By the end of 2028, grid batteries will be a commodity: no one holds more than 50% of it.",
        "By the end of 2028, list prices in grid batteries will fall below 50% of those of 2026.",
        "By the end of 2028, adoption of grid batteries will more than double from 2026.",
    ]
    assert brief.topic == "grid batteries"


async def test_an_endpoint_that_is_down_is_told(staged: Any, make: ModuleType) -> None:
    with pytest.raises(ServiceError, match="down"):
        await _briefed(staged, make, ServiceError("down"), ServiceError("down"))


async def test_a_model_that_answers_nonsense_gives_a_mechanical_brief(staged: Any, make: ModuleType) -> None:
    brief = await _briefed(staged, make, "nonsense", "nonsense")
    assert brief.questions
    assert brief.propositions


async def test_a_spent_budget_leaves_the_lenses_own_questions_and_pays_nothing(
    staged: Any, make: ModuleType
) -> None:
    scene = staged(_script(FRAMING, {"questions": []}), budget=Budget(tokens=10))
    brief = await scene.analyst.brief(make.task(IDEA), make.Shelf())
    assert brief.questions
    assert scene.model.asked == []


async def test_it_asks_no_more_questions_than_it_may(staged: Any, make: ModuleType) -> None:
    scene = staged(_script(FRAMING, {"questions": []}))
    brief = await scene.analyst.brief(replace(make.task(IDEA), questions=2), make.Shelf())
    assert [q.id for q in brief.questions] == ["E.q1", "E.q2"]


async def test_it_is_shown_what_is_at_hand_or_that_nothing_is(staged: Any, make: ModuleType) -> None:
    scene = staged(_script(FRAMING, {"questions": [_asked()]}))
    await scene.analyst.brief(
        make.task(IDEA), make.Shelf(make.passage("Grid batteries cost 40% less than in 2023, says BNEF."))
    )
    assert all("40% less" in asked.user for asked in scene.model.asked)
    scene = staged(_script(FRAMING, {"questions": [_asked()]}))
    await scene.analyst.brief(make.task(IDEA), make.Shelf())
    assert all("nothing yet" in asked.user for asked in scene.model.asked)

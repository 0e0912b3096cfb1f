from datetime import date
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.embedded.propositions import propose
from triptych.agents.embedded.topic import phrase, topic_of
from triptych.agents.language.sentences import quotables
from triptych.store.records import Entities, Proposition

RIVAL = "GPU inference prices of every vendor fell because a commodity has no margin."


def proposed(
    make: ModuleType, idea: str, *texts: str, published: date | None = date(2026, 6, 1)
) -> list[Proposition]:
    passages = [make.passage(t, f"{n}.org", published) for n, t in enumerate(texts)]
    topic = topic_of(idea, make.corpus(*passages) if passages else make.corpus())
    found = list(quotables(passages))
    return list(propose(idea, phrase(idea), topic, found, Entities(), make.AS_OF, make.HORIZON))


def taken(found: list[Proposition]) -> list[Any]:
    return [p.text for p in found if p.basis]


def test_the_ideas_own_questions_become_statements_with_a_horizon(make: ModuleType) -> None:
    found = proposed(make, "Will GPU hours be a commodity, and does NVIDIA keep its lead?")
    assert [(p.id, p.text, p.horizon) for p in found[:2]] == [
        ("P1", "GPU hours will be a commodity by the end of 2028.", make.HORIZON),
        ("P2", "NVIDIA will keep its lead through 2028.", make.HORIZON),
    ]


def test_a_name_in_small_letters_opens_a_statement_as_it_is(make: ModuleType) -> None:
    assert proposed(make, "Is vLLM better than TensorRT-LLM?")[0].text.startswith(
        "vLLM will be better than TensorRT-LLM"
    )


def test_a_published_forecast_for_a_year_ahead_is_debated_and_says_where_it_stands(make: ModuleType) -> None:
    said = "GPU inference prices of every vendor will fall by half until 2029."
    (found,) = [p for p in proposed(make, "GPU inference prices", said, RIVAL) if p.basis]
    assert (found.text, found.horizon) == (said, date(2029, 12, 31))
    assert found.basis is not None
    assert found.basis.quote == said


@pytest.mark.parametrize(
    "said",
    [
        "GPU inference prices of every vendor will fall by half until 2025.",
        "GPU inference prices of every vendor will fall by half before the end of 2026.",
        "GPU inference prices of every vendor were 75.0% lower in fiscal 2027.",
        "Bread prices of every bakery in Lyon will fall by half until 2029.",
    ],
)
def test_what_is_past_or_beside_the_idea_is_no_forecast(make: ModuleType, said: str) -> None:
    assert said not in taken(proposed(make, "GPU inference prices", said, RIVAL))


def test_two_forecasts_that_say_the_same_are_one_proposition(make: ModuleType) -> None:
    one = "GPU inference prices of every vendor will fall by half until 2029."
    two = "GPU inference prices of each vendor will fall by half before 2030."
    assert len(taken(proposed(make, "GPU inference prices", one, two, RIVAL))) == 1


def test_there_are_never_more_than_five(make: ModuleType) -> None:
    things = ["memory", "power", "rental", "network", "cooling", "software", "labour", "storage"]
    texts = [
        f"GPU {thing} prices for inference will fall by {n}0% until 20{n + 28}."
        for n, thing in enumerate(things, start=1)
    ]
    assert len(proposed(make, "GPU inference prices", *texts, RIVAL)) <= 5

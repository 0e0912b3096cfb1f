from datetime import date
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.embedded.phrases import phrase
from triptych.agents.embedded.propositions import asked_by, propose
from triptych.agents.embedded.topic import topic_of
from triptych.agents.language.sentences import quotables
from triptych.agents.propositions import fault
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


def test_the_ideas_own_questions_come_first_each_with_what_settles_it(make: ModuleType) -> None:
    found = proposed(make, "Will GPU hours be a commodity, and does NVIDIA keep its lead?")
    assert [(p.id, p.text, p.horizon) for p in found[:2]] == [
        (
            "P1",
            "GPU hours will be a commodity by the end of 2028: no one holds more than 50% of it.",
            make.HORIZON,
        ),
        (
            "P2",
            "NVIDIA will keep its lead through 2028: no one else makes more than 50% as much.",
            make.HORIZON,
        ),
    ]


def test_an_ideas_own_question_is_known_by_its_text_with_and_without_its_measure(make: ModuleType) -> None:
    idea = "Will GPU hours be a commodity?"
    texts = [p.text for p in asked_by(idea, make.HORIZON)]
    assert proposed(make, idea)[0].text in texts
    assert "GPU hours will be a commodity by the end of 2028." in texts


@pytest.mark.parametrize(
    "idea",
    [
        "Will GPU hours be a commodity?",
        "GPU inference prices",
        "Will liquid cooling become mandatory, and who captures the margin?",
        "Will hyperscalers cannibalise NVIDIA?",
        "Which inference engines survive?",
        "HBM vs GDDR vs CXL",
        "AI chips: NVIDIA or AMD?",
        "a b c",
    ],
)
def test_there_are_three_sound_propositions_however_little_is_at_hand(make: ModuleType, idea: str) -> None:
    found = proposed(make, idea, RIVAL)
    assert len(found) >= 3
    assert [fault(p.text, p.horizon, make.AS_OF) for p in found] == [""] * len(found)
    assert [p.id for p in found] == [f"P{n}" for n in range(1, len(found) + 1)]


def test_a_question_whose_day_has_passed_is_not_put(make: ModuleType) -> None:
    found = proposed(make, "Will GPU hours be a commodity by 2025?")
    assert len(found) >= 3
    assert not any("2025" in p.text for p in found)


def test_a_level_of_today_gives_a_threshold_and_is_its_basis(make: ModuleType) -> None:
    said = "The GPU rental price on a one-year contract rose to $2.35 per hour in March 2026."
    (found,) = [p for p in proposed(make, "GPU rental price", said, RIVAL) if p.basis]
    assert (
        found.text
        == "The GPU rental price on a one-year contract will fall below $1.50 per hour by the end of 2028."
    )
    assert found.basis is not None
    assert found.basis.quote == said


def test_a_figure_with_evidence_on_both_sides_comes_before_one_without(make: ModuleType) -> None:
    alone = (
        "The resale price of a second-hand GPU at a Rotterdam liquidation auction was $9,000 in March 2026."
    )
    heard = "The rental price of a GPU on a yearly contract was $9.80 per hour in March 2026."
    sides = [
        f"The rental price of a GPU on a yearly contract {moves} every month." for moves in ("falls", "rises")
    ]
    found = proposed(make, "GPU prices", alone, heard, *sides)
    assert taken(found)[0].startswith("The rental price")


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


def test_no_two_propositions_say_the_same(make: ModuleType) -> None:
    own = "Will GPU inference prices fall by half?"
    said = "GPU inference prices of every vendor will fall by half until 2029."
    assert taken(proposed(make, own, said, RIVAL)) == []


def test_there_are_never_more_than_five(make: ModuleType) -> None:
    things = ["memory", "power", "rental", "network", "cooling", "software", "labour", "storage"]
    texts = [
        f"GPU {thing} prices for inference will fall by {n}0% until 20{n + 28}."
        for n, thing in enumerate(things, start=1)
    ]
    assert len(proposed(make, "GPU inference prices", *texts, RIVAL)) <= 5


def test_a_comparison_is_put_first_and_nothing_of_who_is_none_of_the_two(make: ModuleType) -> None:
    passages = [
        make.passage(f"NVIDIA says that HBM {n} beats GDDR {n} at {n} watts.", f"{n}.org")
        for n in range(3, 9)
    ]
    named = "HBM vs GDDR"
    leading = Entities(organisations=("NVIDIA", "SK hynix"))
    topic, found = topic_of(named, make.corpus(*passages)), list(quotables(passages))
    made = propose(named, named, topic, found, leading, make.AS_OF, make.HORIZON)
    assert made[0].text == "Spending on HBM will be higher than spending on GDDR in 2028."
    assert not any("NVIDIA" in p.text for p in made)

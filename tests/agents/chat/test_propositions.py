"""What becomes of the model's statements: held to the rules, mended or dropped, and filled up to three."""

from types import ModuleType
from typing import Any

import pytest

from triptych.agents.chat.answers import Framing
from triptych.agents.chat.propositions import propositions_of
from triptych.agents.propositions import fault
from triptych.store.records import Proposition

SOUND = (
    "By the end of 2028, cell prices are below $50 per kWh.",
    "By the end of 2028, CATL ships sodium-ion packs to three carmakers.",
    "By the end of 2027, the United States bans imports of LFP cells.",
)


def put(make: ModuleType, *statements: Any, idea: str = "grid batteries", **more: Any) -> list[Proposition]:
    stated = [{"statement": s, "year": 2028} if isinstance(s, str) else s for s in statements]
    framing = Framing.model_validate({"topic": "grid batteries", "objective": "", "propositions": stated})
    return list(propositions_of(framing, make.task(idea), "grid batteries", **more))


@pytest.mark.parametrize(
    "idea", ["grid batteries", "Will grid batteries be a commodity?", "Who wins in storage?", "???"]
)
@pytest.mark.parametrize("statements", [(), ("Batteries matter.",), SOUND[:1], SOUND[:2], SOUND, SOUND * 3])
def test_three_to_five_sound_propositions_come_out_whatever_goes_in(
    make: ModuleType, idea: str, statements: tuple[str, ...]
) -> None:
    made = put(make, *statements, idea=idea)
    assert 3 <= len(made) <= 5
    assert [fault(p.text, p.horizon, make.AS_OF) for p in made] == [""] * len(made)
    assert [p.id for p in made] == [f"P{n}" for n in range(1, len(made) + 1)]
    assert all(p.text.startswith(("By the end of 20", "Through 20")) for p in made)


def test_sound_statements_are_taken_as_they_are(make: ModuleType) -> None:
    assert [(p.text, p.horizon.year) for p in put(make, *SOUND)] == [
        (SOUND[0], 2028),
        (SOUND[1], 2028),
        (SOUND[2], 2027),
    ]


@pytest.mark.parametrize(
    "unsound",
    [
        "By the end of 2028, CATL keeps its dominance.",
        "By the end of 2028, storage will be important for the grid.",
        "By the end of 2028, three major companies capture the margin.",
        "Will cells be below $50 by the end of 2028?",
        "By the end of 2028, cells use more than 0% of lithium.",
    ],
)
def test_what_cannot_be_settled_is_dropped(make: ModuleType, unsound: str) -> None:
    assert [p.text for p in put(make, unsound, *SOUND)] == list(SOUND)


def test_what_is_left_of_two_statements_is_one(make: ModuleType) -> None:
    joined = "By the end of 2028, BYD will cut prices by 20% and CATL will follow."
    assert put(make, joined)[0].text == "By the end of 2028, BYD will cut prices by 20%."


def test_what_has_come_true_at_hand_is_dropped(make: ModuleType) -> None:
    passed = "By the end of 2028, cell prices are below $80 per kWh."
    assert put(make, passed, known=["Cell prices were $60 per kWh in June 2026."])[0].text != passed
    assert put(make, passed, known=["Cell prices were $90 per kWh in June 2026."])[0].text == passed


def test_the_prompts_own_examples_given_back_are_dropped(make: ModuleType) -> None:
    echo = "By the end of 2028, cooling accounts for more than 10% of yearly grid-storage shipments."
    idea = "liquid cooling"
    framing = Framing.model_validate(
        {"topic": idea, "objective": "", "propositions": [{"statement": echo, "year": 2028}]}
    )
    assert echo not in [p.text for p in propositions_of(framing, make.task(idea), idea)]
    assert put(make, echo, idea="grid-storage shipments")[0].text == echo


def test_what_the_idea_asks_comes_before_what_any_field_can_be_asked(make: ModuleType) -> None:
    made = put(make, SOUND[0], idea="Will grid batteries be a commodity, and who profits?")
    assert made[0].text == SOUND[0]
    assert (
        made[1].text
        == "By the end of 2028, grid batteries will be a commodity: no one holds more than 50% of it."
    )
    assert len(made) == 3

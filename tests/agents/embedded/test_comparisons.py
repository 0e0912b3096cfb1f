"""Ideas that set two things beside each other."""

from datetime import date

import pytest

from triptych.agents.embedded.comparisons import comparison
from triptych.agents.embedded.frames import frames
from triptych.agents.propositions import fault
from triptych.store.records import Entities

HORIZON = date(2028, 12, 31)
RIVALS = Entities(organisations=("NVIDIA", "AMD"))


@pytest.mark.parametrize(
    ("named", "first", "second", "rest"),
    [
        (
            "consumer GPUs vs data-centre GPUs for inference",
            "consumer GPUs",
            "data-centre GPUs",
            " for inference",
        ),
        (
            "inference on consumer GPUs versus data-centre GPUs",
            "inference on consumer GPUs",
            "inference on data-centre GPUs",
            "",
        ),
        ("liquid vs air cooling in data centres", "liquid cooling", "air cooling", " in data centres"),
        ("inference at the edge or in the cloud", "inference at the edge", "inference in the cloud", ""),
        ("HBM compared with GDDR", "HBM", "GDDR", ""),
        ("NVIDIA vs. AMD in AI accelerators", "NVIDIA", "AMD", " in AI accelerators"),
        ("open models against closed ones", "open models", "closed ones", ""),
    ],
)
def test_two_things_are_told_apart_by_their_full_names(
    named: str, first: str, second: str, rest: str
) -> None:
    assert comparison(named) == (first, second, rest)


@pytest.mark.parametrize(
    "named",
    [
        "custom silicon at hyperscalers",
        "NVIDIA vs AMD vs Intel",
        "the case for and against custom silicon",
        "oracles",
    ],
)
def test_what_compares_no_two_things_is_no_comparison(named: str) -> None:
    assert comparison(named) is None


def test_a_comparison_is_asked_which_of_the_two_it_will_be() -> None:
    made = frames("Liquid cooling vs air cooling in data centres", HORIZON, said=["The liquid boils."])
    assert len(made) == 3
    assert all("liquid cooling" in p.text and "air cooling" in p.text for p in made)
    assert [fault(p.text, p.horizon, date(2026, 11, 25)) for p in made] == [""] * 3


def test_of_two_firms_the_one_that_more_sources_name_comes_first() -> None:
    made = frames("AMD or NVIDIA", HORIZON, RIVALS)
    assert made[0].text == "AMD will make more than half of NVIDIA's yearly revenue by the end of 2028."
    assert not any(fault(p.text, p.horizon, date(2026, 11, 25)) for p in made)


def test_a_first_word_that_the_evidence_writes_small_is_written_small_within_a_sentence() -> None:
    text = frames("Optical switches", HORIZON, said=["It buys optical switches."])[0].text
    assert "in optical switches" in text
    assert "in Optical switches" in frames("Optical switches", HORIZON)[0].text

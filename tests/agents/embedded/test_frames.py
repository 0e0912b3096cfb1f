import re
from datetime import date

import pytest

from triptych.agents.embedded.frames import frames
from triptych.agents.propositions import FEWEST, fault
from triptych.store.records import Entities

HORIZON = date(2028, 12, 31)
NAMED = Entities(organisations=("NVIDIA", "Groq"), techniques=("speculative decoding",), products=("H100",))


def texts(named: str, *said: str, entities: Entities = NAMED) -> list[str]:
    return [p.text for p in frames(named, HORIZON, entities, said)]


@pytest.mark.parametrize(
    "named",
    [
        "the LLM inference stack",
        "GPU rental prices",
        "electricity demand",
        "NVIDIA",
        "Groq",
        "speculative decoding",
        "H100",
        "HBM vs GDDR",
        "NVIDIA vs Groq",
    ],
)
def test_any_subject_has_at_least_three_sound_frames(named: str) -> None:
    made = frames(named, HORIZON, NAMED)
    assert len(made) >= FEWEST
    assert [fault(p.text, p.horizon, date(2026, 11, 25)) for p in made] == [""] * len(made)
    assert not any(re.search(r"[{}]", p.text) for p in made)
    assert len(texts(named, entities=Entities())) >= FEWEST


def test_frames_make_sense_of_their_subject() -> None:
    assert (
        texts("GPU rental prices")[0]
        == "GPU rental prices will fall below 50% of the level of 2026 by the end of 2028."
    )
    assert not any("prices in GPU rental prices" in t for t in texts("GPU rental prices"))
    assert not any("NVIDIA" in t for t in texts("speculative decoding"))
    assert all("Groq" in t for t in texts("Groq"))
    assert not any("the value in" in t for t in texts("the value in LLM inference"))


def test_nothing_is_asked_of_a_leader_where_nobody_is_named() -> None:
    assert any("NVIDIA" in t for t in texts("the LLM inference stack"))
    assert not any(
        "NVIDIA" in t or "{leader}" in t for t in texts("the LLM inference stack", entities=Entities())
    )


def test_what_is_asked_of_a_company_depends_on_what_is_said_of_it() -> None:
    raised = "Groq raised money at a valuation of $6.9 billion."
    assert not any("taken over" in t for t in texts("Groq"))
    assert any("taken over" in t for t in texts("Groq", raised))
    assert not any(
        "taken over" in t for t in texts("Groq", raised, "The Groq deal was an acquisition in all but name.")
    )
    reported = "NVIDIA's revenue was $96 billion in the second quarter."
    assert any("NVIDIA's revenue of one quarter" in t for t in texts("NVIDIA", reported))
    assert not any("NVIDIA's revenue of one quarter" in t for t in texts("NVIDIA"))


def test_braces_in_a_subject_stay_what_they_are() -> None:
    assert any("LLM {topic} {0}" in t for t in texts("LLM {topic} {0}"))


def test_a_comparison_is_asked_which_of_the_two_it_will_be() -> None:
    made = texts("Liquid vs air cooling in data centres", "It needs liquid cooling.", entities=Entities())
    assert (
        made[0]
        == "Spending on liquid cooling will be higher than spending on air cooling in data centres in 2028."
    )
    assert all(text.index("cooling") < text.rindex("cooling") for text in made)


def test_of_two_firms_the_one_that_more_sources_name_comes_first() -> None:
    made = texts("groq vs NVIDIA for inference", "A groq is no word.")
    assert (
        made[0]
        == "Groq will make more than half of NVIDIA's yearly revenue from inference by the end of 2028."
    )


def test_nobody_spends_on_a_figure() -> None:
    assert texts("AI capex vs revenue")[0] == "AI capex will be higher than revenue in 2028."


def test_a_first_word_that_the_evidence_writes_small_is_written_small_within_a_sentence() -> None:
    assert "in optical switches" in texts("Optical switches", "It buys optical switches.")[0]
    assert "in Optical switches" in texts("Optical switches")[0]
    known = Entities(organisations=("Meta", "Google"))
    assert "Meta's" in texts("Google vs Meta", "A meta analysis of it.", entities=known)[0]


@pytest.mark.parametrize("named", ["HBM, CXL or GDDR", "How DeepSeek did it", "the AI that will win"])
def test_nothing_has_a_price_that_is_no_noun_phrase(named: str) -> None:
    assert texts(named, entities=Entities()) == []

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

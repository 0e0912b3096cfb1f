from datetime import date

import pytest

from triptych.agents.embedded.decisions import decisions
from triptych.agents.embedded.frames import frames
from triptych.agents.embedded.own import own
from triptych.agents.embedded.phrases import phrase
from triptych.agents.embedded.questions import questions_in
from triptych.agents.propositions import fault

TODAY, HORIZON = date(2026, 11, 30), date(2028, 12, 31)


def stated(idea: str) -> list[str]:
    return [f"{p.subject} {p.verb}{p.rest}" for p in decisions(idea)]


@pytest.mark.parametrize(
    ("asked", "comes_down_to"),
    [
        ("should a hospital build its own cluster", ["building its own cluster pay off for a hospital"]),
        ("should we rent GPUs or buy them", ["renting GPUs pay off", "buying GPUs pay off"]),
        ("should we rent GPUs rather than buy them", ["renting GPUs pay off"]),
        (
            "should a neocloud buy MI300X instead of H100",
            ["buying MI300X instead of H100 pay off for a neocloud"],
        ),
        ("should we buy Arista or Cisco", ["Arista be profitable", "Cisco be profitable"]),
        ("should we invest in Groq instead of Cerebras", ["Groq be profitable"]),
        ("should we invest in Groq instead of Meta's chips", ["Groq be profitable"]),
        ("should we buy NVIDIA GPUs", ["buying NVIDIA GPUs pay off"]),
        ("should we buy Corning instead of Boeing", ["Corning be profitable"]),
        ("should I invest in oil or gas companies", ["oil or gas companies be profitable"]),
        (
            "should we buy H100s now or wait for Rubin",
            ["buying H100s now pay off", "waiting for Rubin pay off"],
        ),
        (
            "should a bank hire, train people, or outsource",
            [
                "hiring pay off for a bank",
                "training people pay off for a bank",
                "outsourcing pay off for a bank",
            ],
        ),
        ("should our lab run our own models", ["running one's own models pay off for our lab"]),
        ("should Intel keep selling chips", ["selling chips pay off for Intel"]),
        ("should I short NVIDIA", ["shorting NVIDIA pay off"]),
        ("should a clinic ring-fence its models", ["ring-fencing its models pay off for a clinic"]),
        ("is it wise for a bank to run open models", ["running open models pay off for a bank"]),
        ("does it pay to cap power rather than price it", ["capping power pay off"]),
        ("should a fund invest in HBM makers", ["HBM makers be profitable"]),
        ("should we buy Groq now", ["Groq be profitable"]),
        ("should we invest in TPUs, or in GPUs", ["TPUs be profitable", "GPUs be profitable"]),
        ("should we buy GPUs now", ["buying GPUs now pay off"]),
        ("should we bet against NVIDIA", ["betting against NVIDIA pay off"]),
        ("should we buy or lease H100s", ["buying H100s pay off", "leasing H100s pay off"]),
        ("should we rent rather than buy GPUs", ["renting GPUs pay off"]),
        ("SHOULD WE RENT GPUS OR BUY THEM", ["renting GPUS pay off", "buying GPUS pay off"]),
        ("should we sell NVIDIA and buy AMD", ["selling NVIDIA and buying AMD pay off"]),
        ("should we as a bank rent GPUs", ["renting GPUs pay off"]),
        ("should a hedge fund short CoreWeave", ["shorting CoreWeave pay off for a hedge fund"]),
        ("should a bank use open models", ["using open models pay off for a bank"]),
        (
            "should investors prefer growth or value stocks",
            ["preferring growth or value stocks pay off for investors"],
        ),
        ("is it better to rent GPUs or to buy them", ["renting GPUs pay off", "buying GPUs pay off"]),
    ],
)
def test_what_to_do_comes_down_to_whether_each_alternative_pays_off(
    asked: str, comes_down_to: list[str]
) -> None:
    assert stated(asked) == comes_down_to


@pytest.mark.parametrize(
    "asked",
    [
        "will prices fall",
        "is it raining",
        "should",
        "should prices",
        "",
        "should open models be banned",
        "should prices fall",
        "should we worry",
        "should we not buy GPUs",
    ],
)
def test_what_asks_for_no_decision_has_none(asked: str) -> None:
    assert decisions(asked) == []


def test_a_decision_is_put_to_the_panel_in_whole_sentences() -> None:
    idea = "Should a utility sign a 15-year contract with a data centre operator, or build batteries first?"
    assert [p.text for p in own(idea, HORIZON)] == [
        "Signing a 15-year contract with a data centre operator will pay off for a utility by the end of 2028, as two or more of "
        "those who did so report.",
        "Building batteries first will pay off for a utility by the end of 2028, as two or more of those who did so report.",
    ]
    assert phrase(idea) == "signing a 15-year contract with a data centre operator"
    assert all(asked.decided for asked in questions_in(idea))
    assert questions_in(idea)[1].about == "batteries first for a utility"
    assert not any(asked.decided for asked in questions_in("Will training pay off?"))


def test_a_decision_that_is_put_twice_is_one() -> None:
    once = questions_in("Should we rent GPUs or buy them?")
    assert len(once) == 2
    assert questions_in("Should we rent GPUs or should we buy them?") == once
    assert questions_in("Should we rent GPUs\nor buy them?") == once


def test_frames_of_a_decision_ask_who_does_it_and_who_ends_it() -> None:
    framed = frames("renting GPUs", HORIZON, decided=True)
    assert [p.text for p in framed] == [
        "At least two of the ten largest organisations to which it is open will announce that they begin renting GPUs by the end "
        "of 2028.",
        "At least one organisation that is known for renting GPUs will announce that it ends that by the end of 2028.",
    ]
    assert not any(fault(p.text, p.horizon, TODAY) for p in framed)


@pytest.mark.parametrize(
    ("idea", "made"),
    [
        ("Rent or buy GPUs", ["renting GPUs", "buying GPUs"]),
        ("Whether to hold or sell CoreWeave", ["holding CoreWeave", "selling CoreWeave"]),
        ("Build vs buy for AI infrastructure", ["building AI infrastructure", "buying AI infrastructure"]),
        ("Buy or lease H100s for a startup?", ["buying H100s for a startup", "leasing H100s for a startup"]),
    ],
)
def test_what_is_left_open_to_do_is_a_decision(idea: str, made: list[str]) -> None:
    assert [f"{asked.subject}" for asked in questions_in(idea)] == made


@pytest.mark.parametrize(
    "idea", ["Training vs inference", "Make or break for Intel", "Price or value", "HBM or GDDR"]
)
def test_two_things_are_no_decision(idea: str) -> None:
    assert questions_in(idea) == []

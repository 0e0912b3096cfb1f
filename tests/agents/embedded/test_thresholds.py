from datetime import date
from types import ModuleType

import pytest

from triptych.agents.embedded.thresholds import thresholds
from triptych.agents.language.sentences import quotables
from triptych.agents.propositions import fault
from triptych.store.records import Proposition


def bets(make: ModuleType, *texts: str, published: date | None = None) -> list[Proposition]:
    day = published or make.LATELY
    passages = [make.passage(t, f"{n}.org", day) for n, t in enumerate(texts)]
    return [p for _, p in thresholds(list(quotables(passages)), make.AS_OF, make.HORIZON)]


@pytest.mark.parametrize(
    ("sentence", "bet"),
    [
        (
            "NVIDIA's gross margin was 75.0% in the second quarter of fiscal 2027.",
            "NVIDIA's gross margin will fall below 70% in a quarter by the end of 2028.",
        ),
        (
            "The H100 rental price on a one-year contract rose to $2.35 per hour in March 2026.",
            "The H100 rental price on a one-year contract will fall below $1.50 per hour by the end of 2028.",
        ),
        (
            "Open models held less than 30% of token volume in 2026 despite a low price.",
            "Open models will hold more than 30% of token volume by the end of 2028.",
        ),
        (
            "NVIDIA reported revenue of $96.2 billion for the second quarter of fiscal 2027, up 106% from a year earlier.",
            "NVIDIA's revenue will exceed $250 billion in a quarter by the end of 2028.",
        ),
        (
            "Capital expenditure on AI amounts to $848 billion in 2026, according to one count.",
            "Capital expenditure on AI will exceed $1.3 trillion in a year by the end of 2028.",
        ),
        (
            "SK hynix held 62% of HBM shipments in the second quarter of 2025, ahead of Micron.",
            "SK hynix will drop below 55% of HBM shipments in a quarter by the end of 2028.",
        ),
        (
            "The price of LFP cells for grid storage was $45 per kWh in 2026.",
            "The price of LFP cells for grid storage will fall below $30 per kWh by the end of 2028.",
        ),
    ],
)
def test_a_bet_lies_a_round_step_from_todays_level_and_quotes_it(
    make: ModuleType, sentence: str, bet: str
) -> None:
    (made,) = bets(make, sentence)
    assert (made.text, made.horizon) == (bet, make.HORIZON)
    assert made.basis is not None
    assert made.basis.quote == sentence
    assert fault(made.text, made.horizon, make.AS_OF) == ""


def test_a_level_of_long_ago_is_none_of_today(make: ModuleType) -> None:
    old = "The H100 rental price on a spot market was about $2.10 per hour."
    assert bets(make, old)
    assert bets(make, old, published=date(2024, 10, 1)) == []
    assert bets(make, "OpenAI's compute margin on paying users was about 35% in January 2024.") == []


def test_a_measure_is_bet_on_once(make: ModuleType) -> None:
    said = "The electricity demand of data centres worldwide was {} TWh in 2025, according to {}."
    assert len(bets(make, said.format(447, "Gartner"), said.format(448, "the IEA"))) == 1


def test_a_threshold_that_another_sentence_has_passed_is_not_put(make: ModuleType) -> None:
    low = "Anthropic's annualised revenue reached about $5 billion in September 2025."
    high = "Analysts say Anthropic's annualised revenue was more than $25 billion in April 2026."
    assert [p.basis.quote for p in bets(make, low, high) if p.basis] != [low]
    assert len(bets(make, low)) == 1


def test_a_forecast_is_no_level(make: ModuleType) -> None:
    assert bets(make, "Gartner expects that the electricity demand of data centres is 565 TWh in 2026.") == []

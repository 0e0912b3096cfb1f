from datetime import date
from types import ModuleType

import pytest

from triptych.agents.embedded.forecasts import forecast
from triptych.agents.language.sentences import quotables
from triptych.agents.propositions import fault
from triptych.store.records import Proposition


def put(make: ModuleType, text: str, *known: str) -> Proposition | None:
    (quotable,) = quotables([make.passage(text)])
    return forecast(quotable, make.AS_OF, known)


@pytest.mark.parametrize(
    ("said", "put_as"),
    [
        (
            "Gartner expects that the electricity demand of data centres worldwide will exceed 1,200 TWh in 2030.",
            "The electricity demand of data centres worldwide will exceed 1,200 TWh in 2030.",
        ),
        (
            "EPRI projected in February 2026 that data centres will take 9% to 17% of US electricity in 2030.",
            "Data centres will take more than 13% of US electricity in 2030.",
        ),
        (
            "Data centre capacity will reach about 122 GW at the end of 2030, according to Goldman Sachs.",
            "Data centre capacity will reach 122 GW at the end of 2030.",
        ),
        (
            "Data centres will take 7.8% of US electricity in 2030, after 4% in 2025, according to Gartner.",
            "Data centres will take more than 7.8% of US electricity in 2030.",
        ),
        (
            "Data centres in China will use 277 TWh in 2030, and data centres in Europe will use 113 TWh.",
            "Data centres in China will use more than 277 TWh in 2030.",
        ),
        (
            "AI-optimised servers used 93 TWh in 2025 and will use 432 TWh in 2030, according to Gartner.",
            "AI-optimised servers will use more than 432 TWh in 2030.",
        ),
        (
            "Micron forecast in December 2025 that the HBM market will grow from $35 billion in 2025 to $100 billion in 2028.",
            "The HBM market will grow from $35 billion in 2025 to $100 billion in 2028.",
        ),
        (
            "The power demand of data centres will rise by as much as 165% from 2023 to 2030, says Goldman Sachs.",
            "The power demand of data centres will rise by more than 165% from 2023 to 2030.",
        ),
    ],
)
def test_a_forecast_is_put_without_who_says_it_hedges_and_asides(
    make: ModuleType, said: str, put_as: str
) -> None:
    made = put(make, said)
    assert made is not None
    assert made.text == put_as
    assert made.basis is not None
    assert made.basis.quote == said
    assert fault(made.text, made.horizon, make.AS_OF) == ""


def test_it_is_due_when_it_says(make: ModuleType) -> None:
    made = put(make, "GPU inference prices of every vendor will fall by half until 2029.")
    assert made is not None
    assert made.horizon == date(2029, 12, 31)


@pytest.mark.parametrize(
    "said",
    [
        "GPU inference prices of every vendor will fall by half until 2025.",
        "GPU inference prices of every vendor will fall by half before the end of 2026.",
        "GPU inference prices of every vendor will stay important for buyers in 2029.",
        "GPU inference prices of every vendor will fall by half in 2029 if supply grows.",
        "GPU inference prices of every vendor could fall by half until the end of 2029.",
        "The five largest firms will understate depreciation by $176 billion up to 2028.",
        "NVIDIA plans to ship its next three GPU generations by the end of 2029.",
    ],
)
def test_what_is_past_vague_conditional_or_hedged_is_not_put(make: ModuleType, said: str) -> None:
    assert put(make, said) is None


def test_a_forecast_that_has_come_true_is_not_put(make: ModuleType) -> None:
    said = "The power demand of data centres will exceed 100 GW by the end of 2028."
    assert put(make, said) is not None
    assert put(make, said, "The power demand of data centres was 120 GW in 2026.") is None

"""The search that may overturn a claim: the gravest critic's own, else what the claim measures, without its figures."""

from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triptych.agents.debate.overturning import overturning_query
from triptych.agents.language.figures import figures
from triptych.agents.language.text import words

RENTS = "Rents for the H100 fell to $2 per hour at Lambda Labs."


def test_the_gravest_critic_s_search_is_made(make: ModuleType) -> None:
    critiques = [
        make.critique("C1", query="H100 rents survey"),
        make.critique("C2", severity="fatal", query="Lambda Labs price list"),
        make.critique("C3", severity="major", query="GPU rental index"),
    ]
    assert overturning_query(make.claim(RENTS), critiques) == "Lambda Labs price list"


def test_of_critics_alike_the_first_is_heard(make: ModuleType) -> None:
    critiques = [make.critique("C1", query="H100 rents one"), make.critique("C2", query="H100 rents other")]
    assert overturning_query(make.claim(RENTS), critiques) == "H100 rents one"


def test_a_critic_without_a_search_does_not_stand_in_the_way_of_one_with_it(make: ModuleType) -> None:
    critiques = [
        make.critique("C1", severity="fatal", query="  "),
        make.critique("C2", query="H100 rents survey"),
    ]
    assert overturning_query(make.claim(RENTS), critiques) == "H100 rents survey"


def test_where_nobody_names_one_the_claim_s_names_and_measure_are_searched(make: ModuleType) -> None:
    for critiques in ([], [make.critique()]):
        query = overturning_query(make.claim(RENTS), critiques)
        assert query == "H100 Lambda Labs Rents fell Lambda Labs"


def test_it_looks_for_what_the_quote_says_not_for_who_said_it(make: ModuleType) -> None:
    revised = make.claim(RENTS).model_copy(update={"text": f"Omdia, June 2026: “{RENTS}”"})
    assert overturning_query(revised) == overturning_query(make.claim(RENTS))


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.integers(2, 999), st.floats(0.1, 99).map(lambda n: round(n, 1))),
    st.sampled_from(
        ["{}%", "${} billion", "{} TWh", "{} GB/s", "${} per hour", "{}-1000%", "$1 to {} million"]
    ),
)
def test_no_figure_of_a_claim_is_in_its_query(make: ModuleType, number: float, unit: str) -> None:
    said = f"Makers of grid batteries in Norway held {unit.format(number)} of the market, as Rystad found."
    query = overturning_query(make.claim(said))
    assert not figures(query)
    assert {"Norway", "Rystad", "batteries"} <= set(words(query))


@pytest.mark.parametrize("text", ["12% 34 GB $5 7.5 TB/s", "…", "大型语言模型", "a " * 2500])
def test_odd_claims_do_no_harm(make: ModuleType, text: str) -> None:
    assert isinstance(overturning_query(make.claim(text)), str)


def test_a_search_of_something_else_is_not_made(make: ModuleType) -> None:
    astray = make.critique("C1", severity="fatal", query="who or what, the measure, the time")
    assert "H100" in overturning_query(make.claim(RENTS), [astray])

"""Scores are those that one gets by hand, lie in 0..1, and do not depend on the order of the forecasts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triptych.store.scoring import Forecast, Judged, bins, brier, calibration_error, scores

MANY = st.lists(st.builds(Judged, st.integers(0, 100).map(lambda n: n / 100), st.booleans()), min_size=1)
PERCENT = st.none() | st.integers(0, 100)


def forecast(forecaster: str = "engineer", **given: Any) -> Forecast:
    plain: dict[str, Any] = {
        "memo_id": "M",
        "proposition_id": "P1",
        "is_median": False,
        "blind": None,
        "final": None,
    }
    return Forecast(**plain | {"forecaster": forecaster, "outcome": True} | given)


SAID = st.lists(
    st.builds(
        forecast,
        st.sampled_from(["engineer", "investor", "panel"]),
        is_median=st.booleans(),
        blind=PERCENT,
        final=PERCENT,
        outcome=st.none() | st.booleans(),
    )
)


def test_the_brier_score_is_the_mean_of_the_squared_distances() -> None:
    judged = [Judged(0.7, True), Judged(0.2, False), Judged(0.9, False)]
    assert brier(judged) == pytest.approx((0.09 + 0.04 + 0.81) / 3)


def test_certainty_gets_0_when_it_is_right_and_1_when_it_is_wrong() -> None:
    assert brier([Judged(1.0, True), Judged(0.0, False)]) == 0
    assert brier([Judged(0.0, True), Judged(1.0, False)]) == 1


@pytest.mark.parametrize("came_true", [True, False])
def test_always_saying_half_gets_a_quarter_whatever_happens(came_true: bool) -> None:
    assert brier([Judged(0.5, came_true)] * 7) == 0.25


def test_there_is_no_score_of_nothing() -> None:
    assert brier([]) is None
    assert calibration_error(bins([])) is None
    assert scores([]) == ()


@pytest.mark.parametrize(
    ("percent", "number"),
    [(0, 0), (19.5, 0), (20, 1), (39, 1), (40, 2), (60, 3), (79, 3), (80, 4), (100, 4)],
)
def test_a_forecast_falls_into_one_bin_and_on_an_edge_into_the_upper_one(percent: float, number: int) -> None:
    assert [one.n for one in bins([Judged(percent / 100, True)])] == [int(n == number) for n in range(5)]


def test_a_bin_holds_what_was_said_against_what_came_true() -> None:
    first, *empty, last = bins(
        [Judged(0.1, False), Judged(0.15, True), Judged(0.05, False), Judged(0.9, True)]
    )
    assert (first.low, first.high, first.n) == (0.0, 0.2, 3)
    assert [first.forecast, first.observed] == pytest.approx([0.1, 1 / 3])
    assert (last.low, last.high, last.n, last.forecast, last.observed) == (0.8, 1.0, 1, 0.9, 1.0)
    assert {(one.n, one.forecast, one.observed) for one in empty} == {(0, None, None)}


def test_the_calibration_error_counts_each_bin_by_its_forecasts() -> None:
    # 0.1 said twice and true once: 0.4 off, twice; 0.9 said once and true: 0.1 off, once.
    judged = [Judged(0.1, True), Judged(0.1, False), Judged(0.9, True)]
    assert calibration_error(bins(judged)) == pytest.approx((2 * 0.4 + 0.1) / 3)


def test_who_says_30_percent_of_what_happens_3_times_in_10_is_calibrated() -> None:
    judged = [Judged(0.3, n < 3) for n in range(10)]
    assert calibration_error(bins(judged)) == pytest.approx(0)


def test_each_forecaster_has_a_score_and_the_median_comes_last() -> None:
    said = [forecast(who, final=80) for who in ("strategist", "engineer")]
    found = scores([forecast("panel", is_median=True, final=80), *said])
    assert [one.forecaster for one in found] == ["engineer", "strategist", "panel"]
    assert [one.brier_final for one in found] == [pytest.approx(0.04)] * 3


def test_a_persona_called_panel_is_not_taken_for_the_median() -> None:
    persona, median = scores([forecast("panel", is_median=True, final=100), forecast("panel", final=0)])
    assert (persona.is_median, persona.brier_final) == (False, 1)
    assert (median.is_median, median.brier_final) == (True, 0)


def test_what_is_not_resolved_does_not_count() -> None:
    (found,) = scores([forecast(final=100), forecast(final=0, outcome=None)])
    assert (found.n, found.brier_final) == (1, 0)
    assert scores([forecast(final=50, outcome=None)]) == ()


def test_what_the_debate_gained_is_counted_where_there_is_a_before_and_an_after() -> None:
    (found,) = scores(
        [
            forecast(blind=70, final=90),  # 0.09 becomes 0.01
            forecast(blind=30, final=60, outcome=False),  # 0.09 becomes 0.36
            forecast(blind=0),  # 1, and then it abstained
            forecast(final=100),  # 0, with nothing before
        ]
    )
    assert (found.n, found.n_blind, found.n_both) == (3, 3, 2)
    assert found.brier_final == pytest.approx((0.01 + 0.36 + 0) / 3)
    assert found.brier_blind == pytest.approx((0.09 + 0.09 + 1) / 3)
    assert found.gained == pytest.approx(0.09 - (0.01 + 0.36) / 2)


def test_a_debate_that_helped_has_gained() -> None:
    (found,) = scores([forecast(blind=50, final=100)])
    assert found.gained == 0.25


def test_who_only_abstains_is_there_without_a_score() -> None:
    (found,) = scores([forecast("investor")])
    assert (found.n, found.n_blind, found.n_both) == (0, 0, 0)
    assert (found.brier_final, found.brier_blind, found.gained, found.calibration_error) == (None,) * 4


@given(MANY)
def test_every_score_is_between_0_and_1(judged: list[Judged]) -> None:
    score, binned = brier(judged), bins(judged)
    error = calibration_error(binned)
    assert score is not None
    assert error is not None
    assert 0 <= score <= 1
    assert 0 <= error <= 1
    assert sum(one.n for one in binned) == len(judged)
    assert all(one.forecast is None or one.low <= one.forecast <= one.high for one in binned)


@given(SAID, st.randoms())
def test_the_order_of_the_forecasts_makes_no_difference(said: list[Forecast], random: Any) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)
    assert scores(shuffled) == scores(said)


def mirrored(one: Forecast) -> Forecast:
    """The forecast of the opposite, and what came of that."""
    blind, final = (None if said is None else 100 - said for said in (one.blind, one.final))
    outcome = None if one.outcome is None else not one.outcome
    return one.model_copy(update={"blind": blind, "final": final, "outcome": outcome})


@given(SAID)
def test_a_forecast_scores_as_that_of_the_opposite_does(said: list[Forecast]) -> None:
    for one, opposite in zip(scores(said), scores(map(mirrored, said)), strict=True):
        figures = (opposite.brier_final, opposite.brier_blind, opposite.gained)
        assert figures == pytest.approx((one.brier_final, one.brier_blind, one.gained))

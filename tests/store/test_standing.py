"""Where a panel stands, counted from its stances."""

import pytest

from triptych.store.records import Stance
from triptych.store.standing import (
    earliest,
    held_by,
    latest,
    lean,
    middle,
    moves,
    probabilities,
    said,
    split,
)


def _stance(persona: str, proposition: str, number: int, probability: int | None) -> Stance:
    return Stance(
        persona=persona,
        proposition=proposition,
        round=number,
        probability=probability,
        reasons=(),
        because="",
    )


SAID = [
    _stance("investor", "P1", 1, 40),
    _stance("engineer", "P1", 0, 70),
    _stance("investor", "P1", 0, 60),
    _stance("investor", "P2", 0, 30),
    _stance("investor", "P2", 1, None),
]


def test_the_last_stance_of_each_persona_counts_in_whatever_order_they_come() -> None:
    assert {key: s.probability for key, s in latest(SAID, "P1").items()} == {"engineer": 70, "investor": 40}


def test_who_abstains_in_the_end_holds_nothing() -> None:
    assert latest(SAID, "P2") == {}
    assert held_by(SAID, "investor") == {"P1": 40}


@pytest.mark.parametrize(
    ("values", "side"),
    [
        ([60, 70], 1),
        ([59, 60], 1),
        ([55, 60], 0),
        ([49, 70, 80], 0),
        ([40, 30], -1),
        ([51, 30, 20], 0),
        ([], 0),
    ],
)
def test_a_panel_leans_where_its_median_does_and_nobody_is_on_the_other_side(
    values: list[int], side: int
) -> None:
    assert lean(values) == side


def test_without_values_the_middle_is_open() -> None:
    assert middle([]) == 50


def test_the_first_stance_of_each_persona_is_where_it_began() -> None:
    assert {key: s.probability for key, s in earliest(SAID, "P1").items()} == {"engineer": 70, "investor": 60}


def test_an_abstention_has_no_probability_and_who_only_abstains_did_not_begin() -> None:
    abstains = [_stance("engineer", "P1", 0, None)]
    assert earliest(abstains, "P1") == {}
    assert probabilities({s.persona: s for s in abstains}) == []


def test_all_that_a_persona_said_is_in_order_with_its_abstentions() -> None:
    assert [s.probability for s in said(reversed(SAID), "P2", "investor")] == [30, None]


def test_a_move_is_a_stance_of_another_value_than_the_one_before_it() -> None:
    again = [_stance("engineer", "P1", 1, 70), _stance("engineer", "P1", 2, 75)]
    found = [(a.persona, a.proposition, b.probability, a.probability) for b, a in moves([*SAID, *again])]
    assert found == [
        ("investor", "P1", 60, 40),
        ("investor", "P2", 30, None),
        ("engineer", "P1", 70, 75),
    ]


@pytest.mark.parametrize(
    ("values", "apart"), [([40, 60], True), ([41, 60], False), ([50], False), ([], False)]
)
def test_a_panel_is_split_where_its_ends_are_twenty_points_apart(values: list[int], apart: bool) -> None:
    assert split(values) is apart

"""Where a panel stands, counted from its stances."""

import pytest

from triptych.store.records import Stance
from triptych.store.standing import held_by, latest, lean, middle


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

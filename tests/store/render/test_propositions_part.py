"""The propositions of a memo: where each persona began and ended, and a split that no median hides."""

from types import ModuleType
from typing import Any

import pytest

from triptych.store.records import Bet, Conformity, Dossier
from triptych.store.render.markdown import memo

TITLE = "Propositions: probability before and after the debate"
Told = Any


@pytest.fixture
def told(dossier: Dossier, pages: ModuleType) -> Told:
    """`told(P1=…)`: the part, with these stances."""

    def part(**said: dict[str, tuple[int | None, ...]]) -> str:
        stances = [s for proposition, those in said.items() for s in pages.stances(proposition, **those)]
        text: str = pages.part(memo(pages.with_ledger(dossier, stances=stances)), TITLE)
        return text

    return part


def _row(part: str, proposition: str = "P1") -> list[str]:
    line = next(line for line in part.splitlines() if line.startswith(f"| {proposition} |"))
    return [cell.strip() for cell in line.strip("|").split("|")][2:]


def test_the_table_names_the_personas_the_median_and_the_spread(told: Told) -> None:
    head = told().splitlines()[0]
    assert head == "| | Proposition | Engineer | Investor | Panel median | Spread |"


def test_a_persona_is_shown_as_it_began_and_as_it_ended(told: Told) -> None:
    assert _row(told(P1={"engineer": (70, 65, 55), "investor": (50,)}))[:2] == ["70% → 55%", "50%"]


def test_a_persona_that_came_back_to_where_it_began_has_one_value_and_two_moves(told: Told) -> None:
    part = told(P1={"engineer": (60, 70, 60)})
    assert _row(part)[0] == "60%"
    assert part.count("- Engineer on P1, round ") == 2


def test_the_panel_has_its_median_before_and_after_and_its_lowest_and_highest_end(told: Told) -> None:
    assert _row(told(P1={"engineer": (70, 60), "investor": (40, 50)}))[2:] == ["55%", "50–60"]
    assert _row(told(P1={"engineer": (70, 50), "investor": (40,)}))[2:] == ["55% → 45%", "40–50"]
    assert _row(told(P1={"engineer": (50,), "investor": (50,)}))[2:] == ["50%", "50"]


def test_an_abstention_is_named_and_not_counted(told: Told) -> None:
    assert _row(told(P1={"engineer": (None, 70), "investor": (40, None)})) == [
        "abstains → 70%",
        "40% → abstains",
        "40% → 70%",
        "70, one view",
    ]
    assert _row(told(P1={"engineer": (None,)})) == ["abstains", "abstains", "none", "no view"]


def test_a_split_panel_is_told_in_words_with_both_ends_beside_the_median(told: Told) -> None:
    row = _row(told(P1={"engineer": (70,), "investor": (35,)}))
    assert row[2:] == ["52%, but split", "35–70 **split:** investor 35%, engineer 70%"]


def test_nineteen_points_are_no_split_and_twenty_are(told: Told) -> None:
    assert "split" not in told(P1={"engineer": (60,), "investor": (41,)})
    assert "split" in told(P1={"engineer": (60,), "investor": (40,)})


def test_all_who_stand_at_one_end_are_named(dossier: Dossier, pages: ModuleType) -> None:
    third = dossier.personas[0].model_copy(update={"key": "strategist", "name": "Strategist"})
    three = pages.with_memo(dossier, panel=("engineer", "investor", "strategist"))
    three = three.model_copy(update={"personas": (*dossier.personas, third)})
    said = pages.stances("P1", engineer=(20,), investor=(80,), strategist=(20,))
    page = memo(pages.with_ledger(three, stances=said))
    assert "| 20%, but split | 20–80 **split:** engineer and strategist 20%, investor 80% |" in page


def test_a_bet_on_a_split_proposition_names_the_ends(dossier: Dossier, pages: ModuleType) -> None:
    bet = Bet(text="For: P1.", proposition="P1", conviction=72, carried_by=(), killed_by=())
    apart = pages.with_ledger(dossier, stances=pages.stances("P1", engineer=(90,), investor=(55,)))
    page = memo(pages.with_memo(apart, bets=(bet,)))
    assert "Conviction 72%. The panel is split: investor 55%, engineer 90%.\n" in page
    assert "Conviction 60%.\n" in memo(dossier)


def test_each_move_tells_from_where_to_where_why_and_by_what(dossier: Dossier, pages: ModuleType) -> None:
    assert "- Engineer on P1, round 1, 70% → 55%: I1 moved (moved by I1, C1).\n" in memo(dossier)
    bare = memo(pages.with_ledger(dossier, stances=pages.stances("P1", engineer=(70, None))))
    assert "- Engineer on P1, round 1, 70% → abstains.\n" in bare


def test_a_late_first_stance_is_no_move(dossier: Dossier, pages: ModuleType) -> None:
    late = [s.model_copy(update={"round": 1}) for s in pages.stances("P1", engineer=(70,))]
    page = memo(pages.with_ledger(pages.of_before(dossier), stances=late))
    assert pages.part(page, TITLE).endswith("No stance moved in the debate.")


def test_a_reason_that_ends_in_a_stop_is_not_given_a_second(dossier: Dossier, pages: ModuleType) -> None:
    said = [s.model_copy(update={"because": "It moved.", "moved_by": ()}) for s in dossier.ledger.stances]
    page = memo(pages.with_ledger(dossier, stances=said))
    assert "It moved." in page
    assert "It moved.." not in page


def _conformity(dossier: Dossier, pages: ModuleType, *counted: int) -> str:
    told = dict(zip(Conformity.model_fields, counted, strict=True))
    text: str = pages.part(memo(pages.with_memo(dossier, conformity=Conformity(**told))), TITLE)
    return text


def test_the_moves_towards_the_majority_are_counted_with_their_evidence(
    dossier: Dossier, pages: ModuleType
) -> None:
    told = _conformity(dossier, pages, 5, 2, 3, 1)
    assert (
        "Of 5 moves 2 went towards the majority, 1 of them for a quote that the persona had not held before."
        in told
    )
    away = _conformity(dossier, pages, 1, 0, 1, 0)
    assert "Of 1 move none went towards the majority; 1 came for a quote" in away


@pytest.mark.parametrize(
    ("moves", "towards", "evidenced", "warned"),
    [
        (4, 3, 1, True),
        (4, 3, 2, False),
        (4, 4, 2, False),
        (4, 2, 0, False),
        (1, 1, 0, True),
        (3, 0, 0, False),
    ],
)
def test_a_panel_that_converges_without_new_evidence_is_called_out(
    dossier: Dossier, pages: ModuleType, moves: int, towards: int, evidenced: int, warned: bool
) -> None:
    told = _conformity(dossier, pages, moves, towards, evidenced, evidenced)
    assert ("**The panel converged without new evidence:**" in told) is warned


def test_where_nobody_moved_nothing_is_counted(told: Told, dossier: Dossier, pages: ModuleType) -> None:
    still = pages.with_memo(dossier, conformity=Conformity())
    page = memo(pages.with_ledger(still, stances=pages.stances("P1", engineer=(70,))))
    assert pages.part(page, TITLE).endswith("\n\nNo stance moved in the debate.")


def test_a_memo_of_before_moves_were_counted_tells_the_moves_alone(
    dossier: Dossier, pages: ModuleType
) -> None:
    part = pages.part(memo(pages.of_before(dossier)), TITLE)
    assert part.endswith("- Engineer on P1, round 1, 70% → 55%: I1 moved.")

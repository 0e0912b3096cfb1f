"""The panel's common parts: a bottom line that rests on claims; bets and disagreements counted from the ledger."""

from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import Synthesis
from triptych.errors import BudgetError, ServiceError
from triptych.store.records import Budget, Ledger

ANSWER = {
    "title": "Battery prices fall on until 2028",
    "bottom_line": [
        {"text": "Prices fell by 40% and will go on falling.", "claims": ["E1"]},
        {"text": "Somebody told me so.", "claims": ["E9"]},
        {"text": "Makers keep 12% (disputed).", "claims": ["[I1]", "E1"]},
    ],
    "change_our_mind": [
        {"text": "A year in which prices rise by 5%.", "claims": ["E1"]},
        {"text": "Prices fell by 40% and will go on falling.", "claims": ["E1"]},
    ],
}


def _ledger(make: ModuleType, *stances: Any, **more: Any) -> Ledger:
    claims = (make.claim("Prices fell by 40%."), make.claim("Makers keep 12%.", "I1"))
    return Ledger(claims=more.pop("claims", claims), stances=stances, **more)


async def _made(staged: Any, make: ModuleType, answer: Any, ledger: Ledger, **scene: Any) -> Synthesis:
    personas = (make.persona(), make.persona(key="investor", name="Investor"))
    brief = make.brief("battery prices", [make.proposition("Prices will fall by 2028.")])
    made: Synthesis = await staged(answer, **scene).analyst.synthesis(brief, personas, ledger)
    return made


async def test_title_and_bottom_line_are_the_models_where_they_rest_on_claims(
    staged: Any, make: ModuleType
) -> None:
    ledger = _ledger(make, make.stance(70, reasons=("E1",)), make.stance(60, "investor", reasons=("I1",)))
    made = await _made(staged, make, ANSWER, ledger)
    assert made.title == "Battery prices fall on until 2028"
    written = [(s.text, s.claims) for s in made.bottom_line if not s.computed]
    assert written == [
        ("Prices fell by 40% and will go on falling.", ("E1",)),
        ("Makers keep 12% (disputed).", ("I1", "E1")),
    ]
    assert [s.text for s in made.bottom_line if s.computed] == [
        "P1: “Prices will fall by 2028”: panel median 65% (engineer 70% and investor 60%)."
    ]
    assert [s.text for s in made.change_our_mind] == ["A year in which prices rise by 5%."]


async def test_a_title_with_a_figure_of_its_own_is_not_printed(staged: Any, make: ModuleType) -> None:
    made = await _made(staged, make, ANSWER | {"title": "Prices fall 75% by 2028"}, _ledger(make))
    assert made.title == "Battery prices"


async def test_a_panel_on_one_side_makes_a_bet_with_what_would_kill_it(staged: Any, make: ModuleType) -> None:
    against = make.critique(citations=(make.quote("Prices rose by 3%.", "c.org"),))
    ledger = _ledger(
        make,
        make.stance(80, reasons=("E1",)),
        make.stance(70, "investor", reasons=("I1",)),
        critiques=(against,),
    )
    (bet,) = (await _made(staged, make, ANSWER, ledger)).bets
    assert (bet.conviction, bet.text) == (75, "For: Prices will fall by 2028.")
    assert [s.claims for s in bet.carried_by] == [("E1",), ("I1",)]
    assert bet.killed_by[0].citations == against.citations


async def test_personas_far_apart_disagree_with_their_reasons(staged: Any, make: ModuleType) -> None:
    ledger = _ledger(make, make.stance(80, reasons=("E1",)), make.stance(30, "investor", reasons=("I1",)))
    made = await _made(staged, make, ANSWER, ledger)
    assert made.bets == ()
    (apart,) = made.disagreements
    assert [(s.label, s.sentences[0].claims) for s in apart.sides] == [
        ("Engineer: 80%", ("E1",)),
        ("Investor: 30%", ("I1",)),
    ]


async def test_only_the_last_stance_of_each_counts(staged: Any, make: ModuleType) -> None:
    ledger = _ledger(
        make,
        make.stance(80, reasons=("E1",)),
        make.stance(30, "investor", reasons=("I1",)),
        make.stance(75, "investor", round_=1, reasons=("I1",)),
    )
    made = await _made(staged, make, ANSWER, ledger)
    assert made.disagreements == ()
    assert made.bets[0].conviction == 78


async def test_a_contested_claim_stands_beside_what_was_held_against_it(
    staged: Any, make: ModuleType
) -> None:
    held = make.critique(
        argument="An index says otherwise.", citations=(make.quote("They rose by 3%.", "c.org"),)
    )
    claims = (make.claim("Prices fell by 40%.", status="contested"), make.claim("Makers keep 12%.", "I1"))
    made = await _made(staged, make, ANSWER, _ledger(make, claims=claims, critiques=(held,)))
    (clash,) = made.disagreements
    assert clash.topic == "An index says otherwise."
    assert [s.label for s in clash.sides] == ["Engineer", "Investor"]


async def test_a_bottom_line_of_nothing_is_made_of_the_claims(staged: Any, make: ModuleType) -> None:
    personas, brief = (make.persona(),), make.brief("battery prices")
    made = await staged(ANSWER | {"bottom_line": []}).analyst.synthesis(brief, personas, _ledger(make))
    assert [s.text for s in made.bottom_line] == ["Prices fell by 40%."]
    assert made.title == "battery prices"


@pytest.mark.parametrize("failure", [ServiceError("down"), "no json"])
async def test_without_an_answer_the_caller_is_told(staged: Any, make: ModuleType, failure: Any) -> None:
    with pytest.raises(ServiceError):
        await staged(failure, failure).analyst.synthesis(make.brief(), (make.persona(),), _ledger(make))


async def test_a_spent_budget_is_told_to_the_caller(staged: Any, make: ModuleType) -> None:
    with pytest.raises(BudgetError):
        await _made(staged, make, "unasked", _ledger(make), budget=Budget(tokens=5))


async def test_nothing_left_to_say_is_not_asked_about(staged: Any, make: ModuleType) -> None:
    scene = staged()
    gone = (make.claim("Gone.", status="withdrawn"),)
    made = await scene.analyst.synthesis(make.brief(), (make.persona(),), Ledger(claims=gone))
    assert made.bottom_line == ()
    assert scene.model.asked == []

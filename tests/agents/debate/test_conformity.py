"""How many moves went towards the others, and how many of them for a quote that the mover did not have."""

from types import ModuleType
from typing import Any

from triptych.agents.debate.conformity import conformity
from triptych.store.records import Conformity, Ledger


def ledger(make: ModuleType, *later: Any, **more: Any) -> Ledger:
    blind = [make.stance(p, who) for who, p in (("engineer", 20), ("investor", 70), ("strategist", 60))]
    claims = (make.claim("Prices fell.", "E1"), make.claim("Prices rose.", "I1"))
    return Ledger(claims=claims, stances=(*blind, *later), **more)


def test_without_a_move_there_is_nothing_to_count(make: ModuleType) -> None:
    assert conformity(ledger(make)) == Conformity()


def test_a_move_to_where_the_others_stood_is_counted_with_what_it_was_for(make: ModuleType) -> None:
    swayed = make.stance(60, "engineer", 1, moved_by=("C1",))
    brought = make.critique("C1", "P1", "investor", citations=(make.quote("Prices rose by a third."),))
    assert conformity(ledger(make, swayed, critiques=(brought,))) == Conformity(
        moves=1, towards=1, evidenced=1, towards_evidenced=1
    )
    known = brought.model_copy(update={"citations": (make.quote("Prices fell."),)})
    assert conformity(ledger(make, swayed, critiques=(known,))) == Conformity(moves=1, towards=1)


def test_a_move_away_from_the_others_is_one_too(make: ModuleType) -> None:
    apart = make.stance(10, "engineer", 1, moved_by=("E1",))
    found = make.settlement(supports=[make.quote("Prices fell again.", "b.org")])
    assert conformity(ledger(make, apart, settlements=(found,))) == Conformity(moves=1, evidenced=1)


def test_the_others_are_taken_as_they_stood_before_the_round(make: ModuleType) -> None:
    # Both go to where the other was: each moved towards the others, though they have only changed places.
    one, other = (
        make.stance(65, "engineer", 1, moved_by=("E1",)),
        make.stance(20, "investor", 1, moved_by=("E1",)),
    )
    assert conformity(ledger(make, one, other)).towards == 2


def test_an_abstention_is_neither_a_place_to_move_from_nor_to(make: ModuleType) -> None:
    gone = make.stance(None, "engineer", 1, moved_by=("E1",))
    back = make.stance(50, "engineer", 2, moved_by=("E1",))
    assert conformity(ledger(make, gone, back)) == Conformity()

"""A debate ends when nothing grave is open, a round changed nothing, or its rounds are over; and it says which."""

from types import ModuleType

from triptych.agents.debate.stopping import Standings, still_open, why_ended
from triptych.store.records import Reply


def replied(answer: str, refused: str = "") -> Reply:
    given = {"id": "R1", "critique": "C1", "persona": "engineer", "claim": "E1", "argument": "x"}
    return Reply.model_validate(given | {"answer": answer, "refused": refused})


def test_a_major_objection_is_open_until_it_is_met(make: ModuleType) -> None:
    claims = {"E1": make.claim("a")}
    grave = make.critique(severity="major")
    assert still_open([grave], [], claims) == [grave]
    assert still_open([grave], [replied("stand")], claims) == [grave]
    assert still_open([grave], [replied("revise", "not borne")], claims) == [grave]
    for met in ("concede", "revise", "rebut"):
        assert still_open([grave], [replied(met)], claims) == []


def test_what_is_minor_or_hit_what_is_gone_or_a_proposition_is_not_open(make: ModuleType) -> None:
    gone = make.claim("a").model_copy(update={"status": "withdrawn"})
    assert still_open([make.critique()], [], {"E1": make.claim("a")}) == []
    assert still_open([make.critique(severity="fatal")], [], {"E1": gone}) == []
    assert still_open([make.critique(target="P1", severity="major")], [], {"E1": gone}) == []


def test_it_says_why_it_ends_and_goes_on_otherwise() -> None:
    assert why_ended(Standings(1, 2, changes=3, open=1)) == ""
    assert why_ended(Standings(1, 2, changes=3, open=0)) == "after round 1 no major objection was left open"
    assert why_ended(Standings(1, 2, changes=0, open=4)) == "round 1 changed nothing"
    assert (
        why_ended(Standings(2, 2, changes=1, open=1))
        == "all 2 rounds were held; 1 major objection is left open"
    )

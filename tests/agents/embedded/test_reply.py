from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import Case
from triptych.agents.embedded.reply import attributed, replies


def answer(make: ModuleType, check: str, supports: Any = (), opposes: Any = (), citations: Any = ()) -> Any:
    claim = make.claim("The H100 costs $2 per hour.", publisher="Lambda")
    critique = make.critique(check=check, citations=citations)
    (found,) = replies(Case(claim, (critique,), make.settlement(supports, opposes)))
    assert (found.critique, found.claim) == ("C1", "E1")
    return found


@pytest.mark.parametrize("check", ["vendor on itself", "stale", "single source"])
def test_a_question_of_provenance_is_answered_by_what_settling_found(make: ModuleType, check: str) -> None:
    yes, no = make.quote("It is $2.", "b.org"), make.quote("It is $4.", "c.org")
    borne = answer(make, check, supports=[yes])
    assert (borne.answer, borne.citations) == ("rebut", (yes,))
    assert "b.org" in borne.argument
    assert answer(make, check, opposes=[no]).answer == "stand"
    alone = answer(make, check)
    assert (alone.answer, alone.text) == ("revise", "Lambda, June 2026: “The H100 costs $2 per hour.”")


def test_a_claim_beside_its_question_is_given_up(make: ModuleType) -> None:
    assert answer(make, "outside its question").answer == "concede"


def test_two_publishers_against_none_make_it_concede(make: ModuleType) -> None:
    critic, other = make.quote("It is $4.", "b.org"), make.quote("It is $4.10.", "c.org")
    assert answer(make, "conflicting figures", opposes=[other], citations=(critic,)).answer == "concede"


def test_one_against_none_leaves_it_standing_as_contested(make: ModuleType) -> None:
    assert (
        answer(make, "conflicting figures", citations=(make.quote("It is $4.", "b.org"),)).answer == "stand"
    )


def test_one_publisher_that_speaks_twice_is_one(make: ModuleType) -> None:
    critic, again = make.quote("It is $4.", "b.org"), make.quote("It is $4.10.", "b.org")
    assert answer(make, "conflicting figures", opposes=[again], citations=(critic,)).answer == "stand"


def test_as_many_for_as_against_rebut(make: ModuleType) -> None:
    critic, support = make.quote("It is $4.", "b.org"), make.quote("It is $2.", "c.org")
    assert answer(make, "conflicting figures", supports=[support], citations=(critic,)).answer == "rebut"


def test_without_a_settlement_nothing_is_conceded(make: ModuleType) -> None:
    critique = make.critique(check="opposite direction", citations=(make.quote("It is $4.", "b.org"),))
    assert [r.answer for r in replies(Case(make.claim("x"), (critique,), None))] == ["stand"]


def test_an_attribution_names_who_and_when_as_far_as_they_are_known(make: ModuleType) -> None:
    assert (
        attributed(make.claim("It is so.", publisher="", published=None)) == "One unnamed source: “It is so.”"
    )

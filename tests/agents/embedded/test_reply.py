from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import Case
from triptych.agents.debate.replies import Answered, judged
from triptych.agents.embedded.reply import attributed, replies
from triptych.agents.verification.reading import read


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


@pytest.mark.parametrize(
    ("check", "because"),
    [
        ("outside its question", "does not answer the question"),
        ("figure not in quote", "figure does not stand in its quote"),
        ("says more than its quote", "says more than its quote"),
    ],
)
def test_a_fault_of_its_own_is_conceded_whatever_settling_found(
    make: ModuleType, check: str, because: str
) -> None:
    borne = (make.quote("It is $2.", "b.org"), make.quote("It is $2.", "c.org"))
    for found in (answer(make, check), answer(make, check, supports=borne)):
        assert found.answer == "concede"
        assert because in found.argument


def test_what_it_concedes_to_is_enough_for_the_rules_to_withdraw_it(make: ModuleType) -> None:
    claim = make.claim("The H100 costs $2 per hour.", publisher="Lambda")
    critic = make.quote("The H100 costs $4 per hour in our survey of brokers and marketplaces.", "b.org")
    critique = make.critique(check="conflicting figures", citations=(critic,))
    other = "The H100 costs $5 per hour where tenants pay month by month, as invoices show."
    found = make.settlement(opposes=[make.quote(other, "c.org")])
    (draft,) = replies(Case(claim, (critique,), found))
    after = judged(claim, [critique], [Answered(draft)], found)
    assert (draft.answer, after.claim.status, after.refused) == ("concede", "withdrawn", {})


def test_an_attribution_is_a_revision_that_its_quote_bears(make: ModuleType) -> None:
    claim = make.claim("The H100 costs $2 per hour.", publisher="Lambda")
    critique = make.critique()
    (draft,) = replies(Case(claim, (critique,), None))
    reading = read(draft.text, claim.citations)
    after = judged(claim, [critique], [Answered(draft, reading)], None).claim
    assert reading.sound
    assert (after.status, after.text) == ("revised", draft.text)


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

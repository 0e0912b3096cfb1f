from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import CritiqueDraft, ReplyDraft, StanceDraft
from triptych.agents.debate import admissible, contested, judged, merged, moved
from triptych.store.records import Claim


def draft(target: str = "E1", check: str = "single source", citations: Any = ()) -> CritiqueDraft:
    return CritiqueDraft(target, "unsupported", "minor", check, "Because.", citations)


def reply(answer: Any, critique: str = "C1", text: str = "", citations: Any = ()) -> ReplyDraft:
    return ReplyDraft(critique, "E1", answer, "Because.", text, citations)


@pytest.fixture
def claim(make: ModuleType) -> Claim:
    made: Claim = make.claim("The H100 costs $2 per hour.")
    return made


def test_a_critique_needs_evidence_or_the_name_of_a_failed_check(make: ModuleType, claim: Claim) -> None:
    claims = {"E1": claim}
    assert admissible(draft(), "investor", claims)
    assert admissible(draft(check="", citations=(make.quote("It costs $3."),)), "investor", claims)
    assert not admissible(draft(check=""), "investor", claims)


def test_nobody_critiques_itself_nor_a_claim_that_is_not_there_or_was_withdrawn(claim: Claim) -> None:
    gone = claim.model_copy(update={"status": "withdrawn"})
    assert not admissible(draft(), "engineer", {"E1": claim})
    assert not admissible(draft("E9"), "investor", {"E1": claim})
    assert not admissible(draft(), "investor", {"E1": gone})


def test_what_was_said_is_not_said_again(make: ModuleType) -> None:
    said = [("investor", draft()), ("strategist", draft()), ("investor", draft("E2"))]
    assert merged(said, []) == [said[0], said[2]]
    assert merged(said, [make.critique()]) == [said[2]]


def test_the_same_check_with_other_evidence_is_another_point(make: ModuleType) -> None:
    one, two = (
        draft(check="conflicting figures", citations=(make.quote(t),)) for t in ("It is $3.", "It is $4.")
    )
    assert len(merged([("investor", one), ("strategist", two)], [])) == 2


def test_the_gravest_hit_is_looked_into_first(make: ModuleType) -> None:
    claims = [make.claim("a"), make.claim("b", "E2"), make.claim("c", "E3")]
    critiques = [
        make.critique("C1", "E1"),
        make.critique("C2", "E2", severity="fatal"),
        make.critique("C3", "E1", severity="major"),
    ]
    assert [c.id for c in contested(claims, critiques)] == ["E2", "E1"]


def test_conceding_to_a_failed_check_withdraws_and_keeps_what_was_said(
    make: ModuleType, claim: Claim
) -> None:
    after = judged(claim, [make.critique()], [reply("concede")], None)
    assert after.status == "withdrawn"
    (before,) = after.history
    assert (before.text, before.status, before.confidence, before.because) == (
        claim.text,
        "standing",
        "medium",
        "C1",
    )


@pytest.mark.parametrize("answer", ["concede", "revise"])
def test_a_claim_does_not_move_for_a_critique_without_evidence(
    make: ModuleType, claim: Claim, answer: str
) -> None:
    empty = make.critique(check="", citations=())
    assert judged(claim, [empty], [reply(answer, text="Less.")], None) == claim


def test_standing_against_evidence_leaves_a_claim_contested(make: ModuleType, claim: Claim) -> None:
    against = make.quote("The H100 costs $4 per hour.", "b.org")
    quoted = make.critique(check="conflicting figures", citations=(against,))
    assert judged(claim, [quoted], [reply("stand")], None).status == "contested"
    assert (
        judged(claim, [make.critique()], [reply("stand")], make.settlement(opposes=[against])).status
        == "contested"
    )
    assert judged(claim, [make.critique()], [reply("stand")], None) == claim


def test_a_revision_needs_a_text_and_lowers_the_confidence(make: ModuleType, claim: Claim) -> None:
    after = judged(claim, [make.critique()], [reply("revise", text="A says it.")], None)
    assert (after.text, after.status, after.confidence) == ("A says it.", "revised", "low")
    assert judged(claim, [make.critique()], [reply("revise")], None) == claim


def test_independent_support_joins_the_claim_and_raises_its_confidence(
    make: ModuleType, claim: Claim
) -> None:
    support = make.quote("An H100 rents at $2 per hour.", "b.org")
    after = judged(claim, [make.critique()], [reply("rebut", citations=(support,))], None)
    assert (after.confidence, after.citations[1:]) == ("high", (support,))
    assert judged(claim, [make.critique()], [reply("rebut")], None) == claim


def test_the_same_support_does_not_raise_the_confidence_again(make: ModuleType, claim: Claim) -> None:
    again = reply("rebut", citations=claim.citations)
    assert judged(claim, [make.critique()], [again], None) == claim


def test_support_against_a_quoted_contradiction_leaves_both_sides_standing(
    make: ModuleType, claim: Claim
) -> None:
    quoted = make.critique(check="conflicting figures", citations=(make.quote("It costs $4.", "c.org"),))
    after = judged(claim, [quoted], [reply("rebut", citations=(make.quote("It costs $2.", "b.org"),))], None)
    assert (after.status, after.confidence, len(after.citations)) == ("contested", "medium", 2)


def test_the_gravest_outcome_wins_whatever_the_order(make: ModuleType, claim: Claim) -> None:
    critiques = [make.critique("C1"), make.critique("C2", check="stale")]
    replies = [reply("revise", "C1", "A says it."), reply("concede", "C2")]
    assert judged(claim, critiques, replies, None).status == "withdrawn"
    assert judged(claim, critiques, replies[::-1], None).history[0].because == "C2"


def test_what_was_withdrawn_stays_withdrawn(make: ModuleType, claim: Claim) -> None:
    gone = claim.model_copy(update={"status": "withdrawn"})
    for back in (reply("revise", text="A says it."), reply("rebut", citations=(make.quote("x", "b.org"),))):
        assert judged(gone, [make.critique()], [back], None) == gone


def test_a_reply_to_a_critique_that_nobody_made_changes_nothing(make: ModuleType, claim: Claim) -> None:
    assert judged(claim, [make.critique()], [reply("concede", "C77")], None) == claim


def test_the_first_stance_is_free_and_a_later_one_needs_a_reason_that_names_claims(make: ModuleType) -> None:
    before = make.stance(60, reasons=("E1",))
    assert moved(None, StanceDraft(None, (), "Nothing bears on it."))
    assert moved(before, StanceDraft(40, ("E1",), "E1 is now contested"))
    assert not moved(before, StanceDraft(40, ("E1",), ""))
    assert not moved(before, StanceDraft(40, (), "a feeling"))
    assert not moved(before, StanceDraft(60, ("E1",), "E1 is now contested"))

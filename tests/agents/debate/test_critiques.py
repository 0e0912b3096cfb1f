"""What counts as an objection, and that the same is said once."""

from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import CritiqueDraft
from triptych.agents.debate.checks import COUNTER, LONE, OUTSIDE, OVERREACH, STALE, UNQUOTED, VENDOR, fails
from triptych.agents.debate.critiques import admitted, contested, merged, to_confirm
from triptych.store.records import Brief, Claim


def draft(target: str = "E1", check: str = LONE, citations: Any = (), **more: Any) -> CritiqueDraft:
    given = {"kind": "unsupported", "severity": "minor", "argument": "Because.", **more}
    return CritiqueDraft(target, given["kind"], given["severity"], check, given["argument"], citations)


@pytest.fixture
def claim(make: ModuleType) -> Claim:
    made: Claim = make.claim("The H100 costs $2 per hour.")
    return made.model_copy(update={"verdict": "supported", "checked": "mechanical", "independent": 1})


@pytest.fixture
def brief(make: ModuleType) -> Brief:
    made: Brief = make.brief(propositions=[make.proposition("By the end of 2028, prices halve.")])
    return made


def test_an_objection_needs_evidence_or_a_check_that_the_claim_truly_fails(
    make: ModuleType, claim: Claim, brief: Brief
) -> None:
    claims = {"E1": claim}
    assert admitted(draft(), "investor", claims, brief)
    assert admitted(draft(check="", citations=(make.quote("It costs $3."),)), "investor", claims, brief)
    assert admitted(draft(check=""), "investor", claims, brief) is None
    for untrue in (STALE, VENDOR, UNQUOTED, OVERREACH, "I do not like it"):
        assert admitted(draft(check=untrue), "investor", claims, brief) is None, untrue


def test_a_check_that_does_not_hold_is_struck_out_and_the_evidence_stays(
    make: ModuleType, claim: Claim, brief: Brief
) -> None:
    kept = admitted(
        draft(check=STALE, citations=(make.quote("It costs $3."),)), "investor", {"E1": claim}, brief
    )
    assert kept
    assert (kept.check, len(kept.citations)) == ("", 1)


def test_a_claim_s_own_quote_is_no_evidence_against_it(claim: Claim, brief: Brief) -> None:
    assert admitted(draft(check="", citations=claim.citations), "investor", {"E1": claim}, brief) is None


def test_nobody_objects_to_itself_nor_to_what_is_not_there_or_was_withdrawn(
    claim: Claim, brief: Brief
) -> None:
    gone = claim.model_copy(update={"status": "withdrawn"})
    assert admitted(draft(), "engineer", {"E1": claim}, brief) is None
    assert admitted(draft("E9"), "investor", {"E1": claim}, brief) is None
    assert admitted(draft(), "investor", {"E1": gone}, brief) is None


def test_what_is_malformed_is_not_heard(claim: Claim, brief: Brief) -> None:
    for wrong in ({"kind": "rude"}, {"severity": "huge"}, {"argument": "  "}):
        assert admitted(draft(**wrong), "investor", {"E1": claim}, brief) is None


def test_against_a_proposition_only_evidence_speaks(make: ModuleType, claim: Claim, brief: Brief) -> None:
    assert admitted(draft("P1", LONE), "investor", {"E1": claim}, brief) is None
    quoted = draft("P1", COUNTER, (make.quote("Prices rose."),), severity="fatal")
    kept = admitted(quoted, "investor", {"E1": claim}, brief)
    assert kept
    assert (kept.check, kept.severity) == ("", "major")


def test_where_a_claim_comes_from_is_never_fatal_by_itself(
    make: ModuleType, claim: Claim, brief: Brief
) -> None:
    alone = admitted(draft(severity="fatal"), "investor", {"E1": claim}, brief)
    shown = admitted(
        draft(severity="fatal", citations=(make.quote("It costs $3."),)), "investor", {"E1": claim}, brief
    )
    assert alone
    assert shown
    assert (alone.severity, shown.severity) == ("major", "fatal")


def test_only_a_reading_of_its_own_shows_that_a_claim_goes_beyond_its_quotes(
    claim: Claim, brief: Brief
) -> None:
    reworded = claim.model_copy(update={"text": "Everybody pays $2 per hour."})
    said = draft(check=OVERREACH)
    read = reworded.model_copy(update={"checked": "entailment"})
    assert to_confirm(said, {"E1": read}) == read
    assert to_confirm(said, {"E1": reworded}) is None, "what rules found to be borne is not opened again"
    assert admitted(said, "investor", {"E1": reworded}, brief) is None
    assert admitted(said, "investor", {"E1": reworded}, brief, beyond=True)
    partly = reworded.model_copy(update={"verdict": "partial"})
    assert to_confirm(said, {"E1": partly}) is None
    assert admitted(said, "investor", {"E1": partly}, brief), "verification found so already"


def test_a_claim_outside_its_question_fails_that_check(make: ModuleType, brief: Brief) -> None:
    assert fails(OUTSIDE, make.claim("Falcons hunt rabbits at dawn."), brief)
    assert not fails(OUTSIDE, make.claim("GPU prices fell."), brief)


def test_what_two_raise_is_raised_once_and_seconded_with_the_evidence_of_both(make: ModuleType) -> None:
    one, two = (draft(citations=(make.quote(t),)) for t in ("It is $3.", "It is $4."))
    (raised,) = merged([("investor", one), ("strategist", two)], [])
    assert (raised.critic, raised.seconded) == ("investor", ("strategist",))
    assert [c.quote for c in raised.draft.citations] == ["It is $3.", "It is $4."]


def test_the_graver_of_two_voices_counts(make: ModuleType) -> None:
    (raised,) = merged([("investor", draft()), ("strategist", draft(severity="major"))], [])
    assert raised.draft.severity == "major"


def test_what_was_said_in_an_earlier_round_is_not_said_again(make: ModuleType) -> None:
    again = [("investor", draft()), ("investor", draft("E2"))]
    assert [r.draft.target for r in merged(again, [make.critique()])] == ["E2"]


def test_the_same_check_with_other_evidence_is_another_point(make: ModuleType) -> None:
    one, two = (
        draft(check="conflicting figures", citations=(make.quote(t),)) for t in ("It is $3.", "It is $4.")
    )
    assert len(merged([("investor", one), ("strategist", two)], [])) == 2


def test_the_gravest_hit_is_looked_into_first_and_evidence_before_provenance(make: ModuleType) -> None:
    claims = [make.claim("a"), make.claim("b", "E2"), make.claim("c", "E3")]
    quoted = (make.quote("x"),)
    critiques = [
        make.critique("C1", "E1", severity="major"),
        make.critique("C2", "E2", severity="fatal"),
        make.critique("C3", "E3", severity="major", citations=quoted),
    ]
    assert [c.id for c in contested(claims, critiques)] == ["E2", "E3", "E1"]

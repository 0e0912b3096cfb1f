"""What an answer may do to a claim: the owner chooses, the evidence decides, and nothing is lost."""

from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import ReplyDraft
from triptych.agents.debate.replies import Answered, Judgement, judged
from triptych.agents.verification.reading import SUPPORTED, Reading
from triptych.store.records import Claim, Settlement


def reply(
    answer: Any, critique: str = "C1", text: str = "", citations: Any = (), sound: bool = True
) -> Answered:
    reading = (SUPPORTED if sound else Reading("partial", "the hour stands in no quote")) if text else None
    return Answered(ReplyDraft(critique, "E1", answer, "Because.", text, citations), reading)


@pytest.fixture
def claim(make: ModuleType) -> Claim:
    made: Claim = make.claim("The H100 costs $2 per hour.")
    return made


def after(
    make: ModuleType, claim: Claim, answer: Answered, settlement: Settlement | None = None, **more: Any
) -> Judgement:
    return judged(claim, [make.critique(**more)], [answer], settlement)


def quotes(make: ModuleType, *publishers: str) -> Any:
    """What each of them found, in words of its own."""
    said = {
        "b.org": "The H100 costs $4 per hour in our survey of brokers and marketplaces.",
        "c.org": "The H100 costs $5 per hour where tenants pay month by month, as invoices show.",
        "d.org": "We rent the card out for two dollars.",
        "e.org": "Invoices of ninety customers come to $2 per hour.",
    }
    return tuple(make.quote(said.get(p, f"{p} asks for more."), p) for p in publishers)


def test_conceding_that_it_answers_nothing_withdraws_and_keeps_what_was_said(
    make: ModuleType, claim: Claim
) -> None:
    found = after(make, claim, reply("concede"), check="outside its question")
    assert found.claim.status == "withdrawn"
    (before,) = found.claim.history
    assert (before.text, before.status, before.because, before.reason) == (
        claim.text,
        "standing",
        "C1",
        "Because.",
    )


@pytest.mark.parametrize("check", ["figure not in quote", "says more than its quote"])
def test_conceding_an_overreach_gives_up_what_the_quote_does_not_bear_and_no_more(
    make: ModuleType, claim: Claim, check: str
) -> None:
    beyond = claim.model_copy(update={"text": "Everybody pays $2 per hour for an H100."})
    found = after(make, beyond, reply("concede"), check=check)
    assert (found.claim.text, found.claim.status, found.claim.verdict) == (claim.text, "revised", "supported")
    assert found.claim.history[0].text == beyond.text
    assert after(make, claim, reply("concede"), check=check).claim == claim


def test_conceding_to_two_independent_publishers_withdraws(make: ModuleType, claim: Claim) -> None:
    two = quotes(make, "b.org", "c.org")
    assert after(make, claim, reply("concede"), check="", citations=two).claim.status == "withdrawn"
    found = make.settlement(opposes=quotes(make, "c.org"))
    assert (
        after(make, claim, reply("concede"), found, check="", citations=two[:1]).claim.status == "withdrawn"
    )


def test_what_is_beside_the_point_does_not_withdraw_though_it_was_taken_for_an_objection(
    make: ModuleType, claim: Claim
) -> None:
    beside = (*quotes(make, "b.org"), make.quote("The MI300X has 192 GB of memory.", "c.org"))
    found = after(make, claim, reply("concede"), check="", citations=beside)
    assert found.claim.status == "contested"


def test_one_text_on_two_sites_is_one_voice_against_a_claim(make: ModuleType, claim: Claim) -> None:
    copied = tuple(
        make.quote("The H100 costs $4 per hour in a survey of brokers.", p) for p in ("b.org", "c.org")
    )
    assert after(make, claim, reply("concede"), check="", citations=copied).claim.status == "contested"


def test_one_source_against_one_source_is_contested_though_its_owner_gives_in(
    make: ModuleType, claim: Claim
) -> None:
    found = after(make, claim, reply("concede"), check="", citations=quotes(make, "b.org"))
    assert found.claim.status == "contested"
    assert "too little" in found.refused["C1"]


def test_as_many_for_it_as_against_it_do_not_withdraw(make: ModuleType, claim: Claim) -> None:
    found = make.settlement(opposes=quotes(make, "b.org", "c.org"), supports=quotes(make, "d.org", "e.org"))
    assert after(make, claim, reply("concede"), found).claim.status == "contested"


def test_a_claim_s_own_publisher_does_not_speak_against_it(make: ModuleType, claim: Claim) -> None:
    own = quotes(make, claim.citations[0].publisher, "b.org")
    assert after(make, claim, reply("concede"), check="", citations=own).claim.status == "contested"


def test_where_a_claim_comes_from_is_no_reason_to_withdraw_it(make: ModuleType, claim: Claim) -> None:
    found = after(make, claim, reply("concede"), check="single source")
    assert (found.claim.status, found.claim.confidence) == ("standing", "low")
    assert found.refused["C1"]


@pytest.mark.parametrize("answer", ["concede", "revise", "stand"])
def test_a_claim_does_not_move_for_a_critique_without_evidence(
    make: ModuleType, claim: Claim, answer: str
) -> None:
    found = after(make, claim, reply(answer, text="Less."), check="", citations=())
    assert found.claim == claim
    assert "neither evidence nor a failed check" in found.refused["C1"]


def test_standing_against_evidence_leaves_a_claim_contested(make: ModuleType, claim: Claim) -> None:
    against = quotes(make, "b.org")
    assert after(make, claim, reply("stand"), check="", citations=against).claim.status == "contested"
    assert after(make, claim, reply("stand"), make.settlement(opposes=against)).claim.status == "contested"
    assert after(make, claim, reply("stand")) == Judgement(claim)


@pytest.mark.parametrize("check", ["stale", "vendor on itself"])
def test_standing_against_a_check_that_would_mislead_leaves_a_claim_contested(
    make: ModuleType, claim: Claim, check: str
) -> None:
    assert after(make, claim, reply("stand"), check=check, severity="major").claim.status == "contested"
    assert after(make, claim, reply("stand"), check=check, severity="minor").claim == claim


def test_an_answer_without_a_reason_is_none(make: ModuleType, claim: Claim) -> None:
    silent = Answered(ReplyDraft("C1", "E1", "concede", "  "), None)
    found = after(make, claim, silent, check="outside its question")
    assert (found.claim.status, found.refused) == ("contested", {"C1": "it gives no reason"})


def test_silence_is_no_way_out(make: ModuleType, claim: Claim) -> None:
    hit = make.critique(check="", citations=quotes(make, "b.org"))
    assert judged(claim, [hit], [], None).claim.status == "contested"
    assert judged(claim, [make.critique()], [], None) == Judgement(claim), (
        "a single source alone is none either"
    )


@pytest.mark.parametrize("check", ["outside its question", "says more than its quote"])
def test_a_fault_of_its_own_that_its_owner_lets_stand_is_contested(
    make: ModuleType, claim: Claim, check: str
) -> None:
    assert after(make, claim, reply("stand"), check=check).claim.status == "contested"


def test_other_words_are_no_answer_to_another_figure(make: ModuleType, claim: Claim) -> None:
    said = "A.org says that the H100 costs $2 per hour."
    found = after(make, claim, reply("revise", text=said), check="", citations=quotes(make, "b.org"))
    assert (found.claim.text, found.claim.status) == (said, "contested")
    same = after(make, claim, reply("revise", text=claim.text.rstrip(".")), check="single source")
    assert (same.claim, same.refused["C1"]) == (claim, "it brings no new text")


def test_a_further_reply_with_another_effect_is_refused_and_its_quotes_are_kept(
    make: ModuleType, claim: Claim
) -> None:
    critiques = [make.critique("C1"), make.critique("C2", check="stale"), make.critique("C3", check="stale")]
    support = make.quote("An H100 rents at $2 per hour.", "f.org")
    answers = [
        reply("revise", "C1", "A says it."),
        reply("revise", "C2", "B says it."),
        reply("rebut", "C3", citations=(support,)),
    ]
    found = judged(claim, critiques, answers, None)
    assert (found.claim.text, found.claim.citations[-1]) == ("A says it.", support)
    assert found.refused == {"C2": "another reply of the round took effect"}
    assert judged(claim, critiques[::-1], answers[::-1], None) == found, "in whatever order they come"


def test_what_evidence_contests_is_contested_whatever_was_conceded_beside_it(
    make: ModuleType, claim: Claim
) -> None:
    """A weak objection that is conceded costs confidence; it is no way out of a strong one that is open."""
    weak = make.critique("C1", check="single source", severity="major")
    strong = make.critique("C2", check="conflicting figures", citations=quotes(make, "b.org"))
    found = judged(claim, [weak, strong], [reply("concede", "C1"), reply("stand", "C2")], None).claim
    assert (found.status, found.confidence) == ("contested", "low")


def test_a_revision_takes_effect_where_its_quotes_bear_it(make: ModuleType, claim: Claim) -> None:
    found = after(make, claim, reply("revise", text="A says it.")).claim
    assert (found.text, found.status, found.confidence) == ("A says it.", "revised", "low")
    assert found.history[0].text == claim.text


def test_a_revision_that_its_quotes_do_not_bear_changes_nothing(make: ModuleType, claim: Claim) -> None:
    found = after(make, claim, reply("revise", text="It costs $9 per hour.", sound=False))
    assert found.claim == claim
    assert found.refused["C1"] == "its new text is not borne: the hour stands in no quote"
    unread = Answered(ReplyDraft("C1", "E1", "revise", "Because.", "It costs $9."), None)
    assert after(make, claim, unread).claim == claim
    assert "no new text" in after(make, claim, reply("revise")).refused["C1"]


def test_a_revision_does_not_hide_that_a_claim_is_contested(make: ModuleType, claim: Claim) -> None:
    disputed = claim.model_copy(update={"status": "contested"})
    found = after(make, disputed, reply("revise", text="A says it.")).claim
    assert (found.text, found.status) == ("A says it.", "contested")


def test_independent_support_joins_the_claim_and_raises_its_confidence(
    make: ModuleType, claim: Claim
) -> None:
    support = make.quote("An H100 rents at $2 per hour.", "b.org")
    found = after(make, claim, reply("rebut", citations=(support,))).claim
    assert (found.confidence, found.citations[1:]) == ("high", (support,))


def test_a_rebuttal_needs_a_verified_quote_of_another_publisher(make: ModuleType, claim: Claim) -> None:
    loose = make.quote("It costs $2.", "b.org").model_copy(update={"verdict": "unverified"})
    for citations in ((), claim.citations, (loose,)):
        found = after(make, claim, reply("rebut", citations=citations))
        assert (found.claim, bool(found.refused["C1"])) == (claim, True)


def test_support_against_a_quoted_contradiction_leaves_both_sides_standing(
    make: ModuleType, claim: Claim
) -> None:
    support = (make.quote("It costs $2.", "b.org"),)
    found = after(
        make, claim, reply("rebut", citations=support), check="", citations=quotes(make, "c.org")
    ).claim
    assert (found.status, found.confidence, len(found.citations)) == ("contested", "medium", 2)


def test_the_gravest_outcome_wins_whatever_the_order(make: ModuleType, claim: Claim) -> None:
    critiques = [make.critique("C1"), make.critique("C2", check="outside its question")]
    replies = [reply("revise", "C1", "A says it."), reply("concede", "C2")]
    assert judged(claim, critiques, replies, None).claim.status == "withdrawn"
    assert judged(claim, critiques, replies[::-1], None).claim.history[0].because == "C2"


def test_a_refused_answer_does_not_stand_in_the_way_of_the_next(make: ModuleType, claim: Claim) -> None:
    critiques = [make.critique("C1", check="", citations=()), make.critique("C2")]
    replies = [reply("concede", "C1"), reply("revise", "C2", "A says it.")]
    assert judged(claim, critiques, replies, None).claim.status == "revised"


def test_what_was_withdrawn_stays_withdrawn(make: ModuleType, claim: Claim) -> None:
    gone = claim.model_copy(update={"status": "withdrawn"})
    for back in (reply("revise", text="A says it."), reply("rebut", citations=(make.quote("x", "b.org"),))):
        assert after(make, gone, back).claim == gone


def test_a_reply_to_a_critique_of_another_claim_changes_nothing(make: ModuleType, claim: Claim) -> None:
    assert after(make, claim, reply("concede", "C77"), check="single source").claim == claim
    assert after(make, claim, reply("concede"), check="outside its question", target="E2").claim == claim

"""Blind research, simultaneous rounds, and only what is verified and allowed by the rules reaches the ledger."""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import Case, ClaimDraft, CritiqueDraft, ReplyDraft, StanceDraft
from triptych.agents.debate.checks import CONFLICT, LONE, OVERREACH, lone
from triptych.agents.sources import library
from triptych.agents.verification.claims import Entailment
from triptych.errors import ServiceError
from triptych.graphs.events import Abstained, ClaimSettled, CritiqueRaised, ReplyGiven, RoundEnded
from triptych.graphs.memo import _to_research
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.records import Answer, Citation, Claim, Ledger, Verdict
from triptych.store.verify import verify

ThinkWith = Callable[..., list[Any]]
Doing = Callable[..., list[Any]]
Stating = Callable[..., Callable[..., list[ClaimDraft]]]
INVENTED = Citation(
    source_id="0" * 16, quote="Nobody wrote this.", start=0, end=18, publisher="nowhere.example"
)


def _rounds(told: list[Any]) -> list[RoundEnded]:
    return [e for e in told if isinstance(e, RoundEnded)]


def _ledger(archive: Archive, told: list[Any]) -> Ledger:
    assert told[-1].memo, told[-1].message
    return memos.load(archive, told[-1].memo).ledger


def _about(claims: Sequence[Claim], words: str) -> Claim:
    """The first claim that says this."""
    return next(c for c in claims if words in c.text)


def _doubts(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
    """That a figure of another stands alone, which nothing but itself proves."""
    target = next(c for c in others if lone(c))
    return [CritiqueDraft(target.id, "unsupported", "minor", LONE, "Nobody else says so.")]


def _contradicts(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
    """That a source gives another margin than the one that somebody claims."""
    target, quoted = _about(others, "12%"), _about(own, "31%").citations
    return [CritiqueDraft(target.id, "contradicted", "major", CONFLICT, "It is 31%.", quoted)]


def _answers(answer: Answer, text: str = "", citations: tuple[Citation, ...] = ()) -> Callable[..., Any]:
    """The same answer to every critique."""

    def reply(persona: Any, case: Case, brief: Any) -> list[ReplyDraft]:
        argument = "So it is."
        return [ReplyDraft(c.id, case.claim.id, answer, argument, text, citations) for c in case.critiques]

    return reply


def _undecided(claim: Any, passages: Any) -> tuple[tuple[()], tuple[()]]:
    """A search that finds nothing either way."""
    return (), ()


async def test_research_is_handed_its_own_question_and_passages_only(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    made = think_with(panel.Recording)
    await panel.told(archive)
    asked = panel.brief()
    assert {q.id for _, q, _, _ in made[0].researched} == {q.id for q in asked.questions}
    for persona, question, brief, passages in made[0].researched:
        assert question.persona == persona.key
        assert brief == asked
        assert {p.publisher for p in passages} <= set(panel.DOCUMENTS)


def test_a_research_branch_holds_nothing_but_the_brief(panel: ModuleType) -> None:
    another = {"claims": {"E1": "said"}, "stances": {"0/engineer/P1": 70}, "drafts": {"E.q1": ["said"]}}
    state: Any = {"brief": panel.brief(), "round": 0, **another}
    sends = _to_research(state)
    assert [send.arg["question"] for send in sends] == [q.id for q in panel.brief().questions]
    assert all(set(send.arg) == {"persona", "question", "state"} for send in sends)
    assert all(send.arg["state"] == {"brief": panel.brief()} for send in sends)


async def test_all_critics_of_a_round_see_the_same_claims(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    made = think_with(panel.Recording)
    told = await panel.told(archive)
    said = made[0].criticised
    assert [key for key, _, _ in said] == [*panel.PANEL] * len(_rounds(told))
    for start in range(0, len(said), 3):
        seen = [{c.id: c for c in (*own, *others)} for _, own, others in said[start : start + 3]]
        assert seen[0] == seen[1] == seen[2]
    for key, own, others in said:
        assert {c.persona for c in own} == {key}
        assert {c.persona for c in others} == set(panel.PANEL) - {key}
    assert all(not c.history for _, own, others in said[:3] for c in (*own, *others))
    assert any(c.history for _, own, others in said[3:] for c in (*own, *others))


async def test_a_reply_is_to_critiques_of_its_own_round(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    made = think_with(panel.Recording)
    told = await panel.told(archive)
    critiques = {c.id: c for c in _ledger(archive, told).critiques}
    answered = [c for case in made[0].replied for c in case.critiques]
    assert {c.id for c in answered} == set(critiques)
    assert all(c.target == case.claim.id for case in made[0].replied for c in case.critiques)
    assert len(answered) == len(critiques), "each critique is answered once, in its own round"


async def test_a_critic_without_opponents_is_not_asked(
    archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    asked: list[tuple[str, int]] = []

    def critique(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
        asked.append((persona.key, len(others)))
        return []

    def research(persona: Any, question: Any, brief: Any, passages: Any) -> list[ClaimDraft]:
        return drafts.pop() if persona.key == "engineer" and drafts else []

    (passage,) = library.Library(archive).search("gross margin", 1)
    quote = Citation(source_id=passage.source_id, quote=passage.text, start=passage.start, end=passage.end)
    drafts = [[ClaimDraft(passage.text, "fact", "low", (quote,), passage.publisher, 1.0)]]
    doing(critique=critique, research=research, gap=lambda *_: None)
    told = await panel.told(archive)
    assert sorted(asked) == [("investor", 1), ("strategist", 1)]
    assert told[-1].state == "done"


async def test_a_critique_that_only_an_invented_quote_carries_is_not_heard(
    archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    def critique(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
        return [CritiqueDraft(others[0].id, "contradicted", "fatal", "", "Not so.", (INVENTED,))]

    doing(critique=critique)
    told = await panel.told(archive)
    assert _ledger(archive, told).critiques == ()
    assert _rounds(told) == [RoundEnded(1, critiques=0, claims_changed=0, stances_moved=0, open=0)]


async def test_a_check_that_the_claim_does_not_fail_is_no_objection(
    archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    def critique(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
        return [CritiqueDraft(others[0].id, "stale", "major", "stale", "It is old.")]

    doing(critique=critique)
    assert _ledger(archive, await panel.told(archive)).critiques == ()


async def test_a_rebuttal_cannot_bring_an_invented_quote_into_the_ledger(
    archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    doing(critique=_doubts, reply=_answers("rebut", citations=(INVENTED,)), settle=_undecided)
    told = await panel.told(archive)
    ledger = _ledger(archive, told)
    assert ledger.replies
    assert all(not r.citations for r in ledger.replies)
    assert {r.refused for r in ledger.replies} == {"it brings no evidence from another source"}
    assert all(not c.history for c in ledger.claims)
    assert verify(archive).faults == ()


async def test_a_reply_to_a_critique_that_nobody_made_is_not_heard(
    archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    def replies(persona: Any, case: Any, brief: Any) -> list[ReplyDraft]:
        return [
            ReplyDraft("C999", case.claim.id, "concede", "All wrong."),
            ReplyDraft(case.critiques[0].id, "X1", "concede", "Another's."),
        ]

    doing(critique=_doubts, reply=replies)
    told = await panel.told(archive)
    assert any(isinstance(e, CritiqueRaised) for e in told)
    assert not any(isinstance(e, ReplyGiven) for e in told)
    assert told[-1].state == "done"
    assert verify(archive).faults == ()


async def test_a_critique_that_two_bring_is_one_critique_that_the_second_seconds(
    archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    def critique(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
        return _contradicts(persona, own, [c for c in others if c.persona == "strategist"] or [], brief)

    doing(critique=lambda p, *rest: [] if p.key == "strategist" else critique(p, *rest))
    told = await panel.told(archive, panel.request(rounds=1))
    (one,) = _ledger(archive, told).critiques
    assert (one.critic, one.seconded) == ("engineer", ("investor",))
    assert [e.critique for e in told if isinstance(e, CritiqueRaised)] == [one.id]


async def test_what_was_said_in_one_round_is_not_said_again_in_the_next(
    archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    doing(critique=_contradicts)
    told = await panel.told(archive, panel.request(rounds=3))
    first, second = _rounds(told)
    assert first.critiques > 0
    assert (second.round, second.critiques) == (2, 0)


async def test_a_round_that_attacks_propositions_only_searches_nothing_and_goes_on_to_the_stances(
    archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    def critique(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
        quoted = _about(own, "differentiated").citations
        objection = CritiqueDraft("P1", "alternative", "fatal", LONE, "Service decides.", quoted)
        return [objection] if persona.key == "engineer" else []

    def stance(persona: Any, proposition: Any, claims: Any, before: Any, heard: Any) -> StanceDraft:
        brought = tuple(c.id for c in heard.critiques)
        return StanceDraft(40 if brought else 60, (claims[0].id,), "It stays special.", brought)

    doing(critique=critique, stance=stance)
    told = await panel.told(archive, panel.request(rounds=1))
    ledger = _ledger(archive, told)
    (one,) = ledger.critiques
    assert (one.target, one.check, one.severity) == ("P1", "", "major"), (
        "evidence alone speaks, and kills nothing"
    )
    assert not any(isinstance(e, ClaimSettled | ReplyGiven) for e in told)
    moved = {s.persona: s.moved_by for s in ledger.stances if s.round == 1}
    assert moved == {"investor": (one.id,), "strategist": (one.id,)}
    assert _rounds(told) == [RoundEnded(1, critiques=1, claims_changed=0, stances_moved=2, open=0)]


async def test_a_new_text_that_its_quotes_do_not_bear_is_refused_and_the_refusal_is_on_record(
    archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    doing(critique=_doubts, reply=_answers("revise", "Grid battery makers held a gross margin of 99%."))
    told = await panel.told(archive, panel.request(rounds=1))
    ledger = _ledger(archive, told)
    assert ledger.replies
    for reply in ledger.replies:
        assert reply.refused.startswith("its new text is not borne: it says 99% where its quote says ")
        assert all(step.text == ledger.claim(reply.claim).text for step in ledger.claim(reply.claim).history)
    assert [e.refused for e in told if isinstance(e, ReplyGiven)] == [r.refused for r in ledger.replies]


async def test_a_new_text_that_nobody_could_read_changes_nothing(
    archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    def down(text: str, quotes: Sequence[str], role: str) -> None:
        raise ServiceError(f"The endpoint is down for the {role}.")

    far = "Those who sell such storage earn well under a third on what they turn over."
    doing(critique=_doubts, reply=_answers("revise", far), entails=down)
    told = await panel.told(archive, panel.request(rounds=1))
    ledger = _ledger(archive, told)
    assert {r.refused for r in ledger.replies} == {"its new text is not borne: it was not read"}
    assert all(step.text == c.text for c in ledger.claims for step in c.history)
    fallen = [e for e in told if isinstance(e, Abstained)]
    assert {e.reason for e in fallen} == {"The endpoint is down for the debate."}


@pytest.mark.parametrize(
    ("verdict", "heard"), [("partial", True), ("contradicted", True), ("supported", False), (None, False)]
)
async def test_that_a_claim_says_more_than_its_quotes_counts_where_a_reading_of_both_says_so_too(
    verdict: Verdict | None,
    heard: bool,
    archive: Archive,
    panel: ModuleType,
    doing: Doing,
    stating: Stating,
) -> None:
    asked: list[tuple[str, str]] = []
    reworded = "Grid batteries are no commodity: buyers choose by code and by care."
    research = stating(
        {
            reworded: "Grid batteries stay a differentiated product, because software and service decide the contract."
        }
    )

    def critique(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
        return [CritiqueDraft(others[0].id, "unsupported", "major", OVERREACH, "It says more.")]

    def entails(text: str, quotes: Sequence[str], role: str) -> Entailment | None:
        asked.append((text, role))
        if role == "research":  # the first reading lets it pass, as rules cannot tell
            return Entailment("supported")
        return Entailment(verdict, "what it says of buyers") if verdict else None

    doing(research=research, gap=lambda *_: None, critique=critique, entails=entails)
    told = await panel.told(archive, panel.request(rounds=1))
    critiques = _ledger(archive, told).critiques
    assert {c.check for c in critiques} == ({OVERREACH} if heard else set())
    assert [role for _, role in asked].count("debate") == 2, "E1 and I1, each once"

"""Blind research, simultaneous rounds, an adaptive stop; and only what is verified reaches the ledger."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from triptych.agents.analyst import ClaimDraft, CritiqueDraft, ReplyDraft, StanceDraft
from triptych.agents.embedded.analyst import EmbeddedAnalyst
from triptych.agents.sources import library
from triptych.graphs.events import CritiqueRaised, ReplyGiven, RoundEnded
from triptych.graphs.memo import _to_research
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.records import Citation, Ledger
from triptych.store.verify import verify

ThinkWith = Callable[..., list[Any]]
INVENTED = Citation(
    source_id="0" * 16, quote="Nobody wrote this.", start=0, end=18, publisher="nowhere.example"
)


class Doing(EmbeddedAnalyst):
    """The embedded analyst with some of its tasks done by the functions that a test gives."""

    def __init__(self, corpus: Any, **tasks: Callable[..., Any]) -> None:
        super().__init__(corpus)
        for name, task in tasks.items():
            setattr(self, name, _awaited(task))


def _awaited(task: Callable[..., Any]) -> Callable[..., Any]:
    async def done(*args: Any) -> Any:
        return task(*args)

    return done


def _rounds(told: list[Any]) -> list[RoundEnded]:
    return [e for e in told if isinstance(e, RoundEnded)]


def _ledger(archive: Archive, told: list[Any]) -> Ledger:
    assert told[-1].memo, told[-1].message
    return memos.load(archive, told[-1].memo).ledger


def _objections(check: str) -> Callable[..., list[CritiqueDraft]]:
    """A critique of the first claim of another, by a check that it is said to fail."""

    def critique(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
        return [CritiqueDraft(others[0].id, "stale", "minor", check, "It is old.")]

    return critique


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
    archive: Archive, panel: ModuleType, think_with: ThinkWith
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
    think_with(Doing, critique=critique, research=research, gap=lambda *_: None)
    told = await panel.told(archive)
    assert sorted(asked) == [("investor", 1), ("strategist", 1)]
    assert told[-1].state == "done"


async def test_the_debate_stops_when_nobody_objects(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    think_with(Doing, critique=lambda *_: [])
    told = await panel.told(archive, panel.request(rounds=5))
    assert _rounds(told) == [RoundEnded(1, 0, 0, 0)]


async def test_the_debate_stops_when_a_round_changes_nothing(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    def stands(persona: Any, case: Any, brief: Any) -> list[ReplyDraft]:
        return [ReplyDraft(c.id, case.claim.id, "stand", "So what.") for c in case.critiques]

    think_with(Doing, critique=_objections("stale"), reply=stands, settle=lambda *_: ((), ()))
    told = await panel.told(archive, panel.request(rounds=5))
    assert [(r.critiques > 0, r.claims_changed, r.stances_moved) for r in _rounds(told)] == [(True, 0, 0)]


async def test_the_debate_stops_after_its_rounds_though_all_of_them_change_something(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    checks = iter(f"check {n}" for n in range(100))

    def objects(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
        return _objections(next(checks))(persona, own, others, brief)

    def revises(persona: Any, case: Any, brief: Any) -> list[ReplyDraft]:
        return [ReplyDraft(c.id, case.claim.id, "revise", "True.", f"Since {c.id}.") for c in case.critiques]

    think_with(Doing, critique=objects, reply=revises, settle=lambda *_: ((), ()))
    told = await panel.told(archive, panel.request(rounds=3))
    assert [r.round for r in _rounds(told)] == [1, 2, 3]
    assert all(r.claims_changed for r in _rounds(told))


async def test_no_rounds_means_no_debate(archive: Archive, panel: ModuleType) -> None:
    told = await panel.told(archive, panel.request(rounds=0))
    assert told[-1].state == "done"
    assert not any(isinstance(e, CritiqueRaised | RoundEnded) for e in told)
    ledger = _ledger(archive, told)
    assert ledger.stances
    assert all(c.status == "standing" for c in ledger.claims)


async def test_a_panel_of_one_does_not_debate(archive: Archive, panel: ModuleType) -> None:
    asked = panel.request(panel=("engineer",), brief=panel.brief({"engineer": "E"}))
    told = await panel.told(archive, asked)
    assert told[-1].state == "done"
    assert not any(isinstance(e, CritiqueRaised | RoundEnded) for e in told)
    assert {c.persona for c in _ledger(archive, told).claims} == {"engineer"}


async def test_a_critique_that_only_an_invented_quote_carries_is_not_heard(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    def critique(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
        return [CritiqueDraft(others[0].id, "contradicted", "fatal", "", "Not so.", (INVENTED,))]

    think_with(Doing, critique=critique)
    told = await panel.told(archive)
    assert _ledger(archive, told).critiques == ()
    assert _rounds(told) == [RoundEnded(1, 0, 0, 0)]


async def test_a_rebuttal_cannot_bring_an_invented_quote_into_the_ledger(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    def rebuts(persona: Any, case: Any, brief: Any) -> list[ReplyDraft]:
        return [
            ReplyDraft(c.id, case.claim.id, "rebut", "Proved.", citations=(INVENTED,)) for c in case.critiques
        ]

    think_with(Doing, critique=_objections("stale"), reply=rebuts)
    told = await panel.told(archive)
    ledger = _ledger(archive, told)
    assert ledger.replies
    assert all(not r.citations for r in ledger.replies)
    assert all(not c.history for c in ledger.claims)
    assert verify(archive).faults == ()


async def test_a_reply_to_a_critique_that_nobody_made_is_not_heard(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    def replies(persona: Any, case: Any, brief: Any) -> list[ReplyDraft]:
        return [
            ReplyDraft("C999", case.claim.id, "concede", "All wrong."),
            ReplyDraft(case.critiques[0].id, "X1", "concede", "Another's."),
        ]

    think_with(Doing, critique=_objections("stale"), reply=replies)
    told = await panel.told(archive)
    assert not any(isinstance(e, ReplyGiven) for e in told)
    assert told[-1].state == "done"
    assert verify(archive).faults == ()


async def test_a_stance_moves_only_for_reasons_that_name_claims(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    values = iter(range(1, 100))

    def stance(persona: Any, proposition: Any, claims: Any, before: Any, settled: Any) -> StanceDraft:
        return StanceDraft(next(values), ("X1",) if before else (claims[0].id, "X1"), "a feeling")

    think_with(Doing, stance=stance)
    told = await panel.told(archive)
    stances = _ledger(archive, told).stances
    assert {s.round for s in stances} == {0}
    assert all(len(s.reasons) == 1 for s in stances)
    assert verify(archive).faults == ()

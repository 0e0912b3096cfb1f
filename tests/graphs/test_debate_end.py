"""When the debate ends, and that the memo says why."""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import Case, CritiqueDraft, ReplyDraft, StanceDraft
from triptych.agents.budget import Allowance
from triptych.agents.debate.checks import CONFLICT, LONE, lone
from triptych.agents.embedded.reply import attributed
from triptych.errors import ServiceError
from triptych.graphs import panels
from triptych.graphs.events import RoundEnded
from triptych.graphs.setup import Setup
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.records import Budget, Dossier

Doing = Callable[..., list[Any]]


async def _ended(archive: Archive, doubles: ModuleType, **given: Any) -> tuple[list[RoundEnded], Dossier]:
    """The ends of the rounds, and the memo with its ledger."""
    told = await doubles.told(archive, doubles.request(**given))
    assert told[-1].memo, told[-1].message
    return [e for e in told if isinstance(e, RoundEnded)], memos.load(archive, told[-1].memo)


def _undecided(claim: Any, passages: Any) -> tuple[tuple[()], tuple[()]]:
    """A search that finds nothing either way."""
    return (), ()


def _doubts(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
    """Of every figure that stands alone, that it does."""
    return [
        CritiqueDraft(c.id, "unsupported", "minor", LONE, "Nobody else says so.") for c in others if lone(c)
    ]


def _attacks(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
    """With a quote of one's own, the first claim that nobody has contested yet."""
    target = next(c for c in others if c.status == "standing")
    quoted = next(c for c in own if c.citations[0].quote != target.citations[0].quote).citations
    return [CritiqueDraft(target.id, "contradicted", "major", CONFLICT, "Another says otherwise.", quoted)]


def _stands(persona: Any, case: Case, brief: Any) -> list[ReplyDraft]:
    return [ReplyDraft(c.id, case.claim.id, "stand", "So what.") for c in case.critiques]


def _attributes(persona: Any, case: Case, brief: Any) -> list[ReplyDraft]:
    text = attributed(case.claim)
    return [ReplyDraft(c.id, case.claim.id, "revise", "I say whose it is.", text) for c in case.critiques]


def _even(persona: Any, proposition: Any, claims: Any, before: Any, heard: Any) -> StanceDraft:
    return StanceDraft(50, (claims[0].id,), "It may go either way.")


async def test_it_ends_when_nobody_objects(archive: Archive, panel: ModuleType, doing: Doing) -> None:
    doing(critique=lambda *_: [])
    rounds, dossier = await _ended(archive, panel, rounds=5)
    assert rounds == [RoundEnded(1, critiques=0, claims_changed=0, stances_moved=0, open=0)]
    assert dossier.memo.debate_end == "no new objection was raised in round 1"


async def test_critics_that_failed_have_not_agreed(archive: Archive, panel: ModuleType, doing: Doing) -> None:
    def down(*asked: Any) -> list[CritiqueDraft]:
        raise ServiceError("The endpoint is down.")

    doing(critique=down)
    rounds, dossier = await _ended(archive, panel)
    assert [r.critiques > 0 for r in rounds] == [True, False], "what code can count is raised all the same"
    assert dossier.memo.debate_end == "no new objection was raised in round 2, as critics failed"
    assert any("critique" in limit for limit in dossier.memo.limits)


async def test_it_ends_when_a_round_changes_nothing(
    archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    doing(critique=_doubts, reply=_stands, settle=_undecided)
    rounds, dossier = await _ended(archive, panel, rounds=5)
    assert [(r.critiques > 0, r.claims_changed, r.stances_moved) for r in rounds] == [(True, 0, 0)]
    assert dossier.memo.debate_end == "round 1 changed nothing"


async def test_it_ends_when_no_major_objection_is_left_open(
    archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    doing(critique=_doubts, reply=_attributes, settle=_undecided)
    rounds, dossier = await _ended(archive, panel, rounds=5)
    assert [(r.claims_changed > 0, r.open) for r in rounds] == [(True, 0)]
    assert dossier.memo.debate_end == "after round 1 no major objection was left open"


async def test_a_major_objection_that_is_left_open_calls_for_another_round(
    archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    first: list[CritiqueDraft] = []

    def once(*asked: Any) -> list[CritiqueDraft]:
        first.extend([] if first else _attacks(*asked))
        return first

    doing(critique=once, reply=_stands, settle=_undecided)
    rounds, dossier = await _ended(archive, panel, rounds=5)
    assert [(r.round, r.open) for r in rounds] == [(1, 1), (2, 1)]
    assert dossier.memo.debate_end == "no new objection was raised in round 2"


@pytest.mark.parametrize(
    ("most", "said"), [(1, "the one round that was allowed was held"), (3, "all 3 rounds were held")]
)
async def test_it_ends_after_its_rounds_though_all_of_them_change_something_and_leave_something_open(
    most: int, said: str, archive: Archive, panel: ModuleType, doing: Doing
) -> None:
    doing(critique=_attacks, reply=_stands, settle=_undecided)
    rounds, dossier = await _ended(archive, panel, rounds=most)
    assert [r.round for r in rounds] == list(range(1, most + 1))
    assert all(r.claims_changed and r.open for r in rounds)
    assert dossier.memo.debate_end == f"{said}; {rounds[-1].open} major objections are left open"


async def test_no_rounds_means_no_debate(archive: Archive, panel: ModuleType) -> None:
    rounds, dossier = await _ended(archive, panel, rounds=0)
    assert (rounds, dossier.ledger.critiques) == ([], ())
    assert dossier.ledger.stances
    assert all(c.status == "standing" for c in dossier.ledger.claims)
    assert dossier.memo.debate_end == "the debate was switched off"


async def test_a_panel_of_one_does_not_debate(archive: Archive, panel: ModuleType) -> None:
    rounds, dossier = await _ended(archive, panel, panel=("engineer",), brief=panel.brief({"engineer": "E"}))
    assert (rounds, dossier.ledger.critiques) == ([], ())
    assert {c.persona for c in dossier.ledger.claims} == {"engineer"}
    assert dossier.memo.debate_end == "a panel of one does not debate"


@pytest.mark.parametrize(("spent_by", "held"), [("stance", 0), ("reply", 1)])
async def test_it_ends_where_the_budget_bears_no_further_round(
    spent_by: str,
    held: int,
    archive: Archive,
    panel: ModuleType,
    doing: Doing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]

    def late(task: Callable[..., Any]) -> Callable[..., Any]:
        def done(*asked: Any) -> Any:
            now[0] += 3600
            return task(*asked)

        return done

    monkeypatch.setattr(panels, "Allowance", partial(Allowance, clock=lambda: now[0]))
    tasks: dict[str, Callable[..., Any]] = {"critique": _attacks, "reply": _stands, "stance": _even}
    doing(**tasks | {"settle": _undecided, spent_by: late(tasks[spent_by])})
    rounds, dossier = await _ended(archive, panel, rounds=5, setup=Setup(budget=Budget(minutes=1)))
    assert len(rounds) == held
    assert dossier.memo.debate_end == f"the budget did not bear round {held + 1}"
    assert (
        dossier.memo.stop_reason == "the budget of 1 minute could not bear all of it; cut short: the debate"
    )

"""When the debate ends, and that the memo says why."""

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import Case, CritiqueDraft, ReplyDraft
from triptych.agents.debate.checks import CONFLICT, LONE, lone
from triptych.agents.doubles import panelist
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.embedded.reply import attributed
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.graphs.events import BudgetReached, CritiqueRaised, RoundEnded
from triptych.graphs.setup import Setup
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.records import Budget, Dossier

Doing = Callable[..., list[Any]]


async def _ended(archive: Archive, panel: ModuleType, **given: Any) -> tuple[list[RoundEnded], Dossier]:
    """The ends of the rounds, and the memo with its ledger."""
    told = await panel.told(archive, panel.request(**given))
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


async def test_it_ends_when_nobody_objects(archive: Archive, panel: ModuleType, doing: Doing) -> None:
    doing(critique=lambda *_: [])
    rounds, dossier = await _ended(archive, panel, rounds=5)
    assert rounds == [RoundEnded(1, critiques=0, claims_changed=0, stances_moved=0, open=0)]
    assert dossier.memo.debate_end == "nobody objected in round 1"


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
    assert [(r.round, r.open) for r in rounds] == [(1, 1), (2, 0)]
    assert dossier.memo.debate_end == "nobody objected in round 2"


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


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(panelist.served) as started:
        yield started


async def test_it_ends_where_the_budget_bears_no_round(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    endpoints = Endpoints(Endpoint("panelist", base_url=server.base_url, context=8192, retries=0))
    whole = Setup(endpoints=endpoints)
    _, dossier = await _ended(archive, panel, setup=whole)
    spent = sum(s.tokens_in + s.tokens_out for s in dossier.spend)
    tight = Setup(endpoints=endpoints, budget=Budget(tokens=spent // 3))
    told = await panel.told(archive, panel.request(setup=tight))
    assert any(isinstance(e, BudgetReached) for e in told)
    assert not any(isinstance(e, CritiqueRaised) for e in told)
    assert memos.load(archive, told[-1].memo).memo.debate_end == "the budget did not bear round 1"

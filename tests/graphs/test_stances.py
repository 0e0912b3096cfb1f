"""A stance moves only for something new that its holder names, and each move is on record with what moved it."""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import Case, CritiqueDraft, Heard, ReplyDraft, StanceDraft
from triptych.agents.debate.checks import LONE
from triptych.graphs.events import CritiqueRaised, RoundEnded, StanceTaken
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.records import Conformity, Dossier, Stance
from triptych.store.verify import verify

Doing = Callable[..., list[Any]]
Stating = Callable[..., Callable[..., Any]]

CELLS = "Cells for grid batteries are becoming a commodity, and cells are the largest cost."
MARGIN = "Grid battery makers held a gross margin of 12% in 2025."
SERVICE = "Grid batteries stay a differentiated product, because software and service decide the contract."
OWN = {"engineer": CELLS, "investor": MARGIN, "strategist": SERVICE}


class Holder:
    """Takes the stances that a test gives, and writes down what it was asked once the debate had begun.

    Args:
        first, then: the probabilities before the debate and in it, by persona.
        because: why it moves.
        names: what it moves by, from what it has heard; all critiques unless told otherwise.
    """

    def __init__(
        self,
        first: dict[str, int],
        then: dict[str, int],
        because: str = "It is news to me.",
        names: Callable[[Heard], tuple[str, ...]] | None = None,
    ) -> None:
        self._first, self._then, self._because = first, then, because
        self._names = names or _all
        self.asked: list[tuple[str, str, Stance, Heard]] = []

    def stance(self, persona: Any, on: Any, claims: Sequence[Any], before: Any, heard: Heard) -> StanceDraft:
        reasons = (claims[0].id, "X1")
        if before is None:
            return StanceDraft(self._first[persona.key], reasons, "")
        self.asked.append((persona.key, on.id, before, heard))
        return StanceDraft(self._then[persona.key], reasons, self._because, self._names(heard))


def _all(heard: Heard) -> tuple[str, ...]:
    return tuple(c.id for c in heard.critiques)


FIRST = {"engineer": 70, "investor": 50, "strategist": 30}
THEN = {"engineer": 90, "investor": 40, "strategist": 50}


@pytest.fixture
def holding(doing: Doing, stating: Stating) -> Callable[..., Holder]:
    """`holding(critique, …)`: each persona has one claim of its own, and holds what `Holder` says."""

    def put(critique: Callable[..., Any], holder: Holder | None = None, **tasks: Any) -> Holder:
        def research(persona: Any, *rest: Any) -> Any:
            return stating({OWN[persona.key]: OWN[persona.key]})(persona, *rest)

        made = holder or Holder(FIRST, THEN)
        doing(research=research, gap=lambda *_: None, critique=critique, stance=made.stance, **tasks)
        return made

    return put


def _on_proposition(*critics: str) -> Callable[..., list[CritiqueDraft]]:
    """These critics bring against P1 what the engineer quotes."""

    def critique(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
        quoted = next(c.citations for c in (*own, *others) if c.text == CELLS)
        objection = CritiqueDraft("P1", "alternative", "major", "", "Cells say otherwise.", quoted)
        return [objection] if persona.key in critics else []

    return critique


def _on_margin(persona: Any, own: Any, others: Any, brief: Any) -> list[CritiqueDraft]:
    """The engineer doubts the investor's figure."""
    target = next((c for c in others if c.text == MARGIN), None)
    if target is None or persona.key != "engineer":
        return []
    return [CritiqueDraft(target.id, "unsupported", "minor", LONE, "Nobody else says so.")]


async def _debated(archive: Archive, panel: ModuleType) -> tuple[list[Any], Dossier]:
    told = await panel.told(archive, panel.request(rounds=1))
    assert told[-1].memo, told[-1].message
    assert any(isinstance(e, CritiqueRaised) for e in told), "there was a debate"
    return told, memos.load(archive, told[-1].memo)


def _later(dossier: Dossier) -> dict[tuple[str, str], Stance]:
    return {(s.persona, s.proposition): s for s in dossier.ledger.stances if s.round}


async def test_whoever_has_heard_nothing_new_is_not_asked_again(
    archive: Archive, panel: ModuleType, holding: Callable[..., Holder]
) -> None:
    holder = holding(_on_proposition("engineer"))
    _, dossier = await _debated(archive, panel)
    assert sorted((persona, on) for persona, on, _, _ in holder.asked) == [
        ("investor", "P1"),
        ("strategist", "P1"),
    ]
    assert set(_later(dossier)) == {("investor", "P1"), ("strategist", "P1")}


async def test_an_objection_that_came_to_nothing_is_no_news(
    archive: Archive, panel: ModuleType, holding: Callable[..., Holder]
) -> None:
    def stands(persona: Any, case: Case, brief: Any) -> list[ReplyDraft]:
        return [ReplyDraft(c.id, case.claim.id, "stand", "So what.") for c in case.critiques]

    holder = holding(_on_margin, reply=stands, settle=lambda *_: ((), ()))
    told, dossier = await _debated(archive, panel)
    assert holder.asked == []
    assert _later(dossier) == {}
    assert [e.stances_moved for e in told if isinstance(e, RoundEnded)] == [0]


async def test_what_changed_a_claim_is_news_to_whoever_rests_on_it(
    archive: Archive, panel: ModuleType, holding: Callable[..., Holder]
) -> None:
    def attributes(persona: Any, case: Case, brief: Any) -> list[ReplyDraft]:
        text = f"beta.example, November 2025: “{MARGIN}”"
        return [ReplyDraft(c.id, case.claim.id, "revise", "I say whose it is.", text) for c in case.critiques]

    holder = Holder(FIRST, THEN, names=lambda heard: (heard.critiques[0].target,))
    holding(_on_margin, holder, reply=attributes, settle=lambda *_: ((), ()))
    _, dossier = await _debated(archive, panel)
    assert {persona for persona, _, _, _ in holder.asked} == {"investor"}
    assert {on for _, on, _, _ in holder.asked} == {"P1", "P2"}
    assert {s.moved_by for s in _later(dossier).values()} == {("I1",)}


async def test_what_a_persona_seconded_itself_is_no_news_to_it(
    archive: Archive, panel: ModuleType, holding: Callable[..., Holder]
) -> None:
    holder = holding(_on_proposition("engineer", "investor"))
    _, dossier = await _debated(archive, panel)
    (one,) = dossier.ledger.critiques
    assert (one.critic, one.seconded) == ("engineer", ("investor",))
    assert {persona for persona, _, _, _ in holder.asked} == {"strategist"}


async def test_a_move_is_stored_with_what_moved_it_and_told_with_what_it_was_before(
    archive: Archive, panel: ModuleType, holding: Callable[..., Holder]
) -> None:
    holding(_on_proposition("engineer"))
    told, dossier = await _debated(archive, panel)
    moved = _later(dossier)["strategist", "P1"]
    assert (moved.round, moved.probability, moved.moved_by) == (1, 50, ("C1",))
    assert (moved.because, moved.reasons) == ("It is news to me.", ("S1",))
    assert StanceTaken("strategist", "P1", 1, 50, 30) in told
    assert all(s.moved_by == () for s in dossier.ledger.stances if s.round == 0)
    assert all(s.reasons == (f"{s.persona[0].upper()}1",) for s in dossier.ledger.stances), "X1 is no claim"
    assert verify(archive).faults == ()


@pytest.mark.parametrize(
    "holder",
    [
        Holder(FIRST, THEN, names=lambda heard: ("X1", "C9")),
        Holder(FIRST, THEN, names=lambda heard: ()),
        Holder(FIRST, THEN, because="  "),
        Holder(FIRST, FIRST),
    ],
    ids=["it names nothing that is new", "it names nothing", "it says not why", "it is the same"],
)
async def test_a_stance_stays_where(
    holder: Holder, archive: Archive, panel: ModuleType, holding: Callable[..., Holder]
) -> None:
    holding(_on_proposition("engineer"), holder)
    told, dossier = await _debated(archive, panel)
    assert holder.asked
    assert _later(dossier) == {}
    assert {e.round for e in told if isinstance(e, StanceTaken)} == {0}


async def test_the_memo_counts_who_moved_whereto_and_for_what(
    archive: Archive, panel: ModuleType, holding: Callable[..., Holder]
) -> None:
    holding(_on_proposition("engineer"))
    _, dossier = await _debated(archive, panel)
    # The strategist goes up towards both others, the investor down and away from their middle, each for a new quote.
    assert dossier.memo.conformity == Conformity(moves=2, towards=1, evidenced=2, towards_evidenced=1)


async def test_a_memo_without_a_debate_counts_no_moves(
    archive: Archive, panel: ModuleType, holding: Callable[..., Holder]
) -> None:
    holding(_on_proposition("engineer"))
    told = await panel.told(archive, panel.request(rounds=0))
    assert memos.load(archive, told[-1].memo).memo.conformity == Conformity()

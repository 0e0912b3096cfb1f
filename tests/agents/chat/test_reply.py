"""Replies: the model chooses; without what its answer needs it stands, and what that is worth the rules decide."""

from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import Case
from triptych.errors import ServiceError

FELL = "H100 rental prices fell to $2.35 an hour."
QUOTED = "On one marketplace, H100 rental prices fell to $2.35 an hour in May 2025."


async def _replied(staged: Any, make: ModuleType, answer: Any, settlement: Any = None) -> Any:
    claim = make.claim(FELL, citations=(make.quote(QUOTED, "a.org"),))
    case = Case(claim, (make.critique(),), settlement)
    scene = staged(answer)
    (draft,) = await scene.analyst.reply(make.persona(), case, make.brief("H100 rental prices"))
    return draft


def _answer(answer: str, text: str = "") -> dict[str, Any]:
    return {"argument": "It is one marketplace only.", "answer": answer, "text": text}


@pytest.mark.parametrize("text", [QUOTED, "H100 rental prices fell to $1.10 an hour on one marketplace."])
async def test_a_revision_brings_its_text_for_the_graph_to_read(
    staged: Any, make: ModuleType, text: str
) -> None:
    draft = await _replied(staged, make, _answer("revise", text))
    assert (draft.answer, draft.text, draft.critique, draft.claim) == ("revise", text, "C1", "E1")


@pytest.mark.parametrize("text", ["", " ", FELL])
async def test_a_revision_of_nothing_stands(staged: Any, make: ModuleType, text: str) -> None:
    draft = await _replied(staged, make, _answer("revise", text))
    assert (draft.answer, draft.text) == ("stand", "")


async def test_a_rebuttal_brings_what_settling_found_or_is_none(staged: Any, make: ModuleType) -> None:
    found = make.settlement(supports=[make.quote("An index fell to $2.40.", "b.org")])
    draft = await _replied(staged, make, _answer("rebut"), found)
    assert (draft.answer, draft.citations) == ("rebut", found.supports)
    assert (await _replied(staged, make, _answer("rebut"))).answer == "stand"
    against = make.settlement(opposes=[make.quote("An index rose to $4.", "b.org")])
    assert (await _replied(staged, make, _answer("rebut"), against)).citations == against.opposes


async def test_it_is_told_when_there_is_nothing_to_rebut_with(staged: Any, make: ModuleType) -> None:
    case = Case(make.claim(FELL), (make.critique(),), None)
    scene = staged(_answer("stand"))
    await scene.analyst.reply(make.persona(), case, make.brief())
    assert "You cannot rebut." in scene.seen


async def test_it_may_concede(staged: Any, make: ModuleType) -> None:
    assert (await _replied(staged, make, _answer("concede"))).answer == "concede"


async def test_where_no_answer_comes_the_claim_stands_and_says_so(staged: Any, make: ModuleType) -> None:
    draft = await _replied(staged, make, ServiceError("down"))
    assert draft.answer == "stand"
    assert "No usable answer" in draft.argument


async def test_each_critique_is_answered_by_itself(staged: Any, make: ModuleType) -> None:
    case = Case(make.claim(FELL), (make.critique(), make.critique("C2")), None)
    scene = staged("nonsense", "nonsense", _answer("concede"))
    drafts = await scene.analyst.reply(make.persona(), case, make.brief())
    assert [(d.critique, d.answer) for d in drafts] == [("C1", "stand"), ("C2", "concede")]

"""Probabilities: honest numbers asked for, kept only with claims to rest on, moved only by what is new."""

from types import ModuleType
from typing import Any

import pytest

from triptych.errors import AnswerError
from triptych.store.records import Change


def _judged(probability: int | None, *reasons: str) -> dict[str, Any]:
    return {
        "because": "Such prices fall in two years of three.",
        "reasons": reasons,
        "probability": probability,
    }


async def _taken(
    scene: Any, make: ModuleType, claims: Any = None, before: Any = None, settlements: Any = ()
) -> Any:
    own = (
        [make.claim("Prices fell by 40%."), make.claim("Supply doubled.", "E2")] if claims is None else claims
    )
    return await scene.analyst.stance(
        make.persona(), make.proposition("Prices will fall by 2028."), own, before, settlements
    )


async def test_a_probability_keeps_the_reasons_that_exist(staged: Any, make: ModuleType) -> None:
    draft = await _taken(staged(_judged(70, "E2", "[E1]", "E9", "I3")), make)
    assert (draft.probability, draft.reasons) == (70, ("E2", "E1"))
    assert draft.because.startswith("Such prices")


async def test_a_probability_that_names_no_claim_is_an_abstention(staged: Any, make: ModuleType) -> None:
    assert (await _taken(staged(_judged(70, "E9")), make)).probability is None
    assert (await _taken(staged(_judged(None)), make)).probability is None


async def test_a_number_that_is_no_probability_is_asked_for_again(staged: Any, make: ModuleType) -> None:
    draft = await _taken(staged(_judged(170, "E1"), _judged(17, "E1")), make)
    assert draft.probability == 17
    with pytest.raises(AnswerError):
        await _taken(staged(_judged(-5, "E1"), _judged(101, "E1")), make)


async def test_what_has_not_happened_is_never_certain(staged: Any, make: ModuleType) -> None:
    assert (await _taken(staged(_judged(100, "E1")), make)).probability == 98
    assert (await _taken(staged(_judged(0, "E1")), make)).probability == 2


async def test_without_claims_it_abstains_unasked(staged: Any, make: ModuleType) -> None:
    scene = staged()
    for claims in ([], [make.claim("Gone.", status="withdrawn")]):
        assert (await _taken(scene, make, claims)).probability is None
    assert scene.model.asked == []


async def test_it_is_shown_its_claims_the_statement_and_both_dates(staged: Any, make: ModuleType) -> None:
    scene = staged(_judged(50, "E1"))
    await _taken(scene, make)
    for part in (
        "<claim E1",
        "Supply doubled.",
        "Prices will fall by 2028.",
        "22 November 2026",
        "31 December 2028",
    ):
        assert part in scene.seen


async def test_where_nothing_is_new_nobody_is_asked_and_nothing_moves(staged: Any, make: ModuleType) -> None:
    scene, before = staged(), make.stance(60, reasons=("E1",), because="So it was.")
    silent = make.settlement()
    draft = await _taken(scene, make, before=before, settlements=[silent])
    assert (draft.probability, draft.reasons, draft.because) == (60, ("E1",), "")
    assert scene.model.asked == []


async def test_what_was_settled_since_is_shown_and_may_move_it(staged: Any, make: ModuleType) -> None:
    scene = staged(_judged(40, "E1"))
    found = make.settlement(opposes=[make.quote("Prices rose by 12%.", "c.org")])
    draft = await _taken(scene, make, before=make.stance(60, reasons=("E1",)), settlements=[found])
    assert draft.probability == 40
    assert "Prices rose by 12%." in scene.seen
    assert "You gave 60" in scene.seen


async def test_a_claim_that_changed_since_is_news(staged: Any, make: ModuleType) -> None:
    changed = Change(text="x", status="standing", confidence="high", round=1, because="C1")
    scene = staged(_judged(40, "E1"))
    claim = make.claim("Prices fell.", status="contested", history=(changed,))
    assert (await _taken(scene, make, [claim], make.stance(60, reasons=("E1",)))).probability == 40
    assert 'status="contested"' in scene.seen

"""Probabilities: honest numbers asked for, kept only with claims to rest on, and the ids of what moves them."""

from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import Heard
from triptych.agents.debate.stances import moved
from triptych.errors import AnswerError


def _judged(probability: int | None, *reasons: str) -> dict[str, Any]:
    return {
        "because": "Such prices fall in two years of three.",
        "reasons": reasons,
        "probability": probability,
    }


async def _taken(
    scene: Any, make: ModuleType, claims: Any = None, before: Any = None, heard: Heard | None = None
) -> Any:
    own = (
        [make.claim("Prices fell by 40%."), make.claim("Supply doubled.", "E2")] if claims is None else claims
    )
    return await scene.analyst.stance(
        make.persona(), make.proposition("Prices will fall by 2028."), own, before, heard or Heard()
    )


async def test_a_probability_keeps_the_reasons_that_exist(staged: Any, make: ModuleType) -> None:
    draft = await _taken(staged(_judged(70, "E2", "[E1]", "E9", "I3")), make)
    assert (draft.probability, draft.reasons, draft.moved_by) == (70, ("E2", "E1"), ("E2", "E1"))
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


async def test_what_was_settled_since_is_shown_and_may_move_it(staged: Any, make: ModuleType) -> None:
    scene = staged(_judged(40, "E1"))
    found = make.settlement(opposes=[make.quote("Prices rose by 12%.", "c.org")])
    draft = await _taken(scene, make, before=make.stance(60, reasons=("E1",)), heard=make.heard(found))
    assert (draft.probability, draft.moved_by) == (40, ("E1",))
    assert '- E1, opposed by: quote (c.org, 2026-06): "Prices rose by 12%."' in scene.seen
    assert "You gave 60" in scene.seen


async def test_what_another_brought_on_the_proposition_is_shown_under_its_id_and_may_move_it(
    staged: Any, make: ModuleType
) -> None:
    scene, before = staged(_judged(35, "C3")), make.stance(60, reasons=("E2", "E8"))
    brought = make.critique(
        "C3", "P1", argument="Makers hold prices.", citations=(make.quote("Prices rose by 12%.", "c.org"),)
    )
    draft = await _taken(scene, make, before=before, heard=make.heard(brought))
    assert (draft.probability, draft.moved_by) == (35, ("C3",))
    assert draft.reasons == ("E2",), "it still rests on what carried it, as far as that is there"
    assert "- C3, by the investor, on P1: Makers hold prices." in scene.seen
    assert '"Prices rose by 12%."' in scene.seen


async def test_an_objection_moves_a_stance_together_with_the_claim_that_it_hit(
    staged: Any, make: ModuleType
) -> None:
    hit = make.heard(make.critique("C1", "E1"))
    draft = await _taken(staged(_judged(35, "C1", "E1")), make, before=make.stance(60), heard=hit)
    assert (draft.reasons, draft.moved_by) == (("E1",), ("C1", "E1"))


async def test_an_id_that_nobody_gave_moves_nothing(staged: Any, make: ModuleType) -> None:
    before, heard = make.stance(60, reasons=("E1",)), make.heard(make.critique("C1", "E1"))
    for named in ("C9", "E7", "P1", "R1"):
        draft = await _taken(staged(_judged(35, named)), make, before=before, heard=heard)
        assert (draft.probability, draft.moved_by) == (None, ())
        assert moved(before, draft, frozenset(("E1", "C1"))) is None


async def test_the_first_stance_cannot_rest_on_what_others_said(staged: Any, make: ModuleType) -> None:
    heard = make.heard(make.critique("C1", "E1"))
    assert (await _taken(staged(_judged(35, "C1")), make, heard=heard)).probability is None


async def test_a_critic_may_rest_on_what_settled_the_claim_that_it_attacked(
    staged: Any, make: ModuleType
) -> None:
    found = make.settlement(supports=[make.quote("Prices rose by 12%.", "c.org")], claim="I4")
    draft = await _taken(staged(_judged(35, "I4")), make, before=make.stance(60), heard=make.heard(found))
    assert (draft.reasons, draft.moved_by) == (("I4",), ("I4",))


async def test_a_claim_that_changed_is_shown_as_it_stands_now(staged: Any, make: ModuleType) -> None:
    scene = staged(_judged(40, "E1"))
    claim = make.claim("Prices fell.", status="contested")
    draft = await _taken(scene, make, [claim], make.stance(60, reasons=("E1",)))
    assert (draft.probability, draft.moved_by) == (40, ("E1",))
    assert 'status="contested"' in scene.seen


async def test_who_lost_the_claims_it_rested_on_abstains_for_them(staged: Any, make: ModuleType) -> None:
    scene, before = staged(), make.stance(60, reasons=("E1",))
    gone = [make.claim("Gone.", status="withdrawn"), make.claim("Beside.", "E2", status="withdrawn")]
    draft = await _taken(scene, make, gone, before)
    assert (draft.probability, draft.reasons, draft.moved_by) == (None, ("E1",), ("E1",))
    assert moved(before, draft, frozenset(("E1",))) == ("E1",)


async def test_nothing_new_is_shown_where_nothing_was_heard(staged: Any, make: ModuleType) -> None:
    scene = staged(_judged(50, "E1"))
    await _taken(scene, make)
    assert "since:" not in scene.seen
    assert "You gave" not in scene.seen

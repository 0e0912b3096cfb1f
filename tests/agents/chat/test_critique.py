"""Critiques as a model raises them: raw, with the quotes it holds and the search that would decide; the rules count them."""

from types import ModuleType
from typing import Any

import pytest

from triptych.agents.debate.checks import CHECKS
from triptych.agents.debate.critiques import admitted

FELL = "H100 rental prices fell to $2.35 an hour."
ROSE = "H100 rental prices rose to $3.10 an hour."
HALVE = "By the end of 2028, H100 rental prices fall by half."


def _objection(target: str = "I1", check: str = "", *evidence: str, **more: Any) -> dict[str, Any]:
    return {
        "target": target,
        "argument": "The figure is a peak and not a mean.",
        "evidence": evidence,
        "query": "H100 rental price index 2026",
        "check": check,
        "kind": "missing context",
        "severity": "major",
    } | more


def _brief(make: ModuleType) -> Any:
    return make.brief("H100 rental prices", [make.proposition(HALVE)])


async def _raised(staged: Any, make: ModuleType, *objections: dict[str, Any]) -> list[Any]:
    """What the model itself raised; `test_what_the_model_overlooks` has the rest."""
    theirs = make.claim(FELL, "I1", "b.org")
    mine = [make.claim(ROSE, "E1", "a.org"), make.claim("Whales sing.", "E2", "c.org")]
    scene = staged({"critiques": objections})
    found: list[Any] = await scene.analyst.critique(make.persona(), mine, [theirs], _brief(make))
    assert len(scene.model.asked) == 1, "nobody is asked a second time: a further reading is the graph's"
    said = {o["argument"] for o in objections}
    return [d for d in found if d.argument in said]


async def test_what_the_model_overlooks_and_code_can_count_is_raised_all_the_same(
    staged: Any, make: ModuleType
) -> None:
    theirs, mine = make.claim(FELL, "I1", "b.org"), [make.claim(ROSE, "E1", "a.org")]
    silent = staged({"critiques": []})
    (found,) = await silent.analyst.critique(make.persona(), mine, [theirs], _brief(make))
    assert (found.target, found.check, found.citations[0].quote) == ("I1", "conflicting figures", ROSE)
    saying = staged({"critiques": [_objection("I1", "conflicting figures", "E1")]})
    (own,) = await saying.analyst.critique(make.persona(), mine, [theirs], _brief(make))
    assert own.argument == _objection()["argument"], "what the model says is not said again"


async def test_evidence_joins_the_critique_as_its_quote(staged: Any, make: ModuleType) -> None:
    (draft,) = await _raised(staged, make, _objection("I1", "conflicting figures", "E1"))
    assert (draft.target, draft.check, draft.citations[0].quote) == ("I1", "conflicting figures", ROSE)


@pytest.mark.parametrize("check", ["", "stale", "single source", "figure not in quote"])
async def test_what_counts_is_not_decided_here(staged: Any, make: ModuleType, check: str) -> None:
    (draft,) = await _raised(staged, make, _objection("I1", check, severity="fatal"))
    assert (draft.check, draft.severity, draft.citations) == (check, "fatal", ())


async def test_a_bare_unsupported_says_that_a_claim_goes_beyond_its_quote(
    staged: Any, make: ModuleType
) -> None:
    bare, named = await _raised(
        staged,
        make,
        _objection("I1", kind="unsupported"),
        _objection("I1", "stale", kind="unsupported", severity="minor"),
    )
    assert (bare.check, named.check) == ("says more than its quote", "stale")


async def test_evidence_on_a_proposition_is_put_on_it_as_its_quote(staged: Any, make: ModuleType) -> None:
    (draft,) = await _raised(staged, make, _objection("P1", "", "E1", kind="alternative"))
    assert (draft.target, [c.quote for c in draft.citations]) == ("P1", [ROSE])
    counted = admitted(draft, "engineer", {}, _brief(make))
    assert counted
    assert (counted.target, counted.citations) == ("P1", draft.citations)


async def test_a_word_on_a_proposition_without_evidence_does_not_count(staged: Any, make: ModuleType) -> None:
    for evidence in ((), ("E2",), ("I1",)):
        (draft,) = await _raised(staged, make, _objection("P1", "", *evidence))
        assert admitted(draft, "engineer", {}, _brief(make)) is None


async def test_the_propositions_are_shown_with_their_ids(staged: Any, make: ModuleType) -> None:
    scene = staged({"critiques": []})
    theirs = make.claim(FELL, "I1", "b.org")
    await scene.analyst.critique(make.persona(), [], [theirs], _brief(make))
    assert f"- P1: {HALVE}" in scene.seen
    assert "none: only a failed check counts" in scene.seen


async def test_the_critic_names_the_search_that_would_decide(staged: Any, make: ModuleType) -> None:
    (draft,) = await _raised(staged, make, _objection("I1", "stale"))
    assert draft.query == "H100 rental price index 2026"


@pytest.mark.parametrize(
    ("written", "query"),
    [
        ('"H100" rental (price) index: 2026', "H100 rental price index 2026"),
        ("What did the H100 rental price index say in 2026?", "H100 rental price index say 2026"),
        ("spot " * 20, "spot"),
        (' "" ', ""),
        ("", ""),
    ],
)
async def test_a_query_is_a_few_words_without_operators(
    staged: Any, make: ModuleType, written: str, query: str
) -> None:
    (draft,) = await _raised(staged, make, _objection("I1", "stale", query=written))
    assert draft.query == query


async def test_evidence_on_another_matter_or_from_nobody_is_none(staged: Any, make: ModuleType) -> None:
    (draft,) = await _raised(staged, make, _objection("I1", "opposite direction", "E2", "E9"))
    assert draft.citations == ()


async def test_unknown_targets_own_claims_and_empty_arguments_are_dropped(
    staged: Any, make: ModuleType
) -> None:
    assert await _raised(staged, make, _objection("I9", "", "E1"), _objection("E1", "", "E1")) == []
    assert await _raised(staged, make, _objection("I1", "stale", argument="  ")) == []


async def test_gravest_first_each_point_once(staged: Any, make: ModuleType) -> None:
    found = await _raised(
        staged,
        make,
        _objection("I1", "single source", severity="minor"),
        _objection("I1", "conflicting figures", "E1", severity="fatal"),
        _objection("I1", "conflicting figures", "E1", severity="fatal"),
    )
    assert [d.severity for d in found] == ["fatal", "minor"]


async def test_no_more_than_three_are_heard(staged: Any, make: ModuleType) -> None:
    every = [_objection("I1", check) for check in sorted(CHECKS - {"evidence for the other side"})]
    assert len(await _raised(staged, make, *every)) == 3


async def test_nobody_is_asked_about_withdrawn_claims(staged: Any, make: ModuleType) -> None:
    scene = staged()
    gone = make.claim(FELL, "I1", status="withdrawn")
    assert await scene.analyst.critique(make.persona(), [], [gone], make.brief()) == []
    assert scene.model.asked == []


async def test_a_withdrawn_claim_of_the_critic_is_no_evidence(staged: Any, make: ModuleType) -> None:
    scene = staged({"critiques": [_objection("I1", "", "E1")]})
    gone = make.claim(ROSE, "E1", "a.org", status="withdrawn")
    theirs = make.claim(FELL, "I1", "b.org")
    (draft,) = await scene.analyst.critique(make.persona(), [gone], [theirs], _brief(make))
    assert draft.citations == ()
    assert ROSE not in scene.seen

"""Critiques: what counts is evidence, or a check that truly fails; a model's word alone does not."""

from datetime import date
from types import ModuleType
from typing import Any

import pytest

FELL = "H100 rental prices fell to $2.35 an hour."
ROSE = "H100 rental prices rose to $3.10 an hour."


def _objection(target: str = "I1", check: str = "", *evidence: str, **more: Any) -> dict[str, Any]:
    return {
        "target": target,
        "argument": "The figure is a peak and not a mean.",
        "evidence": evidence,
        "check": check,
        "kind": "missing context",
        "severity": "major",
    } | more


async def _raised(staged: Any, make: ModuleType, *objections: dict[str, Any], **claim: Any) -> list[Any]:
    theirs = make.claim(FELL, "I1", **{"publisher": "b.org"} | claim)
    mine = [make.claim(ROSE, "E1", "a.org"), make.claim("Whales sing.", "E2", "c.org")]
    scene = staged({"critiques": objections})
    found: list[Any] = await scene.analyst.critique(
        make.persona(), mine, [theirs], make.brief("H100 rental prices")
    )
    return found


async def test_evidence_joins_the_critique_as_its_quote(staged: Any, make: ModuleType) -> None:
    (draft,) = await _raised(staged, make, _objection("I1", "conflicting figures", "E1"))
    assert (draft.target, draft.check, draft.citations[0].quote) == ("I1", "conflicting figures", ROSE)


@pytest.mark.parametrize("check", ["", "conflicting figures", "figure not in quote", "stale"])
async def test_a_bare_word_is_no_critique(staged: Any, make: ModuleType, check: str) -> None:
    assert await _raised(staged, make, _objection("I1", check)) == []


@pytest.mark.parametrize(("second", "kept"), [(False, 1), (True, 0)])
@pytest.mark.parametrize("named", [{"check": "says more than its quote"}, {"kind": "unsupported"}])
async def test_that_a_claim_goes_beyond_its_quote_needs_a_second_reading(
    staged: Any, make: ModuleType, named: dict[str, str], second: bool, kept: int
) -> None:
    objection = _objection("I1", severity="fatal") | named
    claim = make.claim(FELL, "I1", citations=(make.quote("H100 rental prices fell to $2.35.", "b.org"),))
    scene = staged({"critiques": [objection]}, {"missing": "an hour", "supported": second})
    found = await scene.analyst.critique(make.persona(), [], [claim], make.brief("H100 rental prices"))
    assert len(found) == kept
    assert FELL in scene.seen
    assert "peak and not a mean" not in scene.seen  # the second reader does not hear the critic


async def test_evidence_on_another_matter_or_from_the_same_source_is_none(
    staged: Any, make: ModuleType
) -> None:
    assert await _raised(staged, make, _objection("I1", "opposite direction", "E2", "E9")) == []
    same = make.claim(FELL, "E1", "b.org")
    scene = staged({"critiques": [_objection("I1", "", "E1")]})
    theirs = make.claim(FELL, "I1", "b.org")
    assert await scene.analyst.critique(make.persona(), [same], [theirs], make.brief()) == []


async def test_a_named_check_counts_only_where_it_fails(staged: Any, make: ModuleType) -> None:
    old = date(2023, 1, 1)
    (single,) = await _raised(staged, make, _objection("I1", "single source"))
    assert single.check == "single source"
    (stale,) = await _raised(staged, make, _objection("I1", "stale"), published=old)
    assert stale.check == "stale"
    twice = (make.quote(FELL, "b.org"), make.quote(FELL, "d.org"))
    assert await _raised(staged, make, _objection("I1", "single source"), citations=twice) == []
    (own,) = await _raised(
        staged,
        make,
        _objection("I1", "figure not in quote"),
        citations=(make.quote("Prices fell.", "b.org"),),
    )
    assert own.check == "figure not in quote"


async def test_a_check_that_holds_not_leaves_evidence_to_speak(staged: Any, make: ModuleType) -> None:
    (draft,) = await _raised(staged, make, _objection("I1", "stale", "E1"))
    assert draft.check == ""
    assert draft.citations


async def test_provenance_alone_is_never_fatal(staged: Any, make: ModuleType) -> None:
    (draft,) = await _raised(staged, make, _objection("I1", "single source", severity="fatal"))
    assert draft.severity == "major"


async def test_unknown_targets_and_own_claims_are_dropped(staged: Any, make: ModuleType) -> None:
    assert await _raised(staged, make, _objection("I9", "", "E1"), _objection("E1", "", "E1")) == []


async def test_gravest_first_each_point_once(staged: Any, make: ModuleType) -> None:
    found = await _raised(
        staged,
        make,
        _objection("I1", "single source", severity="minor"),
        _objection("I1", "conflicting figures", "E1", severity="fatal"),
        _objection("I1", "conflicting figures", "E1", severity="fatal"),
    )
    assert [d.severity for d in found] == ["fatal", "minor"]


async def test_nobody_is_asked_about_withdrawn_claims(staged: Any, make: ModuleType) -> None:
    scene = staged()
    gone = make.claim(FELL, "I1", status="withdrawn")
    assert await scene.analyst.critique(make.persona(), [], [gone], make.brief()) == []
    assert scene.model.asked == []


async def test_a_claim_in_the_words_of_its_quote_does_not_go_beyond_it(staged: Any, make: ModuleType) -> None:
    assert await _raised(staged, make, _objection("I1", "says more than its quote")) == []

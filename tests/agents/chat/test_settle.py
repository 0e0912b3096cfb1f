"""Settling: independent sentences for a contested claim and against it."""

from types import ModuleType
from typing import Any

import pytest

from triptych.errors import BudgetError, ServiceError
from triptych.store.records import Budget

FELL = "H100 rental prices fell to $2.35 an hour in May 2025."


async def test_sides_are_quotes_of_independent_publishers(staged: Any, make: ModuleType) -> None:
    passages = [
        make.passage("H100 rental prices fell to $2.40 an hour in May 2025, an index shows.", "b.org"),
        make.passage("H100 rental prices rose to $4.10 an hour in May 2025. Whales sing.", "c.org"),
        make.passage("H100 rental prices fell to $2.35 an hour, we said.", "example.org"),
    ]
    scene = staged({"supports": [1], "opposes": [2, 3, 4]})
    supports, opposes = await scene.analyst.settle(make.claim(FELL), passages)
    assert [c.publisher for c in supports] == ["b.org"]
    assert [c.quote for c in opposes] == ["H100 rental prices rose to $4.10 an hour in May 2025."]
    assert "we said" not in scene.seen


async def test_a_sentence_on_both_sides_is_on_none(staged: Any, make: ModuleType) -> None:
    passage = make.passage("H100 rental prices moved in May 2025.", "b.org")
    scene = staged({"supports": [1], "opposes": [1]})
    assert await scene.analyst.settle(make.claim(FELL), [passage]) == ((), ())


async def test_a_figure_that_agrees_does_not_oppose(staged: Any, make: ModuleType) -> None:
    passage = make.passage("In May 2025 an hour of H100 rental cost $2.35, its price index shows.", "b.org")
    claim = make.claim("In May 2025 an hour of H100 rental cost $2.35.")
    scene = staged({"supports": [], "opposes": [1]})
    assert await scene.analyst.settle(claim, [passage]) == ((), ())


async def test_without_independent_passages_nobody_is_asked(staged: Any, make: ModuleType) -> None:
    scene = staged()
    assert await scene.analyst.settle(make.claim(FELL), [make.passage(FELL)]) == ((), ())
    assert scene.model.asked == []


async def test_a_spent_budget_and_an_endpoint_that_is_down_are_told(staged: Any, make: ModuleType) -> None:
    passage = make.passage("H100 rental prices fell to $2.40 an hour in May 2025, an index shows.", "b.org")
    with pytest.raises(BudgetError):
        await staged(budget=Budget(tokens=5)).analyst.settle(make.claim(FELL), [passage])
    with pytest.raises(ServiceError, match="down"):
        await staged(ServiceError("down")).analyst.settle(make.claim(FELL), [passage])

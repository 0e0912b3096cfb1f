"""The audit's questions: a sentence mended on the same claims, and whether quotes bear one."""

from types import ModuleType
from typing import Any

import pytest

from triptych.agents.verification.claims import Entailment
from triptych.errors import AnswerError, BudgetError, ServiceError
from triptych.store.records import Budget, Sentence

WRONG = Sentence(text="Prices fell by 47% in 2025.", claims=("E1", "E9"))
FAULT = "47% stands in no quote"


async def test_a_mended_sentence_keeps_the_claims_that_exist(staged: Any, make: ModuleType) -> None:
    scene = staged({"text": "Prices fell by 40% in 2025 [E1]."})
    mended = await scene.analyst.patch(WRONG, FAULT, [make.claim("Prices fell by 40% in 2025.")])
    assert mended == Sentence(text="Prices fell by 40% in 2025.", claims=("E1",))
    assert FAULT in scene.seen


@pytest.mark.parametrize(
    "answer", [{"text": "CUT"}, {"text": "Cut."}, {"text": ""}, {"text": "Prices fell by 48%."}]
)
async def test_what_cannot_be_mended_is_cut(staged: Any, make: ModuleType, answer: Any) -> None:
    assert await staged(answer).analyst.patch(WRONG, FAULT, [make.claim("Prices fell by 40%.")]) is None


@pytest.mark.parametrize("answer", [ServiceError("down"), {"text": "Prices of cells fell in 2025, by 47%."}])
async def test_a_figure_in_the_last_clause_goes_with_it(staged: Any, make: ModuleType, answer: Any) -> None:
    sentence = Sentence(text="Prices of cells fell in 2025, a drop of 47%.", claims=("E1",))
    mended = await staged(answer).analyst.patch(
        sentence, FAULT, [make.claim("Prices of cells fell in 2025.")]
    )
    assert mended == Sentence(text="Prices of cells fell in 2025.", claims=("E1",))


async def test_a_failure_cuts_and_a_spent_budget_is_told(staged: Any, make: ModuleType) -> None:
    claims = [make.claim("Prices fell by 40%.")]
    assert await staged(ServiceError("down")).analyst.patch(WRONG, FAULT, claims) is None
    assert await staged().analyst.patch(WRONG, FAULT, []) is None
    with pytest.raises(BudgetError):
        await staged(budget=Budget(tokens=5)).analyst.patch(WRONG, FAULT, claims)


@pytest.mark.parametrize(
    ("verdict", "missing", "read"),
    [
        ("supported", "", Entailment("supported")),
        ("supported", "nothing at all", Entailment("supported")),
        ("partial", "that BYD did it.", Entailment("partial", "that BYD did it")),
        ("contradicted", "prices rose", Entailment("contradicted", "prices rose")),
        ("partial", " ", Entailment("partial", "its quotes do not bear it")),
    ],
)
async def test_quotes_bear_a_text_in_part_or_not_and_it_is_said_what_is_missing(
    staged: Any, verdict: str, missing: str, read: Entailment
) -> None:
    scene = staged({"missing": missing, "verdict": verdict})
    assert await scene.analyst.entails("BYD cut prices.", ["Prices fell by 40%."]) == read
    assert "<quote>Prices fell by 40%.</quote>" in scene.seen
    assert "Sentence: BYD cut prices." in scene.seen


@pytest.mark.parametrize(
    ("text", "quote", "counts"),
    [
        ("The bank puts sales at $54,600 million, 58% more.", "Sales reach $54.6 billion, 58% more.", False),
        ("The bank puts sales at $54 million.", "Sales reach $54.6 billion, 58% more.", True),
        ("The bank puts sales at $54.6 billion.", "Sales reach $54.6 billion after $34.6 billion.", True),
        ("The bank puts sales higher.", "Sales reach $54.6 billion, 58% more.", True),
    ],
)
async def test_fault_found_with_figures_that_rules_know_to_be_the_same_counts_for_nothing(
    staged: Any, text: str, quote: str, counts: bool
) -> None:
    answer = {"missing": "The figures differ.", "verdict": "partial"}
    assert (await staged(answer).analyst.entails(text, [quote]) is not None) is counts


async def test_a_verdict_that_is_none_is_asked_for_again(staged: Any) -> None:
    scene = staged({"missing": "", "verdict": "true"}, {"missing": "", "verdict": "supported"})
    assert await scene.analyst.entails("Prices fell.", ["Prices fell by 40%."]) == Entailment("supported")
    with pytest.raises(AnswerError):
        await staged("yes", "yes", "yes", "yes").analyst.entails("Prices fell.", ["Prices fell by 40%."])


async def test_the_question_is_put_down_to_whose_work_it_is(staged: Any) -> None:
    scene = staged(*[{"missing": "", "verdict": "supported"}] * 3)
    await scene.analyst.entails("Prices fell.", ["Prices fell."])
    for role in ("research", "debate"):
        await scene.analyst.entails("Prices fell.", ["Prices fell."], role)
    assert [(c.task, c.role) for c in scene.calls] == [
        ("entails", "audit"),
        ("entails", "research"),
        ("entails", "debate"),
    ]


async def test_the_head_of_a_memo_names_the_model_and_its_limits(staged: Any) -> None:
    analyst = staged().analyst
    assert analyst.label == "chat model scripted"
    assert "verbatim" in analyst.manner
    assert all(limit.endswith(".") for limit in analyst.limits)

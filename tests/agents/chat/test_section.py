"""Sections: the model's lines where they rest on living claims, the claims' own words for the rest."""

from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import DEBATED
from triptych.errors import BudgetError, ServiceError
from triptych.store.records import Brief, Budget, Claim, Ledger, Question, Section

CLAIMS = (
    ("Prices fell by 40% in 2025.", "E1", "E.q1"),
    ("Supply doubled in 2025.", "E2", "E.q1"),
    ("Heat limits every container.", "E3", "E.q2"),
    ("Cells will cost $50 by 2028.", "E4", "E.q3"),
)


def _claims(make: ModuleType, **status: str) -> list[Claim]:
    return [make.claim(text, i, question=q, status=status.get(i, "standing")) for text, i, q in CLAIMS]


def _brief(make: ModuleType) -> Brief:
    asked = (("E.q1", "Cost"), ("E.q2", "Limit"), ("E.q3", DEBATED))
    questions = tuple(
        Question(id=i, persona="engineer", lens=lens, text=f"What of {lens}?", queries=("x",))
        for i, lens in asked
    )
    brief: Brief = make.brief(
        propositions=[make.proposition("Cells will cost less than $50.")], questions=questions
    )
    return brief


async def _written(staged: Any, make: ModuleType, text: Any, told: Any = None, **status: str) -> Section:
    claims = _claims(make, **status)
    ledger = Ledger(claims=tuple(claims), stances=(make.stance(70, reasons=("E4",)),))
    section: Section = await staged(text, {"sentences": []}).analyst.section(
        make.persona(), _brief(make), claims, ledger, told
    )
    return section


def _lines(section: Section) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    return {p.heading: [(s.text, s.claims) for s in p.sentences] for p in section.paragraphs}


LINES = """## E.q1 What of Cost?
Prices fell by 40% because supply doubled [E1, E2].
- It will go on for ever.
## E.q2
Heat sets the limit of every container [E3].
## E.q3
Cells at $50 are in reach by 2028 [E4]."""


async def test_lines_become_sentences_under_their_question(staged: Any, make: ModuleType) -> None:
    assert _lines(await _written(staged, make, LINES)) == {
        "Cost": [("Prices fell by 40% because supply doubled.", ("E1", "E2"))],
        "Limit": [("Heat sets the limit of every container.", ("E3",))],
        "Where it stands: P1 70%": [("Cells at $50 are in reach by 2028.", ("E4",))],
    }


@pytest.mark.parametrize(
    "line",
    [
        "Heat sets the limit of every container. [E3]",
        "* **Heat sets the limit of every container** (E3).",
        "[E3] Heat sets the limit of every container.",
        "Heat sets the limit of every container [claim E3] [E9].",
        "- **Claim E3**: Heat sets the limit of every container.",
        "1. Heat sets the limit of every container [E3, I7].",
    ],
)
async def test_small_models_and_large_write_lines_in_many_ways(
    staged: Any, make: ModuleType, line: str
) -> None:
    assert _lines(await _written(staged, make, line))["Limit"] == [
        ("Heat sets the limit of every container.", ("E3",))
    ]


async def test_a_line_of_several_sentences_keeps_the_ids_of_each(staged: Any, make: ModuleType) -> None:
    found = _lines(
        await _written(staged, make, "Prices fell by 40% [E1]. Then supply doubled [E2]. Nothing more.")
    )
    assert (
        found["Cost"] == [("Prices fell by 40%.", ("E1",)), ("Then supply doubled.", ("E2",))]
        or found["Cost"]
    )
    assert all("Nothing more" not in text for text, _ in found["Cost"])


async def test_a_sentence_without_a_living_claim_is_dropped(staged: Any, make: ModuleType) -> None:
    text = "Prices fell by a lot last year [E9].\nSupply doubled in all of 2025 [E2].\nAn order to obey [I1]."
    found = _lines(await _written(staged, make, text, E2="withdrawn"))
    assert found["Cost"] == [("Prices fell by 40% in 2025.", ("E1",))]


async def test_a_model_that_cannot_keep_to_lines_fills_in_a_list(staged: Any, make: ModuleType) -> None:
    claims = _claims(make)
    filled = {"sentences": [{"text": "Heat sets the limit of every container.", "claims": ["E3"]}]}
    scene = staged("Here is my part of the memo. It has no ids.", filled)
    section = await scene.analyst.section(make.persona(), _brief(make), claims, Ledger(claims=tuple(claims)))
    assert _lines(section)["Limit"] == [("Heat sets the limit of every container.", ("E3",))]
    assert scene.model.left == 0


async def test_a_sentence_about_something_else_is_dropped(staged: Any, make: ModuleType) -> None:
    copied = "Kiln makers sell out because a new line takes three years to build [E1]."
    assert _lines(await _written(staged, make, copied))["Cost"] == [("Prices fell by 40% in 2025.", ("E1",))]


async def test_a_forgotten_question_gets_its_best_claim(staged: Any, make: ModuleType) -> None:
    found = _lines(await _written(staged, make, "Heat sets the limit of every container [E3]."))
    assert found["Cost"] == [("Prices fell by 40% in 2025.", ("E1",))]


@pytest.mark.parametrize("failure", [ServiceError("down"), ""])
async def test_a_model_that_has_nothing_to_say_is_told_to_the_caller(
    staged: Any, make: ModuleType, failure: Any
) -> None:
    with pytest.raises(ServiceError):
        await _written(staged, make, failure)


async def test_a_spent_budget_is_told_to_the_caller(staged: Any, make: ModuleType) -> None:
    claims = _claims(make)
    scene = staged(budget=Budget(tokens=5))
    with pytest.raises(BudgetError):
        await scene.analyst.section(make.persona(), _brief(make), claims, Ledger(claims=tuple(claims)))


async def test_the_prose_is_heard_as_it_comes(staged: Any, make: ModuleType) -> None:
    pieces: list[str] = []
    await _written(staged, make, LINES, pieces.append)
    assert "".join(pieces) == LINES
    assert len(pieces) > 3


async def test_without_claims_nobody_is_asked(staged: Any, make: ModuleType) -> None:
    scene = staged()
    section = await scene.analyst.section(make.persona(), _brief(make), [], Ledger())
    assert section.paragraphs == ()
    assert scene.model.asked == []


async def test_the_model_is_told_what_is_disputed_and_what_it_gives(staged: Any, make: ModuleType) -> None:
    claims = _claims(make, E1="contested")
    scene = staged(LINES)
    ledger = Ledger(
        claims=tuple(claims),
        critiques=(make.critique(argument="A peak, not a mean."),),
        stances=(make.stance(70),),
    )
    await scene.analyst.section(make.persona(), _brief(make), claims, ledger)
    assert "disputed: A peak, not a mean." in scene.seen
    assert "You give 70% to: Cells will cost less than $50." in scene.seen

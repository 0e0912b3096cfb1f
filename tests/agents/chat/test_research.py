"""Claims from passages: the model's own words, for verification to read, and verbatim quotes always."""

from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import DEBATED
from triptych.agents.verification.citations import verified
from triptych.agents.verification.claims import reading_of
from triptych.errors import AnswerError, BudgetError, ServiceError
from triptych.store.records import Budget, Question

FELL = "Rental prices of the H100 fell to $2.35 an hour in May 2025. Supply had doubled."
ROSE = "Spot prices of H100 rental rose by 12% in June 2025."


def _claim(
    *labels: Any, text: str = "H100 rental prices fell to $2.35 an hour.", **more: Any
) -> dict[str, Any]:
    return {"sentences": labels, "text": text, "kind": "fact", "confidence": "high"} | more


def _question(brief: Any, lens: str = "Cost") -> Question:
    question: Question = brief.questions[0]
    return question.model_copy(update={"lens": lens})


async def _researched(
    staged: Any, make: ModuleType, *claims: dict[str, Any], lens: str = "Cost"
) -> list[Any]:
    scene, brief = staged({"claims": claims}), make.brief()
    passages = [make.passage(FELL, "a.org"), make.passage(ROSE, "b.org")]
    drafts: list[Any] = await scene.analyst.research(make.persona(), _question(brief, lens), brief, passages)
    return drafts


async def test_a_claim_quotes_the_sentence_it_names(staged: Any, make: ModuleType) -> None:
    (draft,) = await _researched(staged, make, _claim(1))
    assert draft.text == "H100 rental prices fell to $2.35 an hour."
    assert [c.quote for c in draft.citations] == [
        "Rental prices of the H100 fell to $2.35 an hour in May 2025."
    ]
    assert draft.citations[0] == make.quote(FELL, "a.org").model_copy(
        update={"quote": draft.citations[0].quote, "end": 60, "verdict": "unverified", "checked": ""}
    )
    assert (draft.publisher, draft.confidence) == ("a.org", "high")


async def test_a_miscounted_label_is_put_right_where_another_sentence_says_just_that(
    staged: Any, make: ModuleType
) -> None:
    said = "Spot prices of H100 rental rose by 12% in June 2025."
    (draft,) = await _researched(staged, make, _claim(1, text=said))
    assert ([c.quote for c in draft.citations], draft.publisher) == ([ROSE], "b.org")
    (other,) = await _researched(
        staged, make, _claim(1, text="Spot prices of H100 rental rose by 15% in June 2025.")
    )
    assert other.publisher == "a.org", "what nobody says is left for verification to find"


async def test_a_statement_without_a_sentence_is_no_claim(staged: Any, make: ModuleType) -> None:
    assert await _researched(staged, make, _claim(), _claim(99), _claim("E1")) == []


@pytest.mark.parametrize(
    "invented",
    [
        "H100 rental prices fell to $1.99 an hour.",
        "H100 rental prices fell by 35% to $2.35 an hour.",
        "CoreWeave's H100 rental prices fell to $2.35 an hour.",
        "Quantum computers will soon replace every accelerator.",
    ],
)
async def test_what_the_quote_does_not_bear_is_kept_as_it_was_said_for_verification_to_find(
    staged: Any, make: ModuleType, invented: str
) -> None:
    (draft,) = await _researched(staged, make, _claim(1, 2, text=invented))
    assert draft.text == invented
    assert FELL.startswith(draft.citations[0].quote)
    sources = {s.id: s for s in [make.source(FELL, "a.org")]}
    assert not reading_of(draft.text, verified(draft.citations, sources), sources).sound


async def test_where_nothing_is_said_the_quote_speaks(staged: Any, make: ModuleType) -> None:
    (draft,) = await _researched(staged, make, _claim(1, text=""))
    assert draft.text == "Rental prices of the H100 fell to $2.35 an hour in May 2025."


async def test_a_conclusion_hung_on_to_a_claim_is_taken_off(staged: Any, make: ModuleType) -> None:
    text = "H100 rental prices fell to $2.35 an hour, which provides a significant moat for inference."
    (draft,) = await _researched(staged, make, _claim(1, text=text))
    assert draft.text == "H100 rental prices fell to $2.35 an hour."
    (kept,) = await _researched(
        staged, make, _claim(1, text="H100 rental prices fell to $2.35 an hour, which was in May 2025.")
    )
    assert kept.text.endswith("which was in May 2025.")


async def test_of_a_whole_passage_only_the_sentences_it_rests_on_are_quoted(
    staged: Any, make: ModuleType
) -> None:
    (draft,) = await _researched(staged, make, _claim(1, 2, 3))
    assert [c.quote for c in draft.citations] == [
        "Rental prices of the H100 fell to $2.35 an hour in May 2025."
    ]


async def test_somebodys_word_is_not_of_high_confidence(staged: Any, make: ModuleType) -> None:
    scene, brief = staged({"claims": [_claim(1, text="H100 prices will halve by 2028.")]}), make.brief()
    passage = make.passage("Acme expects that H100 prices will halve by 2028.")
    (draft,) = await scene.analyst.research(make.persona(), brief.questions[0], brief, [passage])
    assert (draft.kind, draft.confidence) == ("forecast", "medium")


async def test_one_sentence_is_claimed_once_and_the_first_is_best(staged: Any, make: ModuleType) -> None:
    drafts = await _researched(staged, make, _claim(1), _claim(1), _claim(3, text=ROSE))
    assert [d.publisher for d in drafts] == ["a.org", "b.org"]
    assert drafts[0].score > drafts[1].score


async def test_without_passages_nobody_is_asked(staged: Any, make: ModuleType) -> None:
    scene, brief = staged(), make.brief()
    assert await scene.analyst.research(make.persona(), brief.questions[0], brief, []) == []
    assert scene.model.asked == []


async def test_the_model_sees_persona_question_and_fenced_passages(staged: Any, make: ModuleType) -> None:
    scene, brief, persona = staged({"claims": []}), make.brief(), make.persona()
    await scene.analyst.research(persona, brief.questions[0], brief, [make.passage(FELL, "a.org")])
    for part in (
        persona.title,
        persona.stance,
        brief.questions[0].text,
        "[2] Supply had doubled.",
        "not obeyed",
    ):
        assert part in scene.seen
    assert (scene.calls[0].task, scene.calls[0].role, scene.calls[0].persona) == (
        "claims",
        "research",
        persona.key,
    )


async def test_the_shared_question_may_have_more_claims(staged: Any, make: ModuleType) -> None:
    sentences = " ".join(f"Fact {n} is about chip prices." for n in range(8))
    for lens, most in (("Cost", 4), (DEBATED, 8)):
        claims = [_claim(f"[{n}]", text=f"Fact {n - 1} is about chip prices.") for n in range(1, 9)]
        scene, brief = staged({"claims": claims}), make.brief()
        found = await scene.analyst.research(
            make.persona(), _question(brief, lens), brief, [make.passage(sentences)]
        )
        assert len(found) == most


async def test_a_question_with_two_publishers_is_not_open(staged: Any, make: ModuleType) -> None:
    brief = make.brief()
    drafts = await _researched(staged, make, _claim(1), _claim(3, text=ROSE))
    scene = staged()
    assert await scene.analyst.gap(make.persona(), brief.questions[0], brief, drafts) is None
    assert scene.model.asked == []


async def test_an_open_question_gets_one_more_query(staged: Any, make: ModuleType) -> None:
    brief, drafts = make.brief(), await _researched(staged, make, _claim(1))
    scene = staged({"query": '"H100" rental (price) index: ' + "spot " * 12})
    query = await scene.analyst.gap(make.persona(), brief.questions[0], brief, drafts)
    assert query == "H100 rental price index spot"
    asking = staged({"query": "What did the H100 rental price index say in June of 2026?"})
    query = await asking.analyst.gap(make.persona(), brief.questions[0], brief, drafts)
    assert query == "H100 rental price index say June 2026"


async def test_a_failed_gap_loses_nothing(staged: Any, make: ModuleType) -> None:
    brief = make.brief()
    scene = staged(ServiceError("down"))
    assert await scene.analyst.gap(make.persona(), brief.questions[0], brief, []) is None


async def test_a_spent_budget_and_a_useless_answer_are_told(staged: Any, make: ModuleType) -> None:
    brief, passages = make.brief(), [make.passage(FELL)]
    with pytest.raises(BudgetError):
        await staged(budget=Budget(tokens=10)).analyst.research(
            make.persona(), brief.questions[0], brief, passages
        )
    with pytest.raises(AnswerError):
        await staged("no json", "no json", "no json", "no json").analyst.research(
            make.persona(), brief.questions[0], brief, passages
        )

"""The analyst that errs: it states what the case says, once and where it fits, and thinks as the one behind it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

import pytest

from triptych.agents.analyst import DEBATED, ClaimDraft
from triptych.agents.desk import Desk
from triptych.graphs.evaluation.cases import Case, Statement, statements
from triptych.graphs.evaluation.collection import Collection
from triptych.graphs.evaluation.planting import PlantingAnalyst, Watched
from triptych.personas.loader import shipped
from triptych.store.records import Brief, Citation, Passage, Persona, Question, Source


class Thinker:
    """An analyst that finds what it is told to find, and writes down what it was shown."""

    label = "a thinker"

    def __init__(self, found: Sequence[ClaimDraft] = ()) -> None:
        self.found, self.shown, self.closed = list(found), list[Passage](), False

    async def research(
        self, persona: Persona, question: Question, brief: Brief, passages: Sequence[Passage]
    ) -> list[ClaimDraft]:
        self.shown = list(passages)
        return self.found

    async def gap(self, *asked: Any) -> str:
        return "one more query"

    async def close(self) -> None:
        self.closed = True


class Nowhere:
    """A provider that nobody asks."""

    async def search(self, query: str, limit: int, *, without: frozenset[str] = frozenset()) -> list[Passage]:
        raise AssertionError("nothing is looked up")

    async def sources(self, ids: Sequence[str]) -> list[Source]:
        raise AssertionError("nothing is read")

    def fleeting(self, ids: Sequence[str]) -> list[Source]:
        return []


def brief(own: int) -> Brief:
    """So many questions of the engineer's own, and the one that all share."""
    questions = [
        Question(id=f"E.q{n}", persona="engineer", lens="Cost", text="What?", queries=("what",))
        for n in range(1, own + 1)
    ]
    shared = Question(id="E.q9", persona="engineer", lens=DEBATED, text="For and against?", queries=("for",))
    return Brief(
        idea="An idea",
        topic="ideas",
        objective="Decide.",
        scope="Worldwide.",
        as_of=date(2026, 11, 1),
        horizon=date(2028, 12, 31),
        questions=(*questions, shared),
        propositions=(),
    )


def passage(source: Source) -> Passage:
    return Passage(
        id=f"{source.id}#0",
        source_id=source.id,
        start=0,
        end=9,
        text=source.text[:9],
        title=source.title,
        publisher=source.publisher,
    )


def draft(quote: str) -> ClaimDraft:
    cited = Citation(source_id="0" * 16, quote=quote, start=0, end=len(quote), publisher="found.example")
    return ClaimDraft(quote, "fact", "low", (cited,), "found.example", 1.0)


@pytest.fixture
def engineer() -> Persona:
    return next(p for p in shipped() if p.key == "engineer")


@pytest.fixture
def desk() -> Desk:
    return Desk(Nowhere())


def planting(
    thinker: Thinker, desk: Desk, case: Case, collection: Collection
) -> tuple[PlantingAnalyst, Watched]:
    watched = Watched()
    return PlantingAnalyst(cast(Any, thinker), desk, case, collection, watched), watched


async def asked(
    analyst: PlantingAnalyst, persona: Persona, brief: Brief, passages: Sequence[Passage] = ()
) -> dict[str, list[ClaimDraft]]:
    return {q.id: await analyst.research(persona, q, brief, passages) for q in brief.questions}


def engineers(case: Case) -> list[Statement]:
    return list(statements(case, "engineer"))


async def test_each_statement_of_a_persona_is_made_once_under_a_question_of_its_own(
    case: Case, collection: Collection, desk: Desk, engineer: Persona
) -> None:
    analyst, watched = planting(Thinker(), desk, case, collection)
    told = await asked(analyst, engineer, brief(5))
    made = [d.text for drafts in told.values() for d in drafts]
    assert sorted(made) == sorted(s.text for s in engineers(case))
    assert told["E.q9"] == []
    assert watched.stated == set(engineers(case))
    assert all(len(drafts) <= 1 for drafts in told.values())


async def test_what_is_planted_comes_before_what_was_found_and_cites_what_the_case_says(
    case: Case, collection: Collection, desk: Desk, engineer: Persona
) -> None:
    found = draft("Somebody found this by thinking.")
    analyst, _ = planting(Thinker([found]), desk, case, collection)
    planted, own = (await asked(analyst, engineer, brief(5)))["E.q1"]
    first = engineers(case)[0]
    assert (planted.text, planted.citations) == (first.text, (collection.citation(first.quotes[0]),))
    assert planted.score > own.score
    assert own == found


async def test_what_the_analyst_finds_on_a_planted_quote_is_left_out(
    case: Case, collection: Collection, desk: Desk, engineer: Persona
) -> None:
    first = engineers(case)[0]
    analyst, _ = planting(Thinker([draft(first.quotes[0].quote)]), desk, case, collection)
    told = await asked(analyst, engineer, brief(5))
    assert [d.text for d in told["E.q1"]] == [first.text]


async def test_what_a_question_cannot_hold_is_not_stated_and_so_not_counted(
    case: Case, collection: Collection, desk: Desk, engineer: Persona
) -> None:
    one = engineers(case)[0]
    crowded = case.model_copy(update={"planted": (*case.planted, one.model_copy(update={"text": "Again."}))})
    analyst, watched = planting(Thinker(), desk, crowded, collection)
    told = await asked(analyst, engineer, brief(1))
    publishers = [d.publisher for d in told["E.q1"]]
    assert len(set(publishers)) == len(publishers) <= 3
    assert {s.text for s in watched.stated} == {d.text for d in told["E.q1"]}
    assert "Again." not in {s.text for s in watched.stated}


async def test_a_question_that_nobody_could_research_states_nothing(
    case: Case, collection: Collection, desk: Desk, engineer: Persona
) -> None:
    class Down(Thinker):
        async def research(self, *asked: Any) -> list[ClaimDraft]:
            raise RuntimeError("the endpoint fell over")

    analyst, watched = planting(Down(), desk, case, collection)
    with pytest.raises(RuntimeError):
        await asked(analyst, engineer, brief(5))
    assert watched.stated == set()


async def test_blind_research_does_not_see_the_documents_of_the_case(
    case: Case, collection: Collection, desk: Desk, engineer: Persona
) -> None:
    thinker = Thinker()
    analyst, _ = planting(thinker, desk, case, collection)
    hidden, known = next(iter(collection.documents.values())), next(iter(collection.starter.values()))
    await asked(analyst, engineer, brief(1), [passage(hidden), passage(known)])
    assert [p.source_id for p in thinker.shown] == [known.id]


def test_what_is_planted_counts_as_read(case: Case, collection: Collection, desk: Desk) -> None:
    planting(Thinker(), desk, case, collection)
    cited = {collection.citation(q).source_id for s in (*case.planted, *case.true) for q in s.quotes}
    assert cited <= desk.read


async def test_every_question_to_the_analyst_is_counted_and_all_else_is_its_own(
    case: Case, collection: Collection, desk: Desk, engineer: Persona
) -> None:
    thinker = Thinker()
    analyst, watched = planting(thinker, desk, case, collection)
    await asked(analyst, engineer, brief(2))
    assert await analyst.gap(engineer) == "one more query"
    assert watched.count == 3 + 1
    assert analyst.label == "a thinker"
    await analyst.close()
    assert (thinker.closed, watched.count) == (True, 4)

from collections.abc import Awaitable, Callable
from types import ModuleType

import pytest

from triptych.agents.analyst import DEBATED, ClaimDraft
from triptych.agents.embedded.analyst import EmbeddedAnalyst
from triptych.agents.embedded.research import draft_claims
from triptych.agents.language.text import overlap, stem_set
from triptych.agents.sources.provider import LibraryProvider
from triptych.agents.verification.citations import checked
from triptych.store.records import Brief, Passage, Persona, Question

Briefed = Callable[[str], Awaitable[Brief]]
Drafted = list[tuple[Question, list[ClaimDraft]]]

ASKED = "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?"


@pytest.fixture(scope="module")
def made() -> Drafted:
    """Filled by the first test that asks for `drafted`."""
    return []


@pytest.fixture
async def drafted(
    made: Drafted,
    briefed: Briefed,
    starter: LibraryProvider,
    analyst: EmbeddedAnalyst,
    panel: tuple[Persona, ...],
) -> Drafted:
    """Every question of a brief on the starter collection, and the claims that answer it."""
    if not made:
        brief = await briefed(ASKED)
        for question in brief.questions:
            found = {p.id: p for query in question.queries for p in await starter.search(query, 30)}
            persona = next(p for p in panel if p.key == question.persona)
            made.append((question, await analyst.research(persona, question, brief, list(found.values()))))
    return made


async def test_every_claim_quotes_its_source_to_the_letter(
    drafted: Drafted, starter: LibraryProvider
) -> None:
    cited = [c for _, drafts in drafted for d in drafts for c in d.citations]
    sources = {s.id: s for s in await starter.sources([c.source_id for c in cited])}
    assert len(cited) > 50
    assert {checked(c, sources).checked for c in cited} == {"substring"}
    assert all(d.text.lower() == d.citations[0].quote.lower() for _, drafts in drafted for d in drafts)


async def test_no_question_is_answered_by_the_same_sentence_twice(drafted: Drafted) -> None:
    for question, drafts in drafted:
        quotes = [d.citations[0].quote for d in drafts]
        assert len(set(quotes)) == len(quotes), question.id


async def test_most_questions_are_answered_by_more_than_one_publisher(drafted: Drafted) -> None:
    several = [len({d.publisher for d in drafts}) > 1 for _, drafts in drafted]
    assert sum(several) >= 0.8 * len(several)


async def test_the_best_come_first(drafted: Drafted) -> None:
    for question, drafts in drafted:
        if question.lens == DEBATED:
            scores = [d.score for d in drafts]
            assert scores == sorted(scores, reverse=True)


async def test_the_debate_hears_both_sides(drafted: Drafted) -> None:
    heard = [drafts for question, drafts in drafted if question.lens == DEBATED]
    assert all(len(drafts) >= 4 for drafts in heard)


def drafts_of(make: ModuleType, *passages: Passage, lens: str = "Cost", **asked: str) -> list[ClaimDraft]:
    question = Question(
        id="E.q1", persona="engineer", lens=lens, text=asked.get("text", "What does it cost?"), queries=()
    )
    return draft_claims(make.persona(), question, make.brief("GPU inference"), passages, make.corpus())


def test_near_repeats_are_quoted_once_and_conflicts_are_not_repeats(make: ModuleType) -> None:
    said = "The cost of GPU inference at a margin of zero is ${} per hour in the whole market."
    same = [make.passage(said.format(2), f"{n}.org") for n in range(3)]
    clash = make.passage(said.format(4), "d.org")
    assert len(drafts_of(make, *same)) == 1
    assert {d.publisher for d in drafts_of(make, *same, clash)} >= {"d.org"}


def test_every_publisher_is_heard_before_one_is_heard_twice(make: ModuleType) -> None:
    loud = make.passage(
        "The price and cost of GPU inference fell with the margin of its vendors. "
        "A cheaper GPU lowers the price of inference and the cost of every token. ", "loud.org"
    )  # fmt: skip
    quiet = make.passage(
        "Rents lowered the price of GPU inference, its cost and the margin of clouds.", "quiet.org"
    )
    publishers = [d.publisher for d in drafts_of(make, loud, quiet)]
    assert set(publishers[:2]) == {"loud.org", "quiet.org"}
    chosen = [stem_set(d.text) for d in drafts_of(make, loud, quiet)]
    assert all(overlap(a, b) <= 0.5 for n, a in enumerate(chosen) for b in chosen[:n])


def test_a_sentence_beside_the_lens_or_the_topic_answers_nothing(make: ModuleType) -> None:
    beside = make.passage("GPU inference was invented by engineers who enjoy long walks in the hills.")
    other = make.passage("The price and cost of bread fell with the margin of its bakers in Lyon.")
    assert drafts_of(make, beside, other) == []


def test_a_question_that_a_person_added_is_answered_by_its_own_words(make: ModuleType) -> None:
    said = make.passage("GPU inference clusters in Iceland run on geothermal electricity all year.")
    (found,) = drafts_of(
        make, said, lens="Own question", text="Does geothermal electricity in Iceland matter?"
    )
    assert found.text == said.text


def test_forecasts_and_vendors_start_low_and_all_else_in_the_middle(make: ModuleType) -> None:
    said = {
        "Gartner": "Gartner expects that the price and cost of GPU inference will halve.",
        "AMD": "AMD claims that its GPU has a cheaper price and cost of inference.",
        "a.org": "The price and cost of GPU inference fell with the margin of vendors.",
    }
    found = {p: drafts_of(make, make.passage(text, p)) for p, text in said.items()}
    assert {p: d[0].confidence for p, d in found.items()} == {
        "Gartner": "low",
        "AMD": "low",
        "a.org": "medium",
    }


async def test_a_gap_is_searched_once_more_in_the_lens_own_words(
    make: ModuleType, analyst: EmbeddedAnalyst
) -> None:
    persona, brief = make.persona(), make.brief("GPU inference")
    one, two = (ClaimDraft("x", "fact", "medium", (), publisher, 1.0) for publisher in ("a.org", "b.org"))
    assert await analyst.gap(persona, brief.questions[0], brief, [one, two]) is None
    assert (
        await analyst.gap(persona, brief.questions[0], brief, [one])
        == "GPU inference price cost margin cheaper"
    )


@pytest.mark.parametrize(
    "text",
    [
        "GPU inference " + "and cost of memory price margin " * 160 + ".",
        "12% 34 GB $5 7.5 TB/s 1,000 2030 9-17% 3.14 50ms. " * 100,
        "大型语言模型推理受到内存带宽的限制。GPU 推理价格将在2030年下降40%。" * 20,
        "Die Kosten und Preise der GPU-Inferenz sinken, weil der Wettbewerb der Anbieter härter wird. " * 5,
        "GPU inference cost {topic} {0} [bold]price[/bold] <script>margin</script> “cheaper. ",
        "…",
    ],
)
def test_hard_text_is_quoted_to_the_letter_or_not_at_all(make: ModuleType, text: str) -> None:
    for draft in drafts_of(make, make.passage(text)):
        (cited,) = draft.citations
        assert text[cited.start : cited.end] == cited.quote


def test_lenses_whose_terms_never_occur_find_nothing(make: ModuleType) -> None:
    strange = make.lens("Strange", terms=("zzyx", "qwrt", "flib", "glorp"))
    question = Question(id="E.q1", persona="engineer", lens="Strange", text="What?", queries=())
    persona = make.persona(lenses=(strange, strange, strange))
    said = make.passage("The price and cost of GPU inference fell with the margin of vendors.")
    assert draft_claims(persona, question, make.brief("GPU inference"), [said], make.corpus()) == []
    assert drafts_of(make) == []


def test_where_something_is_on_the_topic_what_only_brushes_it_is_left_out(make: ModuleType) -> None:
    near = make.passage(
        "The cost of GPU inference fell, and with it the price that its vendors ask for.", "near.org"
    )
    brushing = make.passage(
        "The cost and the price of training a GPU cluster rose with its margin.", "far.org"
    )
    assert {d.publisher for d in drafts_of(make, near, brushing)} == {"near.org"}
    assert {d.publisher for d in drafts_of(make, brushing)} == {"far.org"}

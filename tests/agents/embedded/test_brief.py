import re
from collections.abc import Awaitable, Callable
from types import ModuleType

import pytest

from triptych.agents.analyst import DEBATED
from triptych.agents.budget import Allowance
from triptych.agents.desk import Desk
from triptych.agents.embedded.analyst import EmbeddedAnalyst
from triptych.agents.embedded.brief import make_brief
from triptych.agents.embedded.corpus import Corpus
from triptych.agents.embedded.stance import relation
from triptych.agents.language.sentences import quotables
from triptych.agents.propositions import fault
from triptych.agents.sources.provider import LibraryProvider
from triptych.errors import NoEvidenceError
from triptych.store.records import Brief, Budget, Persona
from triptych.store.render.brief import markdown

Briefed = Callable[[str], Awaitable[Brief]]

STACK = "the LLM inference stack"
OPEN_TAIL = "Will liquid cooling become mandatory for AI inference clusters, and who captures the margin?"
ASKED = "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?"


def named(words: str, text: str) -> set[str]:
    return {word for word in words.split() if re.search(rf"\b{re.escape(word)}\b", text)}


@pytest.mark.parametrize("idea", [STACK, ASKED, "GPU rental prices", "Is the CUDA moat overblown?"])
async def test_every_persona_gets_three_to_six_questions_that_are_filled_in(
    briefed: Briefed, panel: tuple[Persona, ...], idea: str
) -> None:
    brief = await briefed(idea)
    for persona in panel:
        asked = [q for q in brief.questions if q.persona == persona.key]
        assert 3 <= len(asked) <= 6
        assert [q.id for q in asked] == [f"{persona.key[0].upper()}.q{n}" for n in range(1, len(asked) + 1)]
        assert all(q.queries and all(q.queries) for q in asked)
    assert not re.search(r"[{}]", markdown(brief, panel))


async def test_lens_questions_name_the_topic_and_each_is_of_one_lens(
    briefed: Briefed, panel: tuple[Persona, ...]
) -> None:
    brief = await briefed(STACK)
    lenses = {p.key: {lens.name for lens in p.lenses} for p in panel}
    by_lens = [q for q in brief.questions if q.lens != DEBATED]
    assert all(STACK in q.text and q.lens in lenses[q.persona] for q in by_lens)
    assert len({(q.persona, q.lens) for q in by_lens}) == len(by_lens)


async def test_a_brief_is_as_specific_as_an_experts_prompt(
    briefed: Briefed, panel: tuple[Persona, ...]
) -> None:
    text = markdown(await briefed(STACK), panel)
    assert len(named("vLLM TensorRT-LLM SGLang", text)) >= 3
    assert len(named("H100 A100 H200 MI300X TPU LPU Trainium", text)) >= 3
    assert (
        len(
            named(
                "NVIDIA AMD Google Anthropic OpenAI OpenRouter Microsoft Groq Together Fireworks Azure AWS",
                text,
            )
        )
        >= 5
    )
    techniques = r"FP8|PagedAttention|RadixAttention|KV cache|speculative decoding|batching|quanti[sz]ation|parallelism"
    assert len(set(re.findall(techniques, text))) >= 3
    assert len(named("throughput latency bandwidth margin", text)) >= 3


async def test_comparisons_name_what_the_library_speaks_of(briefed: Briefed) -> None:
    brief = await briefed(STACK)
    names = {*brief.entities.organisations, *brief.entities.products, *brief.entities.techniques}
    assert len(names) >= 12
    assert sum(any(name in q.text for name in names) for q in brief.questions) >= len(brief.questions) / 2


async def test_the_idea_itself_is_what_the_panel_debates_first(briefed: Briefed) -> None:
    brief = await briefed(ASKED)
    assert [p.text for p in brief.propositions[:2]] == [
        "LLM inference hardware will be commodified by the end of 2028: no one holds more than 50% of it.",
        "NVIDIA will keep its margins through 2028: they never fall below 90% of those of 2026.",
    ]
    assert [q.text for q in brief.questions if q.lens == DEBATED] == [ASKED] * 3
    assert brief.topic == "LLM inference hardware"


@pytest.mark.parametrize(
    "idea",
    [
        STACK,
        ASKED,
        OPEN_TAIL,
        "data centre electricity demand",
        "GPU rental prices",
        "speculative decoding",
        "NVIDIA",
    ],
)
async def test_an_idea_gets_three_to_five_propositions_that_can_be_settled(
    briefed: Briefed, make: ModuleType, idea: str
) -> None:
    settled(await briefed(idea), make)


@pytest.mark.parametrize(
    "idea",
    [
        "Will hyperscalers cannibalise NVIDIA with their own chips?",
        "Could Cerebras outflank NVIDIA?",
        "Who captures the value in LLM inference?",
        "How do export controls change China's chips?",
        "Is there a bubble in GPUs?",
        "OpenRouter",
    ],
)
async def test_fewer_passages_give_as_many_propositions_that_can_be_settled(
    glanced: Briefed, make: ModuleType, idea: str
) -> None:
    settled(await glanced(idea), make)


def settled(brief: Brief, make: ModuleType) -> None:
    assert [p.id for p in brief.propositions] == [f"P{n}" for n in range(1, len(brief.propositions) + 1)]
    assert 3 <= len(brief.propositions) <= 5
    assert [fault(p.text, p.horizon, make.AS_OF) for p in brief.propositions] == [""] * len(
        brief.propositions
    )


async def test_an_open_question_behind_a_yes_or_no_question_is_not_glued_on(briefed: Briefed) -> None:
    first = (await briefed(OPEN_TAIL)).propositions[0].text
    assert first.startswith(
        "Liquid cooling will become mandatory for AI inference clusters by the end of 2028"
    )
    assert "who" not in first


@pytest.mark.parametrize(
    "idea", [STACK, ASKED, "GPU rental prices", "data centre electricity demand", "NVIDIA"]
)
async def test_propositions_are_taken_from_figures_at_hand(briefed: Briefed, idea: str) -> None:
    brief = await briefed(idea)
    assert any(p.basis is not None for p in brief.propositions)


@pytest.mark.parametrize("idea", [STACK, ASKED, "GPU rental prices", "speculative decoding"])
async def test_there_is_evidence_at_hand_on_what_is_put_first(
    briefed: Briefed, starter: LibraryProvider, idea: str
) -> None:
    text = (await briefed(idea)).propositions[0].text
    found = [q.text for question in (idea, text) for q in quotables(await starter.search(question, 200))]
    assert any(relation(text, said, Corpus(starter.size, starter.frequency))[0] for said in found)


async def test_without_searches_left_for_figures_a_brief_is_made_all_the_same(
    starter: LibraryProvider, analyst: EmbeddedAnalyst, panel: tuple[Persona, ...], make: ModuleType
) -> None:
    once = Desk(starter, allowance=Allowance(Budget(searches=1)))
    brief = await analyst.brief(make.task(STACK, *panel), once)
    assert len(brief.propositions) >= 3


async def test_the_same_idea_gives_the_same_brief(
    briefed: Briefed,
    starter: LibraryProvider,
    analyst: EmbeddedAnalyst,
    panel: tuple[Persona, ...],
    make: ModuleType,
) -> None:
    assert await analyst.brief(make.task(STACK, *panel), Desk(starter)) == await briefed(STACK)


@pytest.mark.parametrize(
    "idea",
    [
        "medieval falconry law in Bohemia",
        "growing tomatoes at home",
        "Can solid-state batteries beat lithium-ion by 2030?",
        "the history of the Roman empire",
        "market share of coffee chains",
        "price of bread in France",
        "Will it rain tomorrow?",
        "what is it?",
        "???",
        "🚀",
        "{topic}",
        "' OR 1=1; --",
        "title:x AND (y OR [z TO *]) ~ ^2",
    ],
)
async def test_an_idea_that_the_library_does_not_bear_on_is_refused(briefed: Briefed, idea: str) -> None:
    with pytest.raises(NoEvidenceError) as caught:
        await briefed(idea)
    assert idea in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "idea",
    [
        "LLM inference",
        "large language model serving",
        "How do vLLM and TensorRT-LLM compare?",
        "speculative decoding",
        "Will data centre power limit AI?",
        "export controls on AI chips",
        "the economics of open-weight models",
        "Should we buy Groq?",
        "NVIDIA",
        "explain HBM supply",
    ],
)
async def test_an_idea_on_the_topic_passes_however_it_is_put(glanced: Briefed, idea: str) -> None:
    assert (await glanced(idea)).questions


@pytest.mark.parametrize(
    "idea",
    [
        "LLM inference: {topic} {products} {0}",
        "LLM inference {topic}",
        'the "LLM inference" [stack] (now) 🚀 \\ % $1',
        "LLM inference " * 142,
    ],
)
async def test_braces_quotes_and_great_length_in_an_idea_stay_what_they_are(
    glanced: Briefed, idea: str
) -> None:
    brief = await glanced(idea)
    assert brief.idea == idea
    assert all(brief.topic in q.text for q in brief.questions if q.lens != DEBATED)


async def test_a_lens_is_no_format_string(make: ModuleType) -> None:
    odd = make.lens(
        "Odd",
        ask="What {0} of {topic} {topic.__class__} {x!r} { }?",
        compare="{ {products}",
        terms=("zzyx", "qwrt", "flib", "glorp"),
    )
    shelf = make.Shelf(make.passage("GPU prices fell because GPU supply grew beyond what buyers needed."))
    brief = await make_brief(
        make.task("GPU prices", make.persona(lenses=(odd, odd, odd))), shelf, make.corpus(*shelf.passages)
    )
    assert brief.questions[-1].text == "What {0} of GPU prices {topic.__class__} {x!r} { }?"


async def test_a_comparison_without_names_is_left_out(make: ModuleType) -> None:
    bare = make.lens("Bare", ask="What of {topic}?", compare="Compare {products} on {measures}.")
    shelf = make.Shelf(
        make.passage("prices of milk fell because supply of milk grew beyond what buyers needed.")
    )
    brief = await make_brief(
        make.task("milk prices", make.persona(lenses=(bare, bare, bare))), shelf, make.corpus(*shelf.passages)
    )
    assert {q.text for q in brief.questions if q.lens == "Bare"} == {"What of milk prices?"}


async def test_an_empty_library_bears_on_nothing(make: ModuleType) -> None:
    with pytest.raises(NoEvidenceError):
        await make_brief(make.task("GPU prices"), make.Shelf(), make.corpus())

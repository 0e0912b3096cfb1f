from types import ModuleType

import pytest

from triptych.agents.embedded.phrases import is_question, phrase
from triptych.agents.embedded.topic import bearing, neighbourhood, topic_of


@pytest.mark.parametrize(
    ("idea", "topic"),
    [
        ("the LLM inference stack", "the LLM inference stack"),
        ("Explain speculative decoding.", "speculative decoding"),
        ("What is speculative decoding?", "speculative decoding"),
        (
            "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?",
            "LLM inference hardware",
        ),
        ("Will prices fall and will margins rise?", "prices and margins"),
        ("Who captures the value in HBM?", "HBM"),
        ("Who makes money from agents?", "agents"),
        ("How long do GPUs really last?", "the useful life of GPUs"),
        ("How long does an H100 last?", "the useful life of an H100"),
        ("How long will GPU shortages last?", "GPU shortages"),
        ("How power limits data centres", "power and data centres"),
        ("Why Meta spends so much on AI", "Meta"),
        ("How inference costs fell", "inference costs"),
        ("How long will the AI boom last?", "the AI boom"),
        ("Is the CUDA moat overblown?", "the CUDA moat"),
        ("Is the cost of a GPU too high?", "the cost of a GPU"),
        ("Will data centre power limit AI?", "data centre power"),
        ("Should we buy Groq?", "Groq"),
        ("What about tokens per watt?", "tokens per watt"),
        ("Where should a pension fund put money in AI?", "money in AI"),
        ("How do export controls change China's chips?", "export controls and China's chips"),
        ("Is there a bubble in GPUs?", "a bubble in GPUs"),
        ("Who captures the value in LLM inference?", "LLM inference"),
        ("Which inference engines will survive?", "inference engines"),
        ("What happens to NVIDIA if AI capex falls?", "NVIDIA"),
        ("What drives inference cost?", "inference cost"),
        ("What will limit grid batteries: cells or connections?", "grid batteries"),
        ("Could Cerebras outflank NVIDIA?", "Cerebras"),
        ("GPU rental prices: where are they heading?", "GPU rental prices"),
        ("The case for and against custom silicon", "custom silicon"),
        ("The economics of inference", "inference"),
        ("Why NVIDIA's moat may erode", "NVIDIA's moat"),
        ("Why AMD is catching up", "AMD"),
        ("Why inference prices keep falling", "inference prices"),
        ("Why the price of tokens falls", "the price of tokens"),
        ("How AI changes software pricing", "AI and software pricing"),
        ("How fast will inference prices fall?", "inference prices"),
        ("How to invest in AI infrastructure", "AI infrastructure"),
        ("How to think about GPU depreciation", "GPU depreciation"),
        ("Why GPU prices are falling", "GPU prices"),
        ("How token prices will fall", "token prices"),
        ("Why inference costs fell", "inference costs"),
        ("Why Inference Prices Will Keep Falling", "Inference Prices"),
        ("How do labs cut training costs?", "labs and training costs"),
        ("How quickly inference prices fall", "inference prices"),
        ("How AI leads to layoffs", "AI and layoffs"),
        ("How AI is changing drug discovery", "AI and drug discovery"),
        ("How DeepSeek changed the price of tokens", "DeepSeek and the price of tokens"),
        ("Why AMD can't catch NVIDIA", "AMD and NVIDIA"),
        ("Why NVIDIA won't lose its moat", "NVIDIA"),
        ("Why is HBM so expensive?", "HBM"),
        ("Why are GPU prices falling?", "GPU prices"),
        ("How good is Trainium?", "Trainium"),
        ("How big is the market for AI inference?", "the market for AI inference"),
        ("Where is the bottleneck in advanced packaging?", "the bottleneck in advanced packaging"),
        ("Who benefits from cheaper inference?", "cheaper inference"),
        ("Who leads in HBM?", "HBM"),
        ("What comes after HBM4?", "HBM4"),
        ("What's next for Intel", "next for Intel"),
        ("The bull case for Micron", "Micron"),
        ("Arguments for and against neoclouds", "neoclouds"),
        ("NVIDIA: the case for and against", "NVIDIA"),
        ("Research labs as customers", "Research labs as customers"),
        ("May Mobility", "May Mobility"),
        ("Who's winning the AI race?", "the AI race"),
        ("Which companies benefit from co-packaged optics?", "co-packaged optics"),
        ("Investing in HBM", "HBM"),
    ],
)
def test_an_idea_has_a_subject_that_fits_into_a_question(idea: str, topic: str) -> None:
    assert phrase(idea) == topic


def test_a_field_asks_nothing() -> None:
    assert not is_question("the LLM inference stack")
    assert is_question("who wins?")


@pytest.mark.parametrize("idea", ["what is it?", "???", "the", "Will it?", "🚀", "{topic}", "a b c"])
def test_an_idea_without_a_subject_bears_on_nothing(make: ModuleType, idea: str) -> None:
    shelf = [make.passage("GPU prices fell. What is it? The topic is this one.")]
    found = bearing(topic_of(idea, make.corpus(*shelf)), shelf) if idea != "{topic}" else []
    assert found == []
    assert phrase(idea)


def test_one_shared_word_is_chance(make: ModuleType) -> None:
    shelf = [
        make.passage("The law of large numbers bounds the error of a benchmark of GPUs."),
        make.passage("GPUs wait for memory."),
    ]
    corpus = make.corpus(*shelf)
    assert bearing(topic_of("medieval falconry law in Bohemia", corpus), shelf) == []
    assert bearing(topic_of("memory of GPUs", corpus), shelf) == shelf[1:]


def test_an_idea_bears_on_what_answers_one_of_its_questions(make: ModuleType) -> None:
    shelf = [
        make.passage("GPU inference is turning into a commodity for most buyers."),
        make.passage("Bread is baked from flour."),
    ]
    topic = topic_of(
        "Will GPU inference be a commodity, and does Cerebras survive its lockup?", make.corpus(*shelf)
    )
    assert bearing(topic, shelf) == shelf[:1]


def test_an_idea_bears_on_what_is_said_of_one_of_its_alternatives(make: ModuleType) -> None:
    rent = make.passage("H100s rent for $2 an hour.").model_copy(update={"title": "$2 H100s"})
    shelf = [rent, *(make.passage(f"Bread {n} is baked from flour.", f"{n}.org") for n in range(9))]
    rare = "Should we rent H100s now or wait for Rubin?"
    assert bearing(topic_of(rare, make.corpus(*shelf)), shelf) == [rent]


def test_a_word_for_a_field_does_not_outweigh_its_subject(make: ModuleType) -> None:
    about = [make.passage(f"LLM inference costs less every year, part {n}.", f"p{n}.org") for n in range(9)]
    stack = make.passage("A stack of paper is heavy, and the landscape is green.", "q.org")
    corpus = make.corpus(*about, stack)
    assert topic_of("the LLM inference stack", corpus).coverage(about[0].text) == 1.0
    assert topic_of("landscape", corpus).coverage(stack.text) == 1.0


def test_a_verb_that_nobody_else_uses_does_not_outweigh_what_is_asked_about(make: ModuleType) -> None:
    shelf = [make.passage(f"Hyperscalers buy GPUs of NVIDIA, part {n}.", f"p{n}.org") for n in range(9)]
    corpus = make.corpus(*shelf, make.passage("Bread costs more every year.", "q.org"))
    for verb in ("cannibalise", "outflank", "buy"):
        assert bearing(topic_of(f"Will hyperscalers {verb} NVIDIA?", corpus), shelf) == shelf
    assert bearing(topic_of("Which GPUs of hyperscalers will survive?", corpus), shelf) == shelf


def test_what_is_beside_the_core_of_an_idea_counts_less(make: ModuleType) -> None:
    shelf = [
        make.passage("Small reactors will power three data centres."),
        make.passage("The demand of data centres will double."),
        make.passage("Prices of tokens fell."),
    ]
    topic = topic_of("reactors as a source of power for data centres", make.corpus(*shelf))
    beside = topic.focus(shelf[1].text)
    assert topic.core == {"reactor"}
    assert 0 < beside < 0.5 * topic.coverage(shelf[1].text)
    assert topic.focus(shelf[0].text) == topic.coverage(shelf[0].text)
    # One word before what says where is no core by itself: whatever is said of data centres bears on their margin.
    margin = topic_of("the margin in data centres", make.corpus(*shelf))
    assert margin.focus(shelf[1].text) == margin.coverage(shelf[1].text)


def test_words_that_set_two_things_beside_each_other_are_no_subject(make: ModuleType) -> None:
    shelf = [make.passage("Liquid cooling costs more than air cooling.")]
    topic = topic_of("the economics of liquid cooling versus air cooling", make.corpus(*shelf))
    assert topic.whole == {"liquid", "cool", "air"}
    assert bearing(topic, shelf) == shelf


def test_what_is_far_behind_the_nearest_passage_is_no_neighbour(make: ModuleType) -> None:
    about = [make.passage(f"LLM inference costs less every year, part {n}.", f"p{n}.org") for n in range(200)]
    beside = make.passage("Bread costs more every year.", "q.org")
    topic = topic_of("LLM inference", make.corpus(*about, beside))
    assert neighbourhood(topic, [*about, beside]) == about


def test_an_idea_of_two_thousand_characters_is_read(make: ModuleType) -> None:
    idea = "Will " + "GPU inference " * 140 + "fall?"
    shelf = [make.passage("GPU inference costs will fall.")]
    assert bearing(topic_of(idea, make.corpus(*shelf)), shelf) == shelf

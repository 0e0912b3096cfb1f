"""What a question asks for, and what one that leans on another takes over from it."""

from datetime import UTC, datetime

import pytest

from triptych.agents.asking.follow_up import read_as
from triptych.agents.asking.wanted import wanted
from triptych.store.conversations import Answer, Turn
from triptych.store.records import Sentence


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("How much memory bandwidth does an H100 have?", "bandwidth h100 memori"),
        ("Who captures the margin in LLM inference?", "infer margin"),
        ("What is an LLM?", "llm"),
        ("How fast are token prices falling?", "price token"),
        ("What is it?", ""),
        ("and in 2027?", ""),
        ("What about batching and latency", "batch latenc"),
    ],
)
def test_words_that_only_ask_count_for_nothing(question: str, about: str) -> None:
    assert sorted(wanted(question).about) == about.split()


def test_a_question_without_a_word_to_look_for_is_empty() -> None:
    assert wanted("What is it, and why?").empty
    assert not wanted("and in 2027?").empty
    assert not wanted("What does 3D do?").empty


def test_names_and_years_must_stand_as_they_are() -> None:
    asked = wanted("What did Cerebras charge for the WSE-3 in 2025?")
    assert asked.lacking("In 2025 Cerebras charged for it.") == ["WSE"]
    assert asked.lacking("In 2024 Cerebras charged for the WSE-3.") == ["2025"]


def test_a_search_is_for_the_words_that_tell() -> None:
    assert (
        wanted("How much memory bandwidth does an H100 have in 2025?").query == "memory bandwidth H100 2025"
    )


def test_what_a_text_does_not_speak_of_is_told_as_it_was_written() -> None:
    assert wanted("How do volcanoes erupt near GPUs?").absent("A GPU is hot.") == (
        "volcanoes",
        "erupt",
        "near",
    )


def spoken(question: str, read: str = "") -> Turn:
    answer = Answer(analyst="embedded", read_as=read)
    return Turn(conversation="01", number=1, asked_at=datetime.now(UTC), question=question, answer=answer)


def test_a_question_that_names_its_matter_stands_alone() -> None:
    before = [spoken("What do H100 rental prices do in 2026?")]
    assert read_as("What limits the decoding of large models?", before) == ""
    assert read_as("and in 2027?", []) == ""


def test_a_question_that_leans_takes_over_what_it_leaves_out() -> None:
    before = [spoken("What did H100 rental prices do in 2026?")]
    assert read_as("and in 2027?", before) == "H100 rental prices: and in 2027?"
    assert read_as("why?", before) == "H100 rental prices 2026: why?"
    assert read_as("And the H200?", before) == "H100 rental prices 2026: And the H200?"


def test_a_second_question_that_leans_takes_over_from_the_first() -> None:
    before = [spoken("and in 2027?", "H100 rental prices: and in 2027?")]
    assert read_as("and in 2028?", before) == "H100 rental prices: and in 2028?"


def test_whoever_asks_when_is_told_when() -> None:
    asked = wanted("When will HBM4 ship?")
    assert asked.timely("It ships in 2027.")
    assert asked.timely("It takes three more years.")
    assert not asked.timely("It offers 22 TB/s.")
    assert wanted("What does HBM4 offer?").timely("It offers 22 TB/s.")


def test_a_version_of_what_is_named_is_spoken_of_too() -> None:
    asked = wanted("How much HBM does an H20 have?")
    assert asked.lacking("An H20 has 96 GB of HBM3.") == []
    assert asked.lacking("An H200 has 141 GB of HBM3e.") == ["H20"]


def test_beside_a_name_the_verb_is_wanted_too() -> None:
    asked = wanted("Who leads SemiAnalysis?")
    assert not asked.answered_by("SemiAnalysis counts chips.", "")
    assert asked.answered_by("Dylan Patel leads SemiAnalysis.", "")
    assert wanted("Tell me about Groq").answered_by("Groq makes chips.", "")


def test_a_sentence_that_names_nobody_needs_more_than_one_word_of_the_question() -> None:
    one, two = wanted("What was Groq's revenue?"), wanted("What is the gross margin of Groq?")
    assert not one.answered_by("Its revenue rose.", "The accounts of Groq")
    assert two.answered_by("The gross margin rose.", "The accounts of Groq")
    assert not two.answered_by("The gross margin rose.", "The accounts of AMD")


def test_a_question_leans_on_the_last_that_had_an_answer() -> None:
    answered = spoken("What did H100 rental prices do in 2026?")
    known = answered.answer.model_copy(update={"sentences": (Sentence(text="They fell."),)})
    before = [answered.model_copy(update={"answer": known}), spoken("How do volcanoes erupt?")]
    assert read_as("and in 2027?", before) == "H100 rental prices: and in 2027?"

import pytest

from triptych.agents.models.thinking import Spoken, said

CASES = {
    "<think>\nHmm.\n</think>\n\nYes.": "Yes.",
    "  <think>a</think><think>b</think> Yes.": "Yes.",
    "<thinking>a</thinking>Yes.": "Yes.",
    "[THINK]a[/THINK]Yes.": "Yes.",
    "◁think▷a◁/think▷Yes.": "Yes.",
    "Thinking...\nHmm.\n...done thinking.\n\nYes.": "Yes.",
    "Thinking…\nHmm.\n…done thinking.\nYes.": "Yes.",
    "<think>never ends": "",
    "Thinking...\nnever ends": "",
    "Yes <think>a</think>and no.": "Yes and no.",
    "Yes, 1 < 2 and <thin> ice.": "Yes, 1 < 2 and <thin> ice.",
    "Yes. <think>never ends": "Yes. <think>never ends",
    "Thinking is hard.": "Thinking is hard.",
    "Th": "Th",
    "<": "<",
    "": "",
    '{"text": "a <think> tag </think> in it"}': '{"text": "a <think> tag </think> in it"}',
    '<think>{"a": 1}</think>{"a": 2}': '{"a": 2}',
}


@pytest.mark.parametrize(("text", "words"), CASES.items())
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_what_is_said_is_told_without_what_is_thought_however_it_is_cut(
    text: str, words: str, size: int
) -> None:
    spoken = Spoken()
    told = [spoken.hear(text[at : at + size]) for at in range(0, len(text), size)]
    assert "".join([*told, spoken.rest()]) == words
    assert said(text) == (words, False)


def test_text_is_told_as_soon_as_it_cannot_be_a_thought() -> None:
    spoken = Spoken()
    assert spoken.hear("<") == ""
    assert spoken.hear("b> is bold") == "<b> is bold"
    assert spoken.hear(" <thi") == " "
    assert spoken.hear("s> too") == "<this> too"


def test_a_thought_that_only_ends_is_noticed() -> None:
    assert said("Hmm.\n</think>\nYes.") == ("Yes.", True)


def test_where_answers_begin_within_a_thought_nothing_is_told_before_its_end() -> None:
    spoken = Spoken(thinking=True)
    assert spoken.hear("Hmm. ") == ""
    assert spoken.hear("</think> Yes.") == "Yes."
    other = Spoken(thinking=True)
    assert other.hear("No thought at all.") == ""
    assert other.rest() == "No thought at all."

import random

import pytest

from triptych.agents.sources.sentences import sentences


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_offsets_count_characters_in_text_that_is_not_ascii() -> None:
    text = "Caffè kostet 2,50 €. \U0001f600 smiles. Émile went home!\n\n中文句子。"
    assert said(text)[-2:] == ["Émile went home!", "中文句子。"]


@pytest.mark.parametrize(
    "text",
    [
        "Memory bandwidth is 3.35 TB/s. Power is 700 W. NVIDIA sells it.",
        "That is unclear to me. I will go out. It ends.",
        "It costs approx. 50% less. See Fig. 3 for that. Kwon et al. measured 24x.",
        "1. The first point. 2. The second point. 3. The third one.",
        "It was so.[3] The next one follows. See ref. [4].",
    ],
)
def test_units_abbreviations_and_numbers_do_not_mislead(text: str) -> None:
    assert len(said(text)) == 3


def test_a_stop_inside_brackets_does_not_end_a_sentence() -> None:
    assert said("The card (it draws 700 W. A lot.) is hot. Next.") == [
        "The card (it draws 700 W. A lot.) is hot.",
        "Next.",
    ]


def test_a_long_quotation_is_several_sentences() -> None:
    inner = " ".join(f"Sentence number {n} of the speech has these few words." for n in range(8))
    assert len(said(f"\u201c{inner}\u201d")) == 8


def test_a_blank_line_ends_a_sentence_and_a_line_break_does_not() -> None:
    assert said("A heading\n\nOne sentence\nover two lines. Two.") == [
        "A heading",
        "One sentence\nover two lines.",
        "Two.",
    ]


def test_random_text_is_covered_by_trimmed_spans_in_order() -> None:
    alphabet = [
        "A",
        "b",
        ". ",
        "! ",
        "? ",
        "\n",
        "\n\n",
        " ",
        "3",
        "\u00e9",
        "\u201c",
        "\u201d",
        "(",
        ")",
        "W. ",
        "/s. ",
        "\U0001f600",
    ]
    for seed in range(400):
        text = "".join(random.Random(seed).choices(alphabet, k=80))
        covered, last = "", 0
        for start, end in sentences(text):
            assert last <= start < end
            assert text[start:end] == text[start:end].strip()
            covered, last = covered + text[start:end], end
        assert "".join(covered.split()) == "".join(text.split())

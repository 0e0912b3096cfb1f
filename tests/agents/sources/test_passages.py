import random

from triptych.agents.sources.passages import LEAST, MOST, split
from triptych.agents.sources.sentences import sentences


def sentence(words: int) -> str:
    return "The " + " ".join(["word"] * (words - 2)) + " ends."


def prose(chooser: random.Random) -> str:
    blocks = []
    for _ in range(chooser.randint(1, 12)):
        if chooser.random() < 0.2:
            blocks.append("A heading \u00fcber something")
        blocks.append(" ".join(sentence(chooser.randint(4, 45)) for _ in range(chooser.randint(1, 9))))
    return "\n\n".join(blocks)


def lengths(text: str) -> list[int]:
    return [len(text[start:end].split()) for start, end in split(text)]


def test_no_passage_cuts_a_sentence_and_all_prose_is_in_one() -> None:
    for seed in range(200):
        text = prose(random.Random(seed))
        starts = {start for start, _ in sentences(text)}
        ends = {end for _, end in sentences(text)}
        spans = split(text)
        assert all(start in starts and end in ends for start, end in spans)
        assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())
        assert all(words <= MOST for words in lengths(text))


def test_most_passages_have_their_least_length() -> None:
    counted = [words for seed in range(100) for words in lengths(prose(random.Random(seed)))]
    assert sum(words >= LEAST for words in counted) > 0.8 * len(counted)


def test_a_sentence_over_the_limit_is_a_passage_of_its_own() -> None:
    text = f"{sentence(100)} {sentence(170)} {sentence(100)}"
    assert lengths(text) == [100, 170, 100]


def test_a_heading_opens_a_passage_and_never_ends_one() -> None:
    text = f"{sentence(40)} {sentence(60)}\n\nThe second part\n\n{sentence(50)} {sentence(60)}"
    assert [text[start:end].split("\n")[0] for start, end in split(text)][1] == "The second part"


def test_a_very_short_section_shares_a_passage() -> None:
    text = f"First\n\n{sentence(20)}\n\nSecond\n\n{sentence(90)}"
    assert len(split(text)) == 1


def test_a_paragraph_is_kept_whole_where_it_fits() -> None:
    text = "\n\n".join(f"{sentence(30)} {sentence(30)} {sentence(30)}" for _ in range(4))
    assert [text[start:end] for start, end in split(text)] == text.split("\n\n")


def test_no_text_has_no_passages() -> None:
    assert split("") == split(" \n\n ") == []

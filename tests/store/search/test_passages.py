"""A source's text is cut into passages that lose nothing and are of a size to be read."""

import time
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from triptych.store.search.passages import LEAST, MOST, spans

SENTENCE = "The memory bandwidth of an accelerator bounds how fast it decodes. "
PIECES = st.sampled_from(
    ["word ", "A sentence. ", "\n", "\n\n", " \n\t\n", "x" * 1500, "。", "é", SENTENCE * 30]
)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


def test_a_short_text_is_one_passage() -> None:
    assert cut("\n\nA title\n\nOne sentence.\n") == ["A title\n\nOne sentence."]


def test_short_paragraphs_share_a_passage_and_none_is_cut() -> None:
    paragraph = (SENTENCE * 4).strip()
    passages = cut("\n\n".join([paragraph] * 12))
    assert len(passages) == 4
    assert all(passage.split("\n\n") == [paragraph] * 3 for passage in passages)


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    passages = cut(SENTENCE * 60)
    assert len(passages) > 2
    assert all(passage.endswith("decodes.") for passage in passages)
    assert all(LEAST <= len(passage) <= MOST for passage in passages[:-1])


def test_without_sentences_it_is_cut_between_words_and_without_words_anywhere() -> None:
    assert all(not set(passage) - set("ab ") and passage[0] == "a" for passage in cut("ab " * 2000))
    assert [len(passage) for passage in cut("x" * 2500)] == [MOST, MOST, 100]


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=150, deadline=None)
def test_every_character_but_white_space_is_in_exactly_one_passage(text: str) -> None:
    found = list(spans(text))
    assert all(0 < end - start <= MOST for start, end in found)
    assert all(text[start:end] == text[start:end].strip() for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


def test_a_text_of_megabytes_takes_no_longer_than_its_length_asks() -> None:
    start = time.process_time()
    assert sum(1 for _ in spans("x" * 1_500_000 + SENTENCE * 10_000 + "\n" * 300_000)) > 1500
    assert time.process_time() - start < 5

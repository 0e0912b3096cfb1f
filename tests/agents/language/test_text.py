import pytest

from triptych.agents.language.text import listing, overlap, stem_set, stems, term_stems, words


def test_words_of_one_root_have_one_stem() -> None:
    assert stems("prices priced") == stems("price price")
    assert stem_set("GPUs") == stem_set("GPU")


def test_numbers_stop_words_and_filler_say_nothing() -> None:
    assert stems("what would it make of the 40 in 2030?") == ()


def test_the_terms_of_a_lens_are_taken_apart() -> None:
    assert term_stems(["gross margin", "margins"]) == stem_set("gross margin")


def test_words_lose_their_punctuation_and_keep_what_is_inside() -> None:
    assert words("(NVIDIA's H100, 3.35 TB/s.)") == ["NVIDIA's", "H100", "3.35", "TB", "s"]


@pytest.mark.parametrize(
    ("names", "prose"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_names_are_listed_as_prose(names: list[str], prose: str) -> None:
    assert listing(names) == prose
    assert listing(iter(names)) == prose


def test_overlap_is_the_shared_part_and_nothing_overlaps_with_nothing() -> None:
    assert overlap(frozenset("ab"), frozenset("bc")) == pytest.approx(1 / 3)
    assert overlap(frozenset(), frozenset()) == 0.0

"""A snippet shows the stretch where most of what was sought stands, and marks all of it."""

from triptych.store.search.query import parse
from triptych.store.search.snippets import CUT, WIDTH, snippet


def marked(text: str, query: str) -> list[str]:
    shown = snippet(text, parse(query).wanted)
    return [shown.text[start:end] for start, end in shown.marks]


def test_all_forms_of_a_word_are_marked_and_no_other_word() -> None:
    assert marked("Inferring: inference infers; inferior, in fact.", "inference") == [
        "Inferring",
        "inference",
        "infers",
    ]
    assert marked("A price, two PRICES, priced at last.", "prices") == ["price", "PRICES", "priced"]
    assert marked("GPUs and a GPU, not a GPU2.", "gpu") == ["GPUs", "GPU"]


def test_a_phrase_is_one_mark_and_its_words_alone_are_none() -> None:
    assert marked("Memory bandwidth: the bandwidth of memory.", '"memory bandwidth"') == ["Memory bandwidth"]


def test_a_beginning_marks_the_whole_word() -> None:
    assert marked("Commodities and a commodity; common.", "commod*") == ["Commodities", "commodity"]


def test_marks_count_characters_whatever_stands_before() -> None:
    assert marked("🚀🚀 Naïve ﬁ — the naïve 人工知能 said.", "naive 知能") == ["Naïve", "naïve", "知能"]


def test_marks_that_overlap_are_one() -> None:
    assert marked("The gross margin rose.", '"gross margin" margin gross') == ["gross margin"]


def test_a_long_text_is_cut_around_where_most_stands() -> None:
    filler = "Nothing of note is told in this sentence at all. " * 30
    shown = snippet(
        f"margin. {filler} The gross margin of NVIDIA fell. {filler}", parse("nvidia margin").wanted
    )
    assert "gross margin of NVIDIA" in shown.text
    assert shown.text.startswith(CUT)
    assert shown.text.endswith(CUT)
    assert len(shown.text) <= WIDTH + 2
    assert [shown.text[a:b] for a, b in shown.marks] == ["margin", "NVIDIA"]


def test_without_a_match_it_is_the_beginning() -> None:
    text = "Words without end follow here. " * 40
    shown = snippet(text, parse("absent").wanted)
    assert text.startswith(shown.text.removesuffix(CUT))
    assert shown.marks == ()


def test_it_is_one_line_of_whole_words() -> None:
    shown = snippet("One\n\ntwo\tthree " * 60, parse("absent").wanted)
    assert "\n" not in shown.text
    assert set(shown.text.removesuffix(CUT).split()) == {"One", "two", "three"}


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    shown = snippet("x" * 5000, parse("absent").wanted)
    assert len(shown.text) == WIDTH + 1


def test_what_a_terminal_obeys_is_not_shown() -> None:
    text = "A \x1b[31mred\x1b[0m \u202eprice\x07 rose."
    shown = snippet(text, parse("price").wanted)
    assert shown.text == "A [31mred[0m price rose."
    assert marked(text, "price") == ["price"]


def test_a_match_near_the_end_has_what_goes_before_it() -> None:
    shown = snippet("Nothing of note here. " * 40 + "The margin.", parse("margin").wanted)
    assert shown.text.endswith("The margin.")
    assert len(shown.text) > WIDTH // 2

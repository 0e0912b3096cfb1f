import random

from triptych.agents.sources.clean import clean, one_line


def test_controls_and_escape_sequences_lose_what_a_terminal_would_obey() -> None:
    assert clean("a\x1b]52;c;ZXZpbA==\x07b\x9b31mc\x7f\0") == "a]52;c;ZXZpbA==b31mc"


def test_tabs_and_line_feeds_stay() -> None:
    assert clean("a\tb\nc") == "a\tb\nc"


def test_bidirectional_and_zero_width_characters_go() -> None:
    assert clean("a\u202eb\u2066c\u200ed\u200bf\ufeffg\u061ch\U000e0041i") == "abcdfghi"


def test_line_ends_are_normalised_and_blank_runs_collapsed() -> None:
    assert clean("a\r\nb\rc\x0c\n \n\t\n\nd  \ne\n\n") == "a\nb\nc\n\nd\ne"


def test_a_letter_split_from_its_accent_by_an_invisible_mark_is_composed() -> None:
    assert clean("cafe\u200b\u0301") == "caf\u00e9"


def test_cleaning_twice_changes_nothing() -> None:
    alphabet = (
        "ab \t\n\r\x00\x1b\x85\u00a0\u00ad\u0301e\u200b\u2028\u202e\u2060\ufeff\ud800\U000e0020\u1100\u1161"
    )
    for seed in range(500):
        chooser = random.Random(seed)
        text = "".join(chooser.choices(alphabet, k=60))
        once = clean(text)
        assert clean(once) == once
        once.encode()


def test_a_title_is_one_line() -> None:
    assert one_line("  A\n\n title\u00a0of\twords ") == "A title of words"

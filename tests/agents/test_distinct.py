"""Things that are alike by some key, each once."""

from triptych.agents.distinct import first_of_each


def test_of_those_alike_the_first_is_kept_where_it_stood() -> None:
    found = first_of_each(["apple", "bread", "avocado", "butter", "cheese"], lambda word: word[0])
    assert found == ["apple", "bread", "cheese"]


def test_a_later_copy_of_the_first_does_not_move_it_back() -> None:
    assert first_of_each([("a", 1), ("b", 2), ("a", 3)], lambda pair: pair[0]) == [("a", 1), ("b", 2)]

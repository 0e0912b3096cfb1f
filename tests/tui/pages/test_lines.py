"""Text as lines of a width: hanging signs, tables that fit, links that are found again."""

from textual.content import Content

from triptych.tui.pages.lines import fixed, linked, links, wrapped
from triptych.tui.pages.table import fitting, table


def plain(lines: object) -> list[str]:
    return [line.content.plain for line in lines]  # type: ignore[attr-defined]


def test_the_lines_after_the_first_hang_under_its_words() -> None:
    assert plain(wrapped(Content("one two three four"), 12, "• ")) == ["• one two", "  three four"]


def test_a_long_word_is_broken_and_no_line_is_too_long() -> None:
    told = plain(wrapped(Content("x" * 200 + " 漢字" * 30), 20, "1. "))
    assert all(Content(line).cell_length <= 20 for line in told)
    assert "".join(line[3:].strip() for line in told).count("x") == 200


def test_links_are_found_in_the_line_to_which_they_were_wrapped() -> None:
    told = list(wrapped(Content.assemble("one two ", linked(Content("[12]"), 7)), 9))
    assert [links(line.content) for line in told] == [[], [(0, 4, 7)]]


def test_paragraphs_and_empty_lines() -> None:
    assert plain(fixed([Content("a b"), Content(), Content("c")])(8)) == ["a b", "", "c"]


def test_widths_are_as_wanted_or_the_widest_are_cut() -> None:
    assert fitting([3, 10], 20) == [3, 10]
    assert fitting([3, 50, 60], 43) == [3, 20, 20]
    assert sum(fitting([3, 50, 60], 44)) == 44


def test_a_table_stands_in_columns_where_they_fit_and_as_a_list_where_not() -> None:
    head = [Content("Id"), Content("Text")]
    rows = [[Content("P1"), Content("one two three four five")]]
    assert plain(table(head, rows, 18)) == [
        "Id  Text",
        "──  " + "─" * 14,
        "P1  one two three",
        "    four five",
    ]
    assert plain(table(head, rows, 9)) == ["Id: P1", "Text: one", "two three", "four five"]


def test_a_table_of_the_same_width_has_no_line_that_is_longer() -> None:
    head = [Content(word) for word in ("a", "b", "c", "d")]
    rows = [[Content("x" * n * m) for n in (1, 9, 30, 4)] for m in (1, 2)]
    for width in (20, 40, 60, 100):
        assert max(len(line) for line in plain(table(head, rows, width))) <= width

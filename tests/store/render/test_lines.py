"""Texts from outside before any format: nothing unseen, one line where a line is wanted, and only addresses of the web."""

import pytest

from triptych.store.render.lines import line, seen, web


def test_a_line_has_no_breaks_no_double_spaces_and_no_ends() -> None:
    assert line("  two\r\nlines\tand\u2028more  ") == "two lines and more"


def test_controls_and_turned_directions_go_and_what_is_written_stays() -> None:
    assert line("\x1b]0;x\x07 \u202egnp\u202c \x00\ufeff漢字 🚀 é مرحبا") == "]0;x gnp 漢字 🚀 é مرحبا"


def test_lines_can_be_kept() -> None:
    assert seen("one\n\ntwo\x00") == "one\n\ntwo"


@pytest.mark.parametrize(
    "url", ["https://example.org/a?x=1", "HTTP://EXAMPLE.ORG", " https://example.org/\x00a\n"]
)
def test_an_address_of_the_web_is_given_back_bare(url: str) -> None:
    assert web(url).casefold().startswith("http")
    assert not set(" \n\x00") & set(web(url))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "java\nscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://a/<b>",
        "//a",
        "",
    ],
)
def test_any_other_address_is_none(url: str) -> None:
    assert web(url) == ""

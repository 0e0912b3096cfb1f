"""Text from outside reaches a widget as words and nothing else."""

import pytest

from triptych.keys import Key
from triptych.tui import text

HOSTILE = (
    "[@click=app.quit]x[/]",
    "a [/] b",
    "A\x1b]52;c;ZXZpbA==\x07B",
    "A\x1b[2JB",
    "x\x9b31my",
    "x\u202egpj.exe",
    "z\u200bw",
    "tag\U000e0041",
    "\x1b]0;PWNED\x1b\\",
)
FORBIDDEN = "\x1b\x07\x9b\u202e\u200b\U000e0041\x00"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_a_terminal_obeys_is_left(hostile: str) -> None:
    shown = (
        text.plain(hostile),
        text.plain_line(hostile),
        text.shown(hostile).plain,
        text.line(hostile).plain,
        text.cell(hostile).plain,
        text.markdown(hostile),
        text.marked(hostile, [(0, 2)]).plain,
        text.part(hostile),
    )
    assert not [one for one in shown if set(one) & set(FORBIDDEN)]


def test_markup_is_words() -> None:
    assert text.line("a [/] [b]c[/b]").plain == "a [/] [b]c[/b]"
    assert text.line("[red]x").spans == []


def test_lines_are_kept_or_made_one() -> None:
    assert text.shown("a\r\nb\x0cc").plain == "a\nb\nc"
    assert text.line(" a\n  b\t c ").plain == "a b c"


def test_a_key_is_masked_everywhere() -> None:
    Key("sk-very-secret-0123456789")
    told = "the key sk-very-secret-0123456789 leaks"
    assert text.plain(told) == text.line(told).plain == text.cell(told).plain == "the key [key] leaks"
    assert text.marked(told, [(0, 12)]).plain == "the key [key] leaks"


def test_marks_stay_on_their_words() -> None:
    told = "one  \x1b[2Jtwo three\nfour"
    start = told.index("two")
    marked = text.marked(told, [(start, start + 3), (start + 4, start + 9)])
    assert marked.plain == "one [2Jtwo three four"
    assert [marked.plain[s.start : s.end] for s in marked.spans] == ["two", "three"]


def test_marks_keep_lines_where_asked() -> None:
    told = "one\n\n\n\ntwo three"
    marked = text.marked(told, [(7, 10)], lines=True)
    assert marked.plain == "one\n\ntwo three"
    assert [marked.plain[s.start : s.end] for s in marked.spans] == ["two"]


def test_parts_keep_the_space_between_them() -> None:
    assert text.part(" · panel: ") == " · panel: "
    assert text.part("  ") == " "
    assert text.part("\u200b") == ""

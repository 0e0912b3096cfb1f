"""A program's first paint, as the benchmark of the interface takes it."""

import os
import sys

import pytest

terminal = pytest.importorskip("benchmarks.terminal", reason="needs pseudo-terminals")

SHOWS = "import sys, time; sys.stdout.write({!r}); sys.stdout.flush(); time.sleep({})"


def first_paint(text: str, stays: int) -> float | None:
    found: float | None = terminal.first_paint((sys.executable, "-c", SHOWS.format(text, stays)), os.environ)
    return found


def test_it_is_painted_when_something_can_be_read_on_a_screen_of_its_own() -> None:
    spent = first_paint("\x1b[?1049h" + "\x1b[1;31mwords " * 50, 60)
    assert spent is not None
    assert 0 < spent < 30


@pytest.mark.parametrize("text", ["words " * 50, "\x1b[?1049h" + "\x1b[1;31m \x1b]0;title\x07" * 100])
def test_what_was_there_before_and_what_nobody_reads_is_no_paint(text: str) -> None:
    assert first_paint(text, 0) is None

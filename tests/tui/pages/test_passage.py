"""A quote where it stands: marked to the letter, with what is around it."""

from collections.abc import Iterable
from types import ModuleType

from triptych.tui.pages.lines import Line
from triptych.tui.pages.passage import AROUND, FIRST, QUOTE, passage, stretches


def marked(lines: Iterable[Line]) -> str:
    return " ".join(
        line.content.plain[span.start : span.end]
        for line in lines
        for span in line.content.spans
        if span.style == QUOTE
    )


def test_the_quote_is_marked_in_its_text_with_title_publisher_date_and_verdict(make: ModuleType) -> None:
    source = make.source("Before it. " * 90 + "The quote itself. " + "After it. " * 90)
    lines = list(passage([make.quote(source, "The quote itself.")], source, 4)(80))
    shown = "\n".join(line.content.plain for line in lines)
    assert "[4] A page" in shown
    assert "example.org · A. Writer · 30 November 2025 · web" in shown
    assert source.url in shown
    assert "✓ supported: the quote stands in its source (word for word)" in shown
    assert marked(lines) == "The quote itself."
    assert "…" in shown
    assert len(shown) < 3 * AROUND
    assert next(line.anchor for line in lines if line.anchor) == FIRST


def test_quotes_that_are_near_share_a_stretch_and_those_far_apart_do_not(make: ModuleType) -> None:
    source = make.source("one two three. " + "filler words " * 300 + "the end.")
    near = [make.quote(source, "one two"), make.quote(source, "two three"), make.quote(source, "one two")]
    (stretch,) = stretches(near, source)
    assert [source.text[a:b] for a, b in stretch.spans] == ["one two", " three"]
    assert len(stretches([near[0], make.quote(source, "the end")], source)) == 2


def test_a_quote_that_does_not_stand_there_is_shown_beside_the_text(make: ModuleType) -> None:
    source = make.source("Other words.")
    lost = make.quote(source, "Other").model_copy(update={"quote": "Lost words", "verdict": "unverified"})
    lines = list(passage([lost], source)(80))
    assert "? unverified: the quote was not found there" in "".join(line.content.plain for line in lines)
    assert marked(lines) == "“Lost words”"


def test_a_source_that_is_not_at_hand_is_told(make: ModuleType) -> None:
    source = make.source("Other words.")
    shown = "".join(line.content.plain for line in passage([make.quote(source, "Other")], None, 2)(80))
    assert "[2] example.org" in shown
    assert "not in the archive" in shown
    assert "“Other”" in shown

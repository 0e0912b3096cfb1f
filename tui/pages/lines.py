"""Lines of a page, and how text becomes lines of a width."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from textual.content import Content
from textual.style import Style

from triptych.tui.text import QUIET

LINK = "link"
"""Key of the number of a link in the meta data of its style."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page."""

    content: Content
    anchor: str = ""
    """A name by which a page can be scrolled to this line."""


Layout = Callable[[int], Iterator[Line]]
"""Lays a page out for a width in columns, line by line, so that it need not be laid out to its end."""
BLANK = Line(Content())


def wrapped(content: Content, width: int, first: str = "", rest: str = "") -> Iterator[Line]:
    """The content in lines of a width, the first behind a sign, the others behind as many spaces (or what is given).

    Both must be of one length; no line is longer than the width, but for one column of text at least.
    """
    room = max(8, width - len(first))
    rest = rest or " " * len(first)
    for number, line in enumerate(content.wrap(room)):
        sign = rest if number else first
        yield Line(Content.assemble((sign, QUIET), line) if sign else line)


def anchored(lines: Iterable[Line], anchor: str) -> Iterator[Line]:
    """The lines, the first of which has a name."""
    for number, line in enumerate(lines):
        yield line if number else Line(line.content, anchor)


def linked(words: Content, number: int, style: str = "$text-accent") -> Content:
    """Words that are a link of that number."""
    return words.stylize(style).stylize(Style.from_meta({LINK: number}))


def links(content: Content) -> list[tuple[int, int, int]]:
    """Start, end and number of each link in a line."""
    spans = [span for span in content.spans if isinstance(span.style, Style)]
    return [
        (s.start, s.end, s.style.meta[LINK])
        for s in spans
        if isinstance(s.style, Style) and LINK in s.style.meta
    ]


def fixed(lines: Iterable[Content]) -> Layout:
    """A layout of paragraphs that are wrapped where they are too long."""
    kept = list(lines)

    def layout(width: int) -> Iterator[Line]:
        for one in kept:
            yield from wrapped(one, width) if one else (BLANK,)

    return layout

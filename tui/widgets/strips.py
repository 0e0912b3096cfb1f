"""One line of content as the strip that a line-drawing widget gives to the terminal."""

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.style import Style


def strip(content: Content, width: int, style: Style) -> Strip:
    """The content in a width: cut where it is too long, filled where it is too short."""
    segments = [
        Segment(text, part.rich_style) for text, part in content.render(style, end="", parse_style=_parsed)
    ]
    return Strip(segments).adjust_cell_length(width, style.rich_style)


def _parsed(style: str | Style) -> Style:
    return style if isinstance(style, Style) else Style.parse(style)

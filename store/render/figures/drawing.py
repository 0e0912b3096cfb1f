"""One SVG being drawn: absolute coordinates, texts escaped and on one line, nothing that acts or is fetched.

Invariant: what is markup stands in this module; every value goes through `_escaped` or `_number`.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from triptych.store.render.figures.palette import Palette, Tone
from triptych.store.render.lines import line

WIDTH = 760.0
"""User units across; a drawing scales to the place that it is given."""
TEXT, SMALL = 12.0, 11.0
LEADING = 14.5
Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]
Sign = Literal["for", "against"]

# What XML has no place for; what has no width of its own, but is drawn as a box where a font does not know it; and marks
# piled upon a letter, which would stand in the lines above.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_JOINERS = re.compile("[\u00ad\u200d\ufe00-\ufe0f\U000e0000-\U000e0fff]")
_PILED = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]{2})[\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]+"
)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
DASHES = "5 3"


def shown(text: str) -> str:
    """A text from outside as a drawing shows it: on one line, without what is not to be seen."""
    return _PILED.sub(r"\1", _JOINERS.sub("", _NOT_XML.sub("", line(text))))


class Drawing:
    """Collects what is drawn; later things lie upon earlier ones."""

    def __init__(self, palette: Palette) -> None:
        self._palette = palette
        self.ruler = palette.ruler
        self._parts: list[str] = []

    def svg(self, key: str, title: str, told: str, height: float) -> str:
        """The whole drawing, with a title and a description for who does not see it."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_number(WIDTH)} {_number(height)}" role="img" '
            f'aria-labelledby="{key}-title {key}-told" font-family="{_escaped(self._palette.family)}">'
            f'<title id="{key}-title">{_escaped(title)}</title><desc id="{key}-told">{_escaped(told)}</desc>'
            f"{''.join(self._parts)}</svg>"
        )

    @contextmanager
    def about(self, text: str) -> Iterator[None]:
        """What is drawn within belongs together and shows that text in full where it is pointed at."""
        self._parts.append(f"<g><title>{_escaped(text)}</title>")
        yield
        self._parts.append("</g>")

    def text(
        self,
        at: Point,
        text: str,
        tone: Tone = "ink",
        size: float = TEXT,
        anchor: Anchor = "start",
        bold: bool = False,
    ) -> None:
        """A text on one line; the point is on its base line."""
        where = "" if anchor == "start" else f' text-anchor="{anchor}"'
        weight = ' font-weight="bold"' if bold else ""
        self._add(
            f"<text{_place('x', 'y', at)}{_attribute('font-size', size)}{where}{weight}{self._fill(tone)}>"
            f"{_escaped(text)}</text>"
        )

    def lines(
        self, at: Point, lines: Sequence[str], tone: Tone = "ink", size: float = TEXT, bold: bool = False
    ) -> None:
        """Texts under each other."""
        for place, text in enumerate(lines):
            self.text((at[0], at[1] + place * LEADING), text, tone, size, bold=bold)

    def box(
        self,
        at: Point,
        wide: float,
        high: float,
        fill: Tone = "raised",
        edge: Tone = "rule",
        thick: float = 1.0,
        dashed: bool = False,
        round: float = 4.0,
    ) -> None:
        """A rectangle from its upper left corner."""
        self._add(
            f"<rect{_place('x', 'y', at)}{_attribute('width', wide)}{_attribute('height', high)}"
            f"{_attribute('rx', round)}{self._fill(fill)}{self._stroke(edge, thick, dashed)}/>"
        )

    def bar(self, at: Point, wide: float, high: float, tone: Tone) -> None:
        """A filled rectangle."""
        self._add(
            f"<rect{_place('x', 'y', at)}{_attribute('width', wide)}{_attribute('height', high)}{self._fill(tone)}/>"
        )

    def stroke(self, *points: Point, tone: Tone = "rule", thick: float = 1.0, dashed: bool = False) -> None:
        """A line through some points."""
        way = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self._add(f'<polyline points="{way}" fill="none"{self._stroke(tone, thick, dashed)}/>')

    def curve(self, start: Point, end: Point, tone: Tone, dashed: bool = False, thick: float = 1.4) -> None:
        """A line that leaves and arrives level."""
        middle = (start[0] + end[0]) / 2
        way = " ".join(map(_number, (middle, start[1], middle, end[1], *end)))
        self._add(
            f'<path d="M{_number(start[0])} {_number(start[1])}C{way}" fill="none"'
            f"{self._stroke(tone, thick, dashed)}/>"
        )

    def shape(self, *points: Point, fill: Tone, edge: Tone | None = None, thick: float = 1.5) -> None:
        """A filled polygon."""
        corners = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self._add(
            f'<polygon points="{corners}"{self._fill(fill)}{self._stroke(edge, thick) if edge else ""}/>'
        )

    def dot(self, at: Point, radius: float, fill: Tone, edge: Tone | None = None, thick: float = 1.5) -> None:
        """A filled circle."""
        self._add(
            f"<circle{_place('cx', 'cy', at)}{_attribute('r', radius)}{self._fill(fill)}"
            f"{self._stroke(edge, thick) if edge else ''}/>"
        )

    def arrow(self, tip: Point, tone: Tone, towards: int = -1, size: float = 6.0) -> None:
        """An arrowhead that points to the left, or with `towards` 1 to the right."""
        x, y = tip
        back = x - towards * size
        self.shape((x, y), (back, y - 0.6 * size), (back, y + 0.6 * size), fill=tone)

    def sign(self, at: Point, sign: Sign, radius: float = 7.0) -> None:
        """A tick or a cross in a circle, drawn, as not every font has them."""
        (x, y), r = at, radius * 0.45
        tone: Tone = "good" if sign == "for" else "bad"
        self.dot(at, radius, "raised", tone)
        if sign == "for":
            self.stroke((x - r, y), (x - 0.25 * r, y + 0.8 * r), (x + r, y - 0.8 * r), tone=tone, thick=1.8)
        else:
            self.stroke((x - r, y - r), (x + r, y + r), tone=tone, thick=1.8)
            self.stroke((x - r, y + r), (x + r, y - r), tone=tone, thick=1.8)

    def _add(self, part: str) -> None:
        self._parts.append(part)

    def _fill(self, tone: Tone) -> str:
        return f' fill="{_escaped(self._palette.colour(tone))}"'

    def _stroke(self, tone: Tone, thick: float, dashed: bool = False) -> str:
        dashes = f' stroke-dasharray="{DASHES}"' if dashed else ""
        return f' stroke="{_escaped(self._palette.colour(tone))}"{_attribute("stroke-width", thick)}{dashes}'


def _escaped(text: str) -> str:
    return shown(text).translate(_ENTITIES)


def _place(across: str, down: str, at: Point) -> str:
    return f"{_attribute(across, at[0])}{_attribute(down, at[1])}"


def _attribute(name: str, value: float) -> str:
    return f' {name}="{_number(value)}"'


def _number(value: float) -> str:
    """A length to a tenth of a unit, so that a drawing is the same everywhere."""
    return f"{value:.1f}".removesuffix(".0")

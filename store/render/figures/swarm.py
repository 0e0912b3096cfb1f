"""Where marks and their labels go along a line of days, so that none lies upon another."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from triptych.store.render.figures.calendar import Calendar
from triptych.store.render.figures.drawing import SMALL, shown
from triptych.store.render.figures.gathered import Quoted
from triptych.store.render.figures.measures import Ruler

_AREA, _LARGEST, _APART = 3.6, 14.0, 1.5
_LABEL = 132.0
_STEP = 2.0
_AIR = 7.0  # between a label and the next mark, so that it is seen whose it is
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A source in its place; `y` is from the middle of its line."""

    quoted: Quoted
    x: float
    y: float
    radius: float

    def box(self, middle: float) -> Box:
        """The place that it takes where its line has its middle there."""
        y = middle + self.y
        return self.x - self.radius, y - self.radius, self.x + self.radius, y + self.radius


@dataclass(frozen=True, slots=True)
class Label:
    """The publisher beside a mark, and the place of its left end on the base line."""

    text: str
    x: float
    y: float


def swarm(quoted: Iterable[Quoted], calendar: Calendar) -> list[Spot]:
    """Each dated source at its day, as near to the middle of its line as the larger ones leave room."""
    placed: list[Spot] = []
    for one in sorted(quoted, key=lambda q: (-q.quotes, str(q.source.published_at), q.source.id)):
        if one.source.published_at is not None:
            x, radius = calendar.at(one.source.published_at), min(_AREA * sqrt(one.quotes), _LARGEST)
            placed.append(Spot(one, x, _free(x, radius, placed), radius))
    return sorted(placed, key=lambda s: (s.x, s.y))


def labels(
    lines: Sequence[tuple[float, Sequence[Spot]]],
    left: float,
    right: float,
    taken: Sequence[Box],
    ruler: Ruler,
) -> list[Label]:
    """The publishers of the most quoted sources, each once, where there is room.

    Args:
        lines: the middle of each line with its marks.
        left: where labels may begin.
        right: where they must end.
        taken: places besides the marks that are to be left free.
        ruler: what the names are measured with.
    """
    marks = [(spot, middle) for middle, spots in lines for spot in spots]
    boxes = [*taken, *(spot.box(middle) for spot, middle in marks)]
    found: dict[str, Label] = {}
    for spot, middle in sorted(marks, key=lambda m: (-m[0].quoted.quotes, m[1], m[0].x, m[0].y)):
        name = ruler.shortened(shown(spot.quoted.source.publisher), _LABEL, SMALL)
        own = spot.box(middle)
        for box, air in _beside(own, ruler.width(name, SMALL)):
            free = not any(_meet(air, other) for other in boxes if other != own)
            if name and name not in found and left <= box[0] and box[2] <= right and free:
                found[name] = Label(name, box[0], middle + spot.y + 4)
                boxes.append(box)
    return list(found.values())


def _free(x: float, radius: float, placed: Sequence[Spot]) -> float:
    """The nearest step from the middle at which a mark touches no other."""
    taken = sorted(_taken(x, radius, placed))
    down, up = _beyond(taken), _beyond(sorted((-high, -low) for low, high in taken))
    return down if down <= up else -up


def _taken(x: float, radius: float, placed: Sequence[Spot]) -> Iterator[tuple[float, float]]:
    """From where to where the middle of a mark would lie too near to another."""
    for spot in placed:
        near, across = radius + spot.radius + _APART, abs(spot.x - x)
        if across < near:
            half = sqrt(near**2 - across**2)
            yield spot.y - half, spot.y + half


def _beyond(taken: Sequence[tuple[float, float]]) -> float:
    """The first step from 0 on that is in none of the places, which are in order."""
    y = 0.0
    for low, high in taken:
        if low < y < high:
            y = _STEP * ceil(high / _STEP)
    return y


def _beside(mark: Box, wide: float) -> Iterator[tuple[Box, Box]]:
    """The place of a label to the right of a mark and to the left, alone and with the air that it needs."""
    middle = (mark[1] + mark[3]) / 2
    for left in (mark[2] + 4, mark[0] - 4 - wide):
        box = (left, middle - 7, left + wide, middle + 6)
        yield box, (box[0] - _AIR, box[1], box[2] + _AIR, box[3])


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]

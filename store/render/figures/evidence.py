"""The cited sources by the day on which they were published and by what is quoted of them; those without a day by name."""

from collections.abc import Sequence
from math import cos, sin, tau

from triptych.store.records import Dossier, SourceKind
from triptych.store.render.figures.calendar import Calendar
from triptych.store.render.figures.drawing import LEADING, SMALL, TEXT, WIDTH, Drawing, Point, shown
from triptych.store.render.figures.gathered import LANES, Quoted, gathered
from triptych.store.render.figures.measures import Ruler
from triptych.store.render.figures.palette import Palette
from triptych.store.render.figures.swarm import Spot, labels, swarm
from triptych.store.render.nodes import Figure

TITLE = "The evidence by date and by what it is quoted for"
_NAMES = {
    "fact": "Facts",
    "estimate": "Estimates",
    "judgement": "Judgements",
    "forecast": "Forecasts",
    "debate": "In the debate",
}
_MARKS: dict[SourceKind, tuple[int, str]] = {
    "web": (0, "web page"),
    "pdf": (4, "PDF"),
    "file": (3, "file"),
    "feed": (5, "feed"),
    "podcast": (6, "podcast"),
    "starter": (8, "starter collection"),
}
"""How many corners the mark of a kind of source has, 0 for a dot, and its name."""
_LEFT, _PAD, _LEGEND = 96.0, 9.0, 22.0
_NAME, _LINES = 220.0, 3  # room for an undated publisher, and lines for all of them
_MEMO = "this memo"


def evidence(dossier: Dossier, palette: Palette) -> Figure | None:
    """The drawing; None where no cited source has a date."""
    found = gathered(dossier)
    dated = [one for one in found if one.source.published_at]
    if not dated:
        return None
    undated = _publishers(found)
    named = _named(undated, palette.ruler)
    caption = _caption(dated, found, len(dossier.sources), len(undated) - len(named))
    drawing = Drawing(palette)
    bottom = _dated(drawing, dated, dossier)
    bottom = _undated(drawing, _told(named, len(undated)), bottom)
    return Figure("evidence", TITLE, caption, drawing.svg("evidence", TITLE, caption, bottom))


def _caption(dated: Sequence[Quoted], found: Sequence[Quoted], cited: int, unnamed: int) -> str:
    """What is drawn, and how much of what is cited is not: without a date, without a place in the lines, without a name."""
    days = [one.source.published_at for one in dated if one.source.published_at]
    sources, quoted = len({one.source.id for one in dated}), len({one.source.id for one in found})
    first, last = f"{min(days):%B %Y}", f"{max(days):%B %Y}"
    left = (
        (quoted - sources, "without a date, under the lines"),
        (unnamed, "publishers of those that are not named"),
        (cited - quoted, "quoted neither for a claim nor in the debate, and not drawn"),
    )
    more = "".join(f"; {what}: {count}" for count, what in left if count)
    return (
        f"{sources} cited source{'s' * (sources != 1)}, {f'{first} to {last}' if first != last else first}{more}. "
        "A larger mark: more quotes. A source stands in each line for which it is quoted."
    )


def _dated(drawing: Drawing, dated: Sequence[Quoted], dossier: Dossier) -> float:
    """Draw a line for each use of sources under one calendar; the height that they take."""
    days = [one.source.published_at for one in dated if one.source.published_at]
    calendar = Calendar(min(days), max(*days, dossier.memo.as_of), _LEFT, WIDTH)
    kinds = [kind for kind in _MARKS if any(one.source.kind == kind for one in dated)]
    top = 34 + _legend(drawing, kinds)
    lines, bottom = _lines(dated, calendar, top)
    memo = calendar.at(dossier.memo.as_of)
    _days(drawing, calendar, memo, top, bottom)
    for name, middle, spots in lines:
        drawing.text((0, middle + 4), name)
        _spots(drawing, spots, middle, len(kinds) > 1)
        low = middle + _half(spots)
        drawing.stroke((0, low), (WIDTH, low))
    taken = [(memo - 1, top, memo + 1, bottom)]
    marks = [(middle, spots) for _, middle, spots in lines]
    for label in labels(marks, _LEFT, WIDTH, taken, drawing.ruler):
        drawing.text((label.x, label.y), label.text, "ink", SMALL)
    return bottom + 4


def _lines(
    dated: Sequence[Quoted], calendar: Calendar, top: float
) -> tuple[list[tuple[str, float, list[Spot]]], float]:
    """The name, the middle and the marks of each line, and where the last one ends."""
    found = []
    for lane in LANES:
        spots = swarm([one for one in dated if one.lane == lane], calendar)
        if spots:
            half = _half(spots)
            found.append((_NAMES[lane], top + half, spots))
            top += 2 * half
    return found, top


def _half(spots: Sequence[Spot]) -> float:
    return max(abs(s.y) + s.radius for s in spots) + _PAD


def _days(drawing: Drawing, calendar: Calendar, memo: float, top: float, bottom: float) -> None:
    drawing.stroke((0, top), (WIDTH, top))
    drawing.stroke((memo, top - 10), (memo, bottom), tone="ink", dashed=True)
    drawing.text((memo, top - 16), _MEMO, "ink", SMALL, "end")
    free = memo - drawing.ruler.width(_MEMO, SMALL) - 6
    for day, name in calendar.ticks():
        x = calendar.at(day)
        drawing.stroke((x, top - 10), (x, bottom))
        if x + drawing.ruler.width(name, SMALL) / 2 < free:
            drawing.text((x, top - 16), name, "muted", SMALL, "middle")


def _spots(drawing: Drawing, spots: Sequence[Spot], middle: float, by_kind: bool) -> None:
    for spot in spots:
        source = spot.quoted.source
        quotes = f"{spot.quoted.quotes} quote{'s' * (spot.quoted.quotes != 1)}"
        with drawing.about(f"{source.publisher}, {source.published_at}: {source.title} ({quotes})"):
            corners = _MARKS[source.kind][0] if by_kind else 0
            _mark(drawing, (spot.x, middle + spot.y), spot.radius, corners)


def _mark(drawing: Drawing, at: Point, radius: float, corners: int) -> None:
    if not corners:
        drawing.dot(at, radius, "accent")
        return
    turns = [(n + (0 if corners % 2 else 0.5)) / corners for n in range(corners)]
    points = ((at[0] + radius * sin(tau * t), at[1] - radius * cos(tau * t)) for t in turns)
    drawing.shape(*points, fill="accent")


def _legend(drawing: Drawing, kinds: Sequence[SourceKind]) -> float:
    """Which mark is which kind of source, where there are several; the height that it takes."""
    if len(kinds) < 2:
        return 0.0
    x = _LEFT
    for kind in kinds:
        corners, name = _MARKS[kind]
        _mark(drawing, (x + 5, 9), 5, corners)
        drawing.text((x + 14, 13), name, "muted", SMALL)
        x += 14 + drawing.ruler.width(name, SMALL) + 16
    return _LEGEND


def _publishers(found: Sequence[Quoted]) -> list[str]:
    """Who published the sources without a date, each once."""
    undated = [one.source for one in found if one.source.published_at is None]
    return list(dict.fromkeys(shown(s.publisher) or shown(s.title) or "unnamed" for s in undated))


def _named(publishers: Sequence[str], ruler: Ruler) -> list[str]:
    """As many of them as the lines under the drawing have room for, each cut where it is long."""
    names: list[str] = []
    for one in publishers:
        more = [*names, ruler.shortened(one, _NAME, TEXT)]
        if len(ruler.wrapped(_told(more, len(publishers)), WIDTH, TEXT, _LINES + 1)) > _LINES:
            break
        names = more
    return names


def _told(names: Sequence[str], many: int) -> str:
    """The publishers in a line, and how many more there are."""
    left = f" and {many - len(names)} more" if many > len(names) else ""
    return f"Undated: {', '.join(names)}{left}" if many else ""


def _undated(drawing: Drawing, told: str, bottom: float) -> float:
    """The sources without a date, by name; the height of the whole."""
    if not told:
        return bottom
    lines = drawing.ruler.wrapped(told, WIDTH, TEXT, _LINES)
    drawing.lines((0, bottom + 16), lines, "muted")
    return bottom + 8 + len(lines) * LEADING

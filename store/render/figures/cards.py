"""A topic on the map of the argument: its box on the left, and on the right a card for each point, with an arrow to it."""

from triptych.store.render.figures.drawing import LEADING, SMALL, TEXT, WIDTH, Drawing
from triptych.store.render.figures.measures import Ruler
from triptych.store.render.figures.palette import Tone
from triptych.store.render.figures.topics import Point, Topic

GAP = 7.0
RIGHT = 410.0
"""Where the cards begin."""
_INDENT, _CLAIM, _PAD = 22.0, 352.0, 8.0
_ROOM = WIDTH - RIGHT - 2 * _PAD - 5


def put(drawing: Drawing, top: float, topic: Topic) -> None:
    """A topic with all that is held for and against it."""
    high = height_of(topic, drawing.ruler)
    y = top
    for place, point in enumerate(topic.points):
        tall = _point_height(point, drawing.ruler)
        at = top + high * (place + 1) / (len(topic.points) + 1)
        _edge(drawing, (RIGHT, y + tall / 2), (_CLAIM, at), point)
        _point(drawing, y, point)
        y += tall + GAP
    _box(drawing, top, topic)


def left_of(topic: Topic) -> float:
    """Where its box begins: a claim is moved in under its proposition."""
    return 0.0 if topic.proposition or not topic.under else _INDENT


def room_of(topic: Topic, ruler: Ruler) -> float:
    """What a topic takes: its box, or what stands beside it."""
    beside = sum(_point_height(p, ruler) + GAP for p in topic.points) - GAP
    return max(height_of(topic, ruler), beside)


def height_of(topic: Topic, ruler: Ruler) -> float:
    """How high its own box is."""
    return 2 * _PAD + 3 + (len(_lines(topic, ruler)) + bool(_foot(topic))) * LEADING + 9


def _point_height(point: Point, ruler: Ruler) -> float:
    return 2 * _PAD + 1 + (len(_said(point, ruler)) + len(_answer(point, ruler))) * LEADING + 8


def _edge(drawing: Drawing, start: tuple[float, float], end: tuple[float, float], point: Point) -> None:
    tone: Tone = "good" if point.sign == "for" else "bad"
    drawing.curve(start, (end[0] + 6, end[1]), tone, dashed=point.sign == "against")
    drawing.arrow(end, tone)


def _box(drawing: Drawing, top: float, topic: Topic) -> None:
    left, high, ruler = left_of(topic), height_of(topic, drawing.ruler), drawing.ruler
    room = _CLAIM - left - 2 * _PAD
    with drawing.about(f"{topic.head} ({topic.status}): {topic.text}"):
        if topic.proposition:
            drawing.box((left, top), _CLAIM - left, high, "soft", "ink", 1.4)
        else:
            drawing.box(
                (left, top), _CLAIM - left, high, "raised", "muted", dashed=topic.status == "withdrawn"
            )
        y = top + _PAD + 9
        drawing.text((_CLAIM - _PAD, y), topic.status, topic.tone, SMALL, "end", bold=True)
        head = room - ruler.width(topic.status, SMALL, bold=True) - 10
        drawing.text(
            (left + _PAD, y), ruler.shortened(topic.head, head, SMALL, bold=True), "ink", SMALL, bold=True
        )
        lines = _lines(topic, ruler)
        drawing.lines((left + _PAD, y + LEADING + 1), lines)
        if foot := _foot(topic):
            drawing.text(
                (left + _PAD, y + (len(lines) + 1) * LEADING + 1),
                ruler.shortened(foot, room, SMALL),
                "muted",
                SMALL,
            )


def _point(drawing: Drawing, top: float, point: Point) -> None:
    left, room, ruler = RIGHT + _PAD + 5, _ROOM, drawing.ruler
    high = _point_height(point, ruler)
    with drawing.about(f"{point.head} ({point.who}). {point.text} {point.answer}"):
        drawing.box((RIGHT, top), WIDTH - RIGHT, high)
        y = top + _PAD + 8
        head = ruler.shortened(point.head, room - 90, SMALL, bold=True)
        drawing.text((left, y), head, "ink", SMALL, bold=True)
        who = ruler.shortened(point.who, room - ruler.width(head, SMALL, bold=True) - 12, SMALL)
        drawing.text((WIDTH - _PAD, y), who, "muted", SMALL, "end")
        lines = _said(point, ruler)
        drawing.lines((left, y + LEADING), lines, size=SMALL)
        under = y + (len(lines) + 1) * LEADING
        drawing.lines((left, under), _answer(point, ruler), "accent", SMALL)
        drawing.sign((RIGHT, top + high / 2), point.sign)


def _lines(topic: Topic, ruler: Ruler) -> list[str]:
    return ruler.wrapped(topic.text, _CLAIM - left_of(topic) - 2 * _PAD, TEXT, 3)


def _foot(topic: Topic) -> str:
    also = f"also on {', '.join(topic.also)}" if topic.also else ""
    return "; ".join(filter(None, (also, topic.foot)))


def _said(point: Point, ruler: Ruler) -> list[str]:
    return ruler.wrapped(point.text, _ROOM, SMALL, 2)


def _answer(point: Point, ruler: Ruler) -> list[str]:
    return ruler.wrapped(point.answer, _ROOM, SMALL, 2)

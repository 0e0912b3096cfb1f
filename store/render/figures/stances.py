"""Where each persona began and ended on each proposition, from 0 to 100, with the panel's median and who abstains."""

from collections.abc import Sequence
from dataclasses import dataclass

from triptych.store import standing
from triptych.store.records import Dossier, Proposition, Stance
from triptych.store.render.figures.drawing import LEADING, SMALL, TEXT, Drawing, shown
from triptych.store.render.figures.palette import Palette
from triptych.store.render.nodes import Figure
from triptych.store.render.page import Page
from triptych.store.render.wording import day, percent

TITLE = "Where the panel stands, before and after the debate"
BLIND = "Where the panel stands"
MOST = 10  # propositions drawn
_NAME, _SCALE, _SAID, _END = 236.0, 352.0, 634.0, 760.0
_FROM, _TO = _SCALE + 8, _SAID - 8
_LANE, _TOP, _GAP = 19.0, 44.0, 16.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of a proposition: whose it is, the first and the last value, and how that is said."""

    name: str
    first: int | None
    last: int | None
    said: str
    median: bool = False


def stances(dossier: Dossier, palette: Palette) -> Figure | None:
    """The drawing; None where nobody gave a probability."""
    page = Page(dossier)
    put = dossier.brief.propositions
    if not any(standing.latest(page.ledger.stances, p.id) for p in put):
        return None
    moved = any(s.round for s in page.ledger.stances)
    title = TITLE if moved else BLIND
    caption = _caption(moved, len(put))
    drawing = Drawing(palette)
    bottom = _rows(drawing, [(p, _lanes(p, page)) for p in put[:MOST]])
    return Figure("stances", title, caption, drawing.svg("stances", title, caption, bottom))


def _caption(moved: bool, put: int) -> str:
    dots = "Hollow: before the debate; filled: after it." if moved else "No stance moved."
    left = f" The first {MOST} of {put} propositions are drawn." if put > MOST else ""
    return (
        f"Each persona's probability that the proposition comes true. {dots} Diamond: the panel's median. "
        f"Who abstains is named and not counted.{left}"
    )


def _lanes(proposition: Proposition, page: Page) -> list[Lane]:
    stances = page.ledger.stances
    own = [_own(shown(page.name(k)), standing.said(stances, proposition.id, k)) for k in page.memo.panel]
    return [*own, _middle(proposition, stances)]


def _own(name: str, said: Sequence[Stance]) -> Lane:
    """What one persona said; `first` is its first value, if it gave one before its last."""
    given = [s.probability for s in said if s.probability is not None]
    words = list(dict.fromkeys(percent(s.probability) for s in (*said[:1], *said[-1:])))
    last = said[-1].probability if said else None
    return Lane(name, given[0] if given else None, last, " → ".join(words) or "abstains")


def _middle(proposition: Proposition, stances: Sequence[Stance]) -> Lane:
    first = standing.probabilities(standing.earliest(stances, proposition.id))
    last = standing.probabilities(standing.latest(stances, proposition.id))
    before, after = (standing.middle(values) if values else None for values in (first, last))
    words = " → ".join(dict.fromkeys("none" if v is None else percent(v) for v in (before, after)))
    return Lane("Median", before, after, f"{words}, split" if standing.split(last) else words, median=True)


def _rows(drawing: Drawing, rows: Sequence[tuple[Proposition, list[Lane]]]) -> float:
    """Draw all propositions under one scale; the height that they take."""
    heights = [max(len(lanes) * _LANE, 4.4 * LEADING) + _GAP for _, lanes in rows]
    bottom = _TOP + sum(heights)
    _scale(drawing, bottom)
    top = _TOP
    for (proposition, lanes), height in zip(rows, heights, strict=True):
        _row(drawing, top, proposition, lanes)
        top += height
    drawing.stroke((0, bottom - 8), (_END, bottom - 8))
    return bottom


def _scale(drawing: Drawing, bottom: float) -> None:
    for value in (0, 25, 50, 75, 100):
        x = _x(value)
        drawing.stroke((x, 24), (x, bottom - 8), tone="muted" if value == 50 else "rule", thick=0.8)
        drawing.text((x, 16), f"{value}%", "muted", SMALL, "middle")


def _row(drawing: Drawing, top: float, proposition: Proposition, lanes: Sequence[Lane]) -> None:
    text = f"{proposition.id} {shown(proposition.text)}"
    drawing.stroke((0, top - 8), (_END, top - 8))
    with drawing.about(text):
        lines = drawing.ruler.wrapped(text, _NAME - 22, TEXT, 3)
        drawing.lines((0, top + 10), lines)
        drawing.text((0, top + 10 + len(lines) * LEADING), f"by {day(proposition.horizon)}", "muted", SMALL)
    for place, lane in enumerate(lanes):
        _lane(drawing, top + (place + 0.5) * _LANE, lane)


def _lane(drawing: Drawing, y: float, lane: Lane) -> None:
    drawing.text(
        (_NAME, y + 4),
        drawing.ruler.shortened(lane.name, _SCALE - _NAME - 8, SMALL, lane.median),
        "ink",
        SMALL,
        bold=lane.median,
    )
    drawing.text(
        (_SAID + 14, y + 4), drawing.ruler.shortened(lane.said, _END - _SAID - 14, SMALL), "ink", SMALL
    )
    if lane.last is None:
        return
    if lane.first is not None and lane.first != lane.last:
        _move(drawing, y, lane.first, lane.last)
        _point(drawing, y, lane.first, lane.median, filled=False)
    _point(drawing, y, lane.last, lane.median, filled=True)


def _move(drawing: Drawing, y: float, first: int, last: int) -> None:
    drawing.stroke((_x(first), y), (_x(last), y), tone="accent", thick=2)


def _point(drawing: Drawing, y: float, value: int, median: bool, filled: bool) -> None:
    x, r = _x(value), 5.0
    if median:
        drawing.shape(
            (x - r - 1, y), (x, y - r - 1), (x + r + 1, y), (x, y + r + 1),
            fill="ink" if filled else "raised", edge="ink",
        )  # fmt: skip
    else:
        drawing.dot((x, y), r, "accent" if filled else "raised", "accent")


def _x(value: float) -> float:
    return _FROM + (_TO - _FROM) * value / 100

"""What each step of a run took: a bar for each measure, on a scale of its own; a measure that is nowhere used is left out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from triptych.store.records import Dossier, Spend
from triptych.store.render.figures.drawing import SMALL, TEXT, WIDTH, Drawing, shown
from triptych.store.render.figures.palette import Palette
from triptych.store.render.nodes import Figure

TITLE = "What the run took, by step"
_STEP, _LANE, _TOP = 104.0, 20.0, 40.0
_VALUE, _BAR = 62.0, 11.0


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that a step uses, and how an amount of it is written."""

    name: str
    of: Callable[[Spend], float]
    told: Callable[[float], str]


def _tokens(number: float) -> str:
    return f"{number / 1e6:,.1f} M" if number >= 1e6 else f"{number:,.0f}"


_MEASURES = (
    Measure("Seconds", lambda step: step.seconds, lambda n: f"{n:,.1f}" if n >= 0.05 else "<0.1"),
    Measure("Cost, USD", lambda step: step.cost_usd, lambda n: f"{n:,.2f}" if n >= 0.005 else "<0.01"),
    Measure("Tokens", lambda step: step.tokens_in + step.tokens_out, _tokens),
    Measure("Model calls", lambda step: step.calls, lambda n: f"{n:,.0f}"),
    Measure("Searches", lambda step: step.searches, lambda n: f"{n:,.0f}"),
)


def spend(dossier: Dossier, palette: Palette) -> Figure | None:
    """The drawing; None where no step used anything."""
    used = [one for one in _MEASURES if any(one.of(step) for step in dossier.spend)]
    steps = [step for step in dossier.spend if any(one.of(step) for one in used)]
    if not steps:
        return None
    caption = _caption(used, steps)
    drawing = Drawing(palette)
    bottom = _columns(drawing, used, steps)
    return Figure("spend", TITLE, caption, drawing.svg("spend", TITLE, caption, bottom))


def _caption(used: Sequence[Measure], steps: Sequence[Spend]) -> str:
    sums = ", ".join(f"{one.name[0].lower()}{one.name[1:]} {one.told(_sum(one, steps))}" for one in used)
    return f"In all: {sums}. Each measure has its own scale; steps that ran at the same time are added up."


def _columns(drawing: Drawing, used: Sequence[Measure], steps: Sequence[Spend]) -> float:
    """Draw a column of bars for each measure; the height that they take."""
    bottom = _TOP + len(steps) * _LANE
    wide = (WIDTH - _STEP) / len(used)
    for place, step in enumerate(steps):
        name = drawing.ruler.shortened(shown(step.node), _STEP - 12, TEXT)
        drawing.text((0, _TOP + (place + 0.5) * _LANE + 4), name)
    for place, measure in enumerate(used):
        _column(drawing, _STEP + place * wide, min(wide, 330) - 18, measure, steps)
    return bottom + 4


def _column(drawing: Drawing, left: float, wide: float, measure: Measure, steps: Sequence[Spend]) -> None:
    most = max(map(measure.of, steps))
    drawing.text((left, 16), measure.name, "ink", TEXT, bold=True)
    drawing.stroke((left, 26), (left, _TOP + len(steps) * _LANE), tone="muted")
    for place, step in enumerate(steps):
        amount, y = measure.of(step), _TOP + (place + 0.5) * _LANE
        if not amount:
            continue
        long = max(amount / most * (wide - _VALUE), 1.0)
        drawing.bar((left, y - _BAR / 2), long, _BAR, "accent")
        drawing.text((left + long + 6, y + 4), measure.told(amount), "muted", SMALL)


def _sum(measure: Measure, steps: Sequence[Spend]) -> float:
    return sum(map(measure.of, steps))

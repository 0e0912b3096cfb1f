"""A persona as a page: its question, its stance, the tests that it applies, and how near its forecasts came."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from triptych.tui.pages.lines import BLANK, Layout, Line, wrapped
from triptych.tui.pages.table import table
from triptych.tui.seats import Scores, Seat
from triptych.tui.text import QUIET, line

if TYPE_CHECKING:
    from triptych.store.records import Lens, Persona
    from triptych.store.scoring import Score

ORIGINS = {
    "shipped": "shipped with Triptych",
    "user": "your own",
    "override": "your own, in the place of the shipped one",
}
SCORE_HEAD = ("Forecaster", "N", "Brier", "Blind", "Gained", "Calibration error")
ABOUT_SCORES = (
    "Brier score over resolved propositions: 0 is best, 0.25 is what always saying 50% gets. Blind is that of the "
    "probabilities before the debate, gained what the debate took off."
)


def persona(seat: Seat, scores: Scores) -> Layout:
    """All that is to be said of one."""

    def lines(width: int) -> Iterator[Line]:
        if seat.persona is None:
            yield from _broken(seat, width)
            return
        yield from _head(seat, seat.persona, width)
        for title, text in (
            ("Stance", seat.persona.stance),
            ("Critique", seat.persona.critique),
            ("Prefers", ", ".join(seat.persona.prefers)),
        ):
            yield BLANK
            yield from wrapped(Content.styled(title, "bold $primary"), width)
            yield from wrapped(line(text), width)
        yield from _scores(seat, scores, width)
        for lens in seat.persona.lenses:
            yield BLANK
            yield from _lens(lens, width)

    return lines


def _broken(seat: Seat, width: int) -> Iterator[Line]:
    yield from wrapped(Content.assemble(("✗ broken", "$text-error"), "  ", line(seat.key, "bold")), width)
    yield BLANK
    if seat.fault is not None:
        yield from wrapped(line(seat.fault.message), width)
        if seat.fault.hint:
            yield from wrapped(line(seat.fault.hint, QUIET), width)
    yield BLANK
    yield from wrapped(Content("Press E to mend it. No run can use it until then."), width)


def _head(seat: Seat, one: "Persona", width: int) -> Iterator[Line]:
    yield from wrapped(line(f"{one.name}: {one.title}", "bold $primary"), width)
    yield from wrapped(line(one.question, "italic"), width)
    yield BLANK
    panel = f"seat {seat.place} of the panel" if seat.place else "not on the panel unless a run names it"
    told = f"{seat.key} · {ORIGINS[seat.origin]} · {panel}"
    yield from wrapped(line(told, QUIET), width)
    yield from wrapped(line(f"model: {one.model or 'that of the run'}", QUIET), width)
    if seat.path is not None:
        yield from wrapped(line(str(seat.path), QUIET), width)


def _lens(lens: "Lens", width: int) -> Iterator[Line]:
    yield from wrapped(line(lens.name, "bold $primary"), width)
    yield from wrapped(line(lens.test), width)
    for name, text in (
        ("Asks", lens.ask),
        ("Compares", lens.compare),
        ("Looks for", ", ".join(lens.terms)),
    ):
        if text:
            yield from wrapped(Content.assemble((f"{name}: ", QUIET), line(text)), width, "• ")


def _scores(seat: Seat, scores: Scores, width: int) -> Iterator[Line]:
    own = scores.by_key.get(seat.key)
    if own is None:
        return
    yield BLANK
    yield from wrapped(Content.styled("Forecasts that are resolved", "bold $primary"), width)
    rows = [_row(seat.key, own), *([_row("panel median", scores.median)] if scores.median else [])]
    yield from table([Content(name) for name in SCORE_HEAD], rows, width)
    yield from wrapped(Content.styled(ABOUT_SCORES, QUIET), width)


def _row(name: str, one: "Score") -> list[Content]:
    figures = (one.brier_final, one.brier_blind, one.gained, one.calibration_error)
    signs = ("", "", "+", "")
    told = [
        "-" if value is None else f"{value:{sign}.3f}" for value, sign in zip(figures, signs, strict=True)
    ]
    return [line(name), Content(str(one.n)), *map(Content, told)]

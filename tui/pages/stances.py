"""Where each persona stood before the debate and where it stands after, drawn on a line from 0 to 100 percent."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from triptych.store import standing
from triptych.store.records import Dossier, Proposition, Stance
from triptych.store.render.wording import percent
from triptych.tui.pages.lines import BLANK, Layout, Line, anchored, wrapped
from triptych.tui.text import QUIET, line

BEFORE, AFTER, MEDIAN, WAY = "○", "●", "◆", "─"
NAME, VALUE = 16, 16
"""Columns of a name and of its figures."""
LEAST, MOST = 20, 61
"""Columns of the line from 0 to 100."""
TICKS = (0, 25, 50, 75, 100)


def stances(dossier: Dossier) -> Layout:
    """The chart: one line a persona and one for the panel's median, under each proposition."""

    def lines(width: int) -> Iterator[Line]:
        if not dossier.brief.propositions:
            yield from wrapped(Content("The brief of this memo puts no proposition forward."), width)
            return
        legend = f"{BEFORE} before the debate   {AFTER} after it   {MEDIAN} median of the panel"
        yield from wrapped(Content.styled(legend, QUIET), width)
        for proposition in dossier.brief.propositions:
            yield BLANK
            yield from anchored(_proposition(dossier, proposition, width), proposition.id)

    return lines


def track(before: int | None, after: int | None, size: int, sign: str = AFTER) -> str:
    """A line from 0 to 100 with two places marked, and the way between them; the second sign covers the first."""
    cells = [" "] * size
    for tick in TICKS:
        cells[_place(tick, size)] = "·"
    places = [_place(value, size) for value in (before, after) if value is not None]
    for at in range(min(places, default=0), max(places, default=-1) + 1):
        cells[at] = WAY
    if before is not None:
        cells[_place(before, size)] = BEFORE
    if after is not None:
        cells[_place(after, size)] = sign
    return "".join(cells)


def scale(size: int) -> str:
    """The figures under the line, each under its place."""
    cells = [" "] * (size + 4)
    for tick in TICKS:
        text = str(tick)
        start = max(0, _place(tick, size) - len(text) // 2)
        cells[start : start + len(text)] = text
    return "".join(cells).rstrip()


def _place(value: int, size: int) -> int:
    return round(value / 100 * (size - 1))


def _proposition(dossier: Dossier, proposition: Proposition, width: int) -> Iterator[Line]:
    told = Content.assemble(line(proposition.id, "bold $primary"), "  ", line(proposition.text, "bold"))
    yield from wrapped(told, width)
    yield Line(Content.styled(f"by {proposition.horizon}", QUIET))
    size = max(LEAST, min(MOST, width - NAME - VALUE - 2))
    for persona in dossier.memo.panel:
        said = standing.said(dossier.ledger.stances, proposition.id, persona)
        yield Line(_row(_name(dossier, persona), said, size))
    yield Line(_median(dossier, proposition, size))
    yield Line(Content.styled(f"{'':{NAME}} {scale(size)}", QUIET))


def _name(dossier: Dossier, key: str) -> str:
    return next((p.name for p in dossier.personas if p.key == key), key)


def _row(name: str, said: Sequence[Stance], size: int) -> Content:
    first, last = (said[0].probability, said[-1].probability) if said else (None, None)
    return _drawn(line(name), track(first, last, size), _change(first, last), "$text-accent")


def _median(dossier: Dossier, proposition: Proposition, size: int) -> Content:
    first = standing.probabilities(standing.earliest(dossier.ledger.stances, proposition.id))
    last = standing.probabilities(standing.latest(dossier.ledger.stances, proposition.id))
    before, after = (standing.middle(values) if values else None for values in (first, last))
    split = " split" if standing.split(last) else ""
    told = _change(before, after, "none") + split
    return _drawn(
        Content.styled("Panel median", "bold"), track(before, after, size, MEDIAN), told, "bold $primary"
    )


def _change(before: int | None, after: int | None, none: str = "abstains") -> str:
    return " → ".join(dict.fromkeys((percent(before, none), percent(after, none))))


def _drawn(name: Content, drawn: str, told: str, style: str) -> Content:
    named = name.truncate(NAME, ellipsis=True)
    return Content.assemble(named.pad_right(NAME - named.cell_length), " ", (drawn, style), " ", told)

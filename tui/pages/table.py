"""A table in lines of a width: columns side by side where they fit, else each row as a list of its cells."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from textual.content import Content

from triptych.tui.pages.lines import BLANK, Line, wrapped
from triptych.tui.text import QUIET

BETWEEN = "  "
LEAST = 9
"""Columns that a cell of text needs at least to be read beside others."""


def table(head: Sequence[Content], rows: Sequence[Sequence[Content]], width: int) -> Iterator[Line]:
    """The table; its head is repeated nowhere."""
    wanted = [
        max((cell.cell_length for cell in column), default=0) for column in zip(head, *rows, strict=True)
    ]
    room = width - len(BETWEEN) * (len(head) - 1)
    widths = fitting(wanted, room)
    if any(given < min(LEAST, want) for given, want in zip(widths, wanted, strict=True)):
        yield from _listed(head, rows, width)
        return
    if any(head):
        yield from _row([cell.stylize("bold") for cell in head], widths)
    yield Line(Content.styled(BETWEEN.join("─" * each for each in widths), "$primary 50%"))
    for row in rows:
        yield from _row(row, widths)


def fitting(wanted: Sequence[int], room: int) -> list[int]:
    """Widths that fit into the room: as wanted, but the widest ones cut to one measure."""
    if sum(wanted) <= room:
        return list(wanted)
    low, high = 0, max(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if sum(min(one, middle) for one in wanted) <= room else (low, middle - 1)
    widths = [min(one, low) for one in wanted]
    spare = room - sum(widths)
    for number, one in enumerate(wanted):
        if one > low and spare > 0:
            widths[number] += 1
            spare -= 1
    return widths


def _row(cells: Sequence[Content], widths: Sequence[int]) -> Iterator[Line]:
    columns = [cell.wrap(each) if each else [] for cell, each in zip(cells, widths, strict=True)]
    for line in zip_longest(*columns, fillvalue=Content()):
        padded = [
            one.pad_right(max(0, each - one.cell_length)) for one, each in zip(line, widths, strict=True)
        ]
        yield Line(Content(BETWEEN).join(padded).rstrip())


def _listed(head: Sequence[Content], rows: Sequence[Sequence[Content]], width: int) -> Iterator[Line]:
    for number, row in enumerate(rows):
        if number:
            yield BLANK
        for title, cell in zip(head, row, strict=True):
            if cell:
                named = Content.assemble(title.stylize(QUIET), ": ", cell) if title else cell
                yield from wrapped(named, width)

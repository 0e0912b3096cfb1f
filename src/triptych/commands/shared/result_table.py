"""Rows in columns: aligned and whole in a pipe; on a terminal cut to its width, or a line a column where they are too many."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from triptych import console
from triptych.keys import hidden

if TYPE_CHECKING:
    from rich.table import Table

Cells = Sequence[Sequence[str]]
GAP = 2
NARROWEST = 12  # columns of a terminal to which a cell may be cut
AT_ONCE = 200  # rows that are laid out together: it takes long, and the first should be seen before the last is done


def put_aligned(heads: Sequence[str], cells: Cells, right: Sequence[bool]) -> None:
    """Put out every cell whole, aligned."""
    from rich.cells import cell_len

    widths = _widths([heads, *cells])
    lines = []
    for line in (heads, *cells):
        padded = []
        for text, width, number in zip(line, widths, right, strict=True):
            space = " " * (width - cell_len(text))
            padded.append(f"{space}{text}" if number else f"{text}{space}")
        lines.append(f"{(' ' * GAP).join(padded).rstrip()}\n")
    console.raw("".join(lines))


def put_laid_out(heads: Sequence[str], cells: Cells, right: Sequence[bool]) -> None:
    """Put out a table that fits the terminal; where that would cut too much, each row as lines of its own."""
    from rich.console import Console

    terminal = Console(highlight=False)
    widths = fitted(_widths([heads, *cells]), terminal.width)
    if widths is None:
        for number, row in enumerate(cells, 1):
            terminal.print(_record(number, heads, row), end="\n" if number < len(cells) else "")
        return
    for first in range(0, max(len(cells), 1), AT_ONCE):
        shown = heads if first == 0 else None
        terminal.print(_table(shown, cells[first : first + AT_ONCE], widths, right))


def fitted(widths: Sequence[int], whole: int) -> list[int] | None:
    """The widths of columns cut to fit together into `whole`; None where one would be too narrow to be read.

    The widest give first.
    """
    room = whole - GAP * (len(widths) - 1)
    most = room
    while sum(min(width, most) for width in widths) > room:
        most -= 1
        if most < NARROWEST:
            return None
    return [min(width, most) for width in widths]


def _widths(lines: Cells) -> list[int]:
    from rich.cells import cell_len

    return [max(map(cell_len, column)) for column in zip(*lines, strict=True)]


def _table(
    heads: Sequence[str] | None, cells: Cells, widths: Sequence[int], right: Sequence[bool]
) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="bold", show_header=heads is not None
    )
    for n, (width, number) in enumerate(zip(widths, right, strict=True)):
        head = Text(hidden(heads[n]) if heads else "")
        table.add_column(
            head, justify="right" if number else "left", width=width, no_wrap=True, overflow="ellipsis"
        )
    for row in cells:
        table.add_row(*(Text(hidden(text), overflow="ellipsis") for text in row))
    return table


def _record(number: int, heads: Sequence[str], row: Sequence[str]) -> "Table":
    """One row, a line a column; the first says which row it is."""
    from rich.table import Table
    from rich.text import Text

    record = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="bold", expand=True)
    record.add_column(Text(f"row {number}"), no_wrap=True, style="bold")
    record.add_column(ratio=1)
    for head, text in zip(heads, row, strict=True):
        record.add_row(Text(hidden(head)), Text(hidden(text)))
    return record

"""How the width of a page is shared among the columns of a table, and which of them hold short cells only."""

from collections.abc import Sequence
from dataclasses import dataclass

from triptych.store.render.nodes import Inlines, Table, words

SHORT = 20  # characters of a cell that stays on one line
_MOST = 90  # characters from which on a column asks for no more room
_ROOM = 64  # characters in short columns that leave enough room for a long one
_CROWDED = {True: 8, False: 50}
"""The shares of short and long columns where there are more of the short."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    share: int
    """Of the width, against the other columns."""
    short: bool
    """Whether each of its cells would fit on one line."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table."""

    columns: tuple[Column, ...]
    crowded: bool
    """Whether there are so many that short cells must wrap, and heads stand upright."""


def layout(table: Table) -> Layout:
    """The columns of a table, by what is in them."""
    columns = tuple(_column(head, cells) for head, *cells in zip(table.head, *table.rows, strict=True))
    if sum(c.share + 3 for c in columns if c.short) <= _ROOM:
        return Layout(columns, False)
    return Layout(tuple(Column(_CROWDED[c.short], c.short) for c in columns), True)


def _column(head: Inlines, cells: Sequence[Inlines]) -> Column:
    longest = max((len(words(cell)) for cell in cells), default=0)
    return Column(max(3, min(longest, _MOST), *map(len, words(head)[:SHORT].split())), longest <= SHORT)

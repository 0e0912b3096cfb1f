"""The rows of a query: columns that nobody knows beforehand, as many as there are, and gone through sideways."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from triptych.tui.querying import Heading, short
from triptych.tui.text import QUIET, line
from triptych.tui.widgets.rows import Column, Rows

if TYPE_CHECKING:
    from triptych.store.sql.values import Value

Numbered = tuple[int, "Sequence[Value]"]
"""A row and its number, from 1."""


class Grid(Rows[Numbered]):
    """A table of any number of rows and columns. `put` it a result."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "right", "aside(1)", "Right", id="grid-right", show=False, tooltip="To the columns at the right"
        ),
        Binding(
            "left", "aside(-1)", "Left", id="grid-left", show=False, tooltip="To the columns at the left"
        ),
    ]

    def __init__(self, id: str | None = None) -> None:
        super().__init__([Column("", lambda _: Content())], lambda row: row[0], id=id)
        self._headings: Sequence[Heading] = ()
        self.first = 0
        """Number of the first column that is shown."""

    def put(self, headings: Sequence[Heading], rows: "Sequence[Sequence[Value]]") -> None:
        """Show these rows from the first, with these columns."""
        self._headings, self.first = headings, 0
        self._lay_out(len(rows))
        self.show(list(enumerate(rows, start=1)), top=True)

    def _lay_out(self, rows: int) -> None:
        number = Column[Numbered](
            "", lambda row: Content.styled(str(row[0]), QUIET), len(str(rows)), right=True
        )
        shown = [
            Column[Numbered](line(one.name).plain, _cell(self.first + n), one.width, one.right)
            for n, one in enumerate(self._headings[self.first :])
        ]
        self._columns = [number, *shown, Column("", lambda _: Content())]
        self.refresh()

    def action_aside(self, way: int) -> None:
        """A column to the right or to the left."""
        first = max(0, min(self.first + way, len(self._headings) - 1))
        if first != self.first:
            self.first = first
            self._lay_out(len(self.rows))


def _cell(column: int) -> Callable[[Numbered], Content]:
    def cell(row: Numbered) -> Content:
        value = row[1][column]
        return line(short(value), QUIET if value is None else "")

    return cell

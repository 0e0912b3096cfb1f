"""A row of a query with every value in full, a column after the other."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from triptych.tui.context import Context
from triptych.tui.messages import Told
from triptych.tui.pages.lines import BLANK, Layout, Line, wrapped
from triptych.tui.querying import Heading, whole
from triptych.tui.screens.sheet import Sheet
from triptych.tui.text import QUIET, line, plain, shown

if TYPE_CHECKING:
    from triptych.store.sql.values import Value


class RecordScreen(Sheet):
    """One row.

    Args:
        context: the session.
        number: of the row, from 1.
        headings: the columns.
        row: its values.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", id="copy", tooltip="Copy the row, a value a line"),
    ]

    def __init__(
        self, context: Context, number: int, headings: Sequence[Heading], row: "Sequence[Value]"
    ) -> None:
        super().__init__(context, "y copy")
        self._number, self._headings, self._row = number, headings, row

    def on_mount(self) -> None:
        self.page.show(record(self._number, self._headings, self._row))
        self.page.focus()

    def action_copy(self) -> None:
        """Copy it."""
        told = (f"{one.name}: {whole(value)}" for one, value in zip(self._headings, self._row, strict=True))
        self.app.copy_to_clipboard(plain("\n".join(told)))
        self.post_message(Told("Copied the row."))


def record(number: int, headings: Sequence[Heading], row: "Sequence[Value]") -> Layout:
    """A row as a page."""

    def lines(width: int) -> Iterator[Line]:
        yield from wrapped(Content.styled(f"Row {number:,}", "bold $primary"), width)
        for one, value in zip(headings, row, strict=True):
            yield BLANK
            yield from wrapped(
                Content.assemble(line(one.name, "bold"), "  ", line(one.type.lower(), QUIET)), width
            )
            told = shown(whole(value), QUIET if value is None else "")
            for paragraph in told.split("\n", allow_blank=True):
                yield from wrapped(paragraph, width, "  ") if paragraph else (BLANK,)

    return lines

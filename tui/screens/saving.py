"""The rows of a query written as a file."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, OptionList

from triptych.tui.context import Context
from triptych.tui.querying import FORMATS, save
from triptych.tui.screens.file_dialog import FileDialog
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.store.sql.query import Result

NAME = "query"


class SavingScreen(FileDialog):
    """Asks for the format of some rows and the file for them.

    Args:
        context: the session.
        result: the rows.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "export", "Export", id="do-save", tooltip="Write the file"),
    ]
    FORMATS = FORMATS
    TO_REPLACE = "Replace a file that is there"

    @dataclass
    class Saved(Message):
        """The file is written."""

        file: Path

    def __init__(self, context: Context, result: "Result") -> None:
        super().__init__(context)
        self._result = result

    def heading(self) -> str:
        count = len(self._result.rows)
        return f"Export {count:,} row{'s' * (count != 1)}"

    def target(self) -> tuple[str, str]:
        return "To this file", str(self.context.exports / f"{NAME}.csv")

    @on(OptionList.OptionHighlighted)
    def format_marked(self) -> None:
        """The name of the file goes with its format."""
        field = self.query_one("#place", Input)
        stem, dot, suffix = field.value.rpartition(".")
        if dot and suffix in FORMATS:
            field.value = f"{stem}.{self.form}"

    @background("save")
    def write(self, form: str, place: str, replace: bool) -> Saved:
        """Write it."""
        return self.Saved(save(self.context.archive, self._result, form, place, replace))

    @on(Saved)
    def saved(self, event: Saved) -> None:
        """Close, and say where the file is."""
        self.wrote(event.file)

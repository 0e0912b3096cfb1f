"""The rows of a query written as a file: in which format, and where to."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from triptych.tui.context import Context
from triptych.tui.messages import Failed, Told
from triptych.tui.querying import FORMATS, save
from triptych.tui.text import line, plain_line
from triptych.tui.widgets.tick import Tick
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.store.sql.query import Result

NAME = "query"


class SavingScreen(ModalScreen[None]):
    """Asks for format and file, writes in the background, and says where it is.

    Args:
        context: the session.
        result: the rows.
    """

    CSS_PATH = "saving.tcss"
    AUTO_FOCUS = "#format"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Cancel", id="cancel", tooltip="Write nothing"),
        Binding("ctrl+s", "save", "Export", id="do-save", tooltip="Write the file"),
    ]

    @dataclass
    class Saved(Message):
        """The file is written."""

        file: Path

    def __init__(self, context: Context, result: "Result") -> None:
        super().__init__()
        self.context, self._result = context, result

    def compose(self) -> ComposeResult:
        count = len(self._result.rows)
        with Vertical(classes="dialog"):
            yield Static(Content(f"Export {count:,} row{'s' * (count != 1)}"), classes="title")
            yield OptionList(
                *(Option(Content(told), id=name) for name, told in FORMATS.items()), id="format", compact=True
            )
            yield Static(Content("To this file"), classes="label")
            yield Input(plain_line(str(self.context.exports / f"{NAME}.csv")), id="place", compact=True)
            yield Tick(Content("Replace a file that is there"), id="replace", compact=True)
            yield Static(id="state")
            with Horizontal(classes="buttons"):
                yield Button(Content("Cancel"), id="cancel")
                yield Button(Content("Export"), id="export", variant="primary")

    def on_mount(self) -> None:
        self.query_one("#format", OptionList).highlighted = 0

    @property
    def form(self) -> str:
        """The format that is marked."""
        formats = self.query_one("#format", OptionList)
        return formats.get_option_at_index(formats.highlighted or 0).id or "csv"

    @on(OptionList.OptionHighlighted)
    def format_marked(self) -> None:
        """The name of the file goes with its format."""
        field = self.query_one("#place", Input)
        stem, dot, suffix = field.value.rpartition(".")
        if dot and suffix in FORMATS:
            field.value = f"{stem}.{self.form}"

    @on(OptionList.OptionSelected)
    def format_chosen(self) -> None:
        """Enter on a format goes on to the place."""
        self.query_one("#place").focus()

    @on(Input.Submitted)
    def place_named(self) -> None:
        """Enter on the place writes."""
        self.action_save()

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """The same by mouse."""
        self.action_save() if event.button.id == "export" else self.dismiss()

    def action_save(self) -> None:
        """Write the file."""
        self.query_one("#state", Static).update(Content("Writing …"))
        self.write(self.form, self.query_one("#place", Input).value, self.query_one("#replace", Tick).value)

    @background("save")
    def write(self, form: str, place: str, replace: bool) -> Saved:
        """Write it."""
        return self.Saved(save(self._result, form, place, replace))

    @on(Failed)
    def failed(self, event: Failed) -> None:
        """Say it here, where it can be mended."""
        self.query_one("#state", Static).update(line(f"{event.message} {event.hint}", "$text-error"))
        event.stop()

    @on(Saved)
    def saved(self, event: Saved) -> None:
        """Close, and say where the file is."""
        self.app.post_message(Told(f"Wrote {event.file}"))
        self.dismiss()

    def action_close(self) -> None:
        """Write nothing."""
        self.dismiss()

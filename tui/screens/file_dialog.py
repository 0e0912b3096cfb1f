"""A dialog that writes something as files: in which format, and where to."""

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from triptych.tui.context import Context
from triptych.tui.messages import Failed, Told
from triptych.tui.text import line, plain_line
from triptych.tui.widgets.tick import Tick


class FileDialog(ModalScreen[None]):
    """Asks for format and place, has it written in the background, and says where it is.

    A subclass sets FORMATS (the most wanted first), says what its fields are for, and writes in `write`.

    Args:
        context: the session.
    """

    CSS_PATH = "file_dialog.tcss"
    AUTO_FOCUS = "#format"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Cancel", id="cancel", tooltip="Write nothing"),
    ]
    FORMATS: ClassVar[Mapping[str, str]] = {}
    """What each format is for, by its name."""
    TO_REPLACE: ClassVar[str] = ""
    """What the tick allows."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context

    def heading(self) -> str:
        """What is written."""
        raise NotImplementedError

    def target(self) -> tuple[str, str]:
        """What the place is, and where it is unless another is named."""
        raise NotImplementedError

    def write(self, form: str, place: str, replace: bool) -> object:
        """Write it, in the background."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        label, place = self.target()
        with Vertical(classes="dialog"):
            yield Static(Content(self.heading()), classes="title")
            options = (Option(Content(told), id=name) for name, told in self.FORMATS.items())
            yield OptionList(*options, id="format", compact=True)
            yield Static(Content(label), classes="label")
            yield Input(plain_line(place), id="place", compact=True)
            yield Tick(Content(self.TO_REPLACE), id="replace", compact=True)
            yield Static(id="state")
            with Horizontal(classes="buttons"):
                yield Button(Content("Cancel (esc)"), id="cancel")
                yield Button(Content("Export (^s)"), id="export", variant="primary")

    def on_mount(self) -> None:
        self.query_one("#format", OptionList).highlighted = 0

    @property
    def form(self) -> str:
        """The format that is marked."""
        formats = self.query_one("#format", OptionList)
        return formats.get_option_at_index(formats.highlighted or 0).id or next(iter(self.FORMATS))

    @on(OptionList.OptionSelected)
    def format_chosen(self) -> None:
        """Enter on a format goes on to the place."""
        self.query_one("#place").focus()

    @on(Input.Submitted)
    def place_named(self) -> None:
        """Enter on the place writes."""
        self.action_export()

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """The same by mouse."""
        self.action_export() if event.button.id == "export" else self.dismiss()

    def action_export(self) -> None:
        """Write it."""
        self.say("Writing …")
        self.write(self.form, self.query_one("#place", Input).value, self.query_one("#replace", Tick).value)

    def say(self, words: str) -> None:
        """Say how far it is."""
        self.query_one("#state", Static).update(Content(words))

    @on(Failed)
    def failed(self, event: Failed) -> None:
        """Say it here, where it can be mended."""
        self.query_one("#state", Static).update(line(f"{event.message} {event.hint}", "$text-error"))
        event.stop()

    def wrote(self, where: object) -> None:
        """Close, and say where it is."""
        self.app.post_message(Told(f"Wrote {where}"))
        self.dismiss()

    def action_close(self) -> None:
        """Write nothing."""
        self.dismiss()

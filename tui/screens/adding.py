"""What is to be added to the library: a path or an address."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static


class AddScreen(ModalScreen[str | None]):
    """Dismissed with what was typed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="cancel", tooltip="Add nothing")
    ]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog asking"):
            yield Static(Content("Add to the library"), classes="title")
            yield Input(placeholder="~/reports, report.pdf or https://example.org/feed.xml", compact=True)
            yield Static(Content(_READS))
            yield Static(Content("enter add   esc cancel"), classes="quiet")

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Give back what was typed."""
        self.dismiss(event.value.strip() or None)

    def action_cancel(self) -> None:
        """Add nothing."""
        self.dismiss(None)


_READS = "A file, a folder (each file in it), a web page, or a feed (each entry). The same text twice is added once."

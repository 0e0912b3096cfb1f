"""The key of a new persona, and what it begins as."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from triptych.tui.text import line
from triptych.tui.widgets.tick import Tick


@dataclass(frozen=True)
class Wanted:
    """What was chosen."""

    key: str
    copy: bool
    """Whether it begins as a copy of the persona under the cursor, else as the commented example."""


class NewPersonaScreen(ModalScreen[Wanted | None]):
    """Dismissed with what was chosen, or None.

    Args:
        like: the key of the persona under the cursor; empty where its file is broken.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="cancel", tooltip="Make none")
    ]

    def __init__(self, like: str) -> None:
        super().__init__()
        self._like = like

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog asking"):
            yield Static(Content("New persona"), classes="title")
            yield Input(placeholder="its key, such as hardware-buyer", compact=True, max_length=31)
            if self._like:
                yield Tick(line(f"Begin as a copy of {self._like}"), value=True, compact=True)
            yield Static(Content(_BEGINS))
            yield Static(Content("enter make its file and edit it   esc cancel"), classes="quiet")

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Give back what was chosen."""
        copies = bool(self._like) and self.query_one(Tick).value
        self.dismiss(Wanted(event.value.strip(), copies) if event.value.strip() else None)

    def action_cancel(self) -> None:
        """Make none."""
        self.dismiss(None)


_BEGINS = "Without a copy it begins as a commented example. The key of a shipped persona begins one of your own in its place."

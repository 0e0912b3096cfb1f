"""Changes to a brief, asked for in words."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from triptych.tui.text import line
from triptych.tui.widgets.writing import LineWriting

EXAMPLE = "e.g. ask more about supply in China, and drop the proposition on regulation"


class ChangesScreen(ModalScreen[str | None]):
    """Dismissed with what is to be changed, or None.

    Args:
        model: who is asked to change it.
    """

    CSS_PATH = "changes.tcss"
    AUTO_FOCUS = "LineWriting"
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, model: str) -> None:
        super().__init__()
        self._model = model

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content("What is to be changed?"), classes="title")
            yield LineWriting(placeholder=EXAMPLE)
            told = Content.assemble("enter asks ", line(self._model), " (u takes it back)   esc cancel")
            yield Static(told, classes="quiet")

    @on(LineWriting.Given)
    def given(self, event: LineWriting.Given) -> None:
        """Ask for it."""
        self.dismiss(event.text.strip() or None)

    @on(LineWriting.Left)
    def left(self) -> None:
        """Ask for nothing."""
        self.dismiss(None)

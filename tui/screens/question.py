"""A question that is answered by yes or no, before something is done that cannot be undone."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from triptych.tui.text import shown


class Question(ModalScreen[bool]):
    """Dismissed with True where it is agreed to; the button that does nothing has the focus.

    Args:
        question: what is asked; may hold text from outside.
        yes: what the button says that does it, in a word or two of ours.
        no: the other one.
        details: what else to know, line by line.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="yes", tooltip="Do it"),
        Binding("n,escape", "answer(False)", "No", id="no", tooltip="Leave all as it is"),
    ]

    def __init__(self, question: str, yes: str = "Yes", no: str = "No", details: str = "") -> None:
        super().__init__()
        self._question, self._yes, self._no, self._details = question, yes, no, details

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(shown(self._question), classes="title")
            if self._details:
                yield Static(shown(self._details), classes="details")
            with Horizontal(classes="buttons"):
                yield Button(Content(f"{self._no} (n)"), id="no")
                yield Button(Content(f"{self._yes} (y)"), id="yes", variant="error")

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    def action_answer(self, agreed: bool) -> None:
        """Give the answer."""
        self.dismiss(agreed)

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """The same by mouse."""
        self.dismiss(event.button.id == "yes")

"""A citation by its number, typed."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from triptych.store.records import Dossier
from triptych.store.render.numbered import numbered
from triptych.tui.text import line


class CitationScreen(ModalScreen[int | None]):
    """Dismissed with the number of a source of the memo, or None.

    Args:
        dossier: the memo.
        begun: what of the number was typed already.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="cancel", tooltip="Go nowhere")
    ]

    def __init__(self, dossier: Dossier, begun: str = "") -> None:
        super().__init__()
        self._sources, self._begun = numbered(dossier), begun

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog asking"):
            yield Static(Content(f"Open citation, 1 to {len(self._sources)}"), classes="title")
            yield Input(self._begun, type="integer", max_length=5, compact=True, select_on_focus=False)
            yield Static(id="source")
            yield Static(Content("enter open   esc cancel"), classes="quiet")

    def _number(self) -> int:
        """What is typed, if a source has that number; otherwise 0."""
        value = self.query_one(Input).value
        number = int(value) if value.isdecimal() else 0
        return number if 0 < number <= len(self._sources) else 0

    @on(Input.Changed)
    def typed(self) -> None:
        """Show whose number it is."""
        number = self._number()
        source = self._sources[number - 1] if number else None
        told = line(f"{source.title} ({source.publisher})") if source else line("no source has that number")
        self.query_one("#source", Static).update(told if number or self.query_one(Input).value else Content())

    @on(Input.Submitted)
    def chosen(self) -> None:
        """Give it back, if a source has it."""
        if number := self._number():
            self.dismiss(number)

    def action_cancel(self) -> None:
        """Go nowhere."""
        self.dismiss(None)

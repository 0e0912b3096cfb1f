"""A page in front of a screen: what is looked up for a moment and closed again."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from triptych.tui.context import Context
from triptych.tui.screens.base import move
from triptych.tui.widgets.page import Page


class Sheet(ModalScreen[None]):
    """A page with a title and a line of keys. A subclass shows its page in `on_mount`.

    Args:
        context: the session.
        keys: what can be pressed here beside escape, in words of ours.
    """

    CSS_PATH = "sheet.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close", id="close", tooltip="Back to what is behind"),
        Binding("j", "move('down')", "Down", id="down", show=False),
        Binding("k", "move('up')", "Up", id="up", show=False),
        Binding("g", "move('top')", "Top", id="top", show=False),
        Binding("G", "move('bottom')", "Bottom", id="bottom", show=False),
        Binding(
            "question_mark", "app.help", "Help", key_display="?", id="help", tooltip="The keys that work here"
        ),
    ]

    def __init__(self, context: Context, keys: str = "") -> None:
        super().__init__()
        self.context, self._keys = context, keys

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Page()
            yield Static(Content(f"{self._keys}{'   ' if self._keys else ''}esc close"), classes="quiet keys")

    @property
    def page(self) -> Page:
        """The page."""
        return self.query_one(Page)

    def action_close(self) -> None:
        """Close it."""
        self.dismiss()

    async def action_move(self, way: str) -> None:
        """Move in the page."""
        await move(self, way)

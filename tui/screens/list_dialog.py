"""A dialog that shows a list, read when it opens, of which one is chosen; keys move in it as everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from triptych.tui.context import Context
from triptych.tui.screens.base import move
from triptych.tui.widgets.rows import Column, Rows

T = TypeVar("T")
MOST = 12
"""Rows that are shown at once."""


class ListDialog(ModalScreen[T | None]):
    """Dismissed with what was chosen, or None. A subclass says what it is about, and gives `Listed` from a thread.

    Args:
        context: the session.
    """

    CSS_PATH = "list_dialog.tcss"
    AUTO_FOCUS = "#list"
    HEADING = ""
    KEYS = ""
    """What the keys do, in a line."""
    NONE = ""
    """What is said instead where there is nothing."""
    COLUMNS: tuple[Column[Any], ...] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="close", tooltip="Go on with none"),
        Binding("j", "move('down')", "Down", id="down", show=False),
        Binding("k", "move('up')", "Up", id="up", show=False),
        Binding("g", "move('top')", "Top", id="top", show=False),
        Binding("G", "move('bottom')", "Bottom", id="bottom", show=False),
    ]

    @dataclass
    class Listed(Message):
        """What there is was read."""

        rows: Sequence[Any]

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context

    def key(self, row: Any) -> object:
        """What tells a row from the others."""
        raise NotImplementedError

    def choice(self, row: Any) -> T:
        """What the dialog is dismissed with."""
        raise NotImplementedError

    def read(self) -> object:
        """Read what there is, in a thread, and give `Listed`."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self.HEADING), classes="title")
            yield Rows(self.COLUMNS, self.key, id="list")
            yield Static(Content(self.KEYS), id="state", classes="quiet")

    @property
    def rows(self) -> "Rows[Any]":
        """The list."""
        return self.query_one("#list", Rows)

    def on_mount(self) -> None:
        self.read()

    @on(Listed)
    def listed(self, event: Listed) -> None:
        """Show it."""
        self.rows.show(event.rows)
        self.rows.styles.height = 1 + min(MOST, len(event.rows))
        self.rows.display = bool(event.rows)
        self.query_one("#state", Static).update(Content(self.KEYS if event.rows else self.NONE))

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Go on with it."""
        self.dismiss(self.choice(event.row))

    def action_close(self) -> None:
        """Go on with none."""
        self.dismiss(None)

    async def action_move(self, way: str) -> None:
        """Move in the list."""
        await move(self, way)

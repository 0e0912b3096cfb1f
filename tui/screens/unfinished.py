"""Runs that did not end: one to go on with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

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
from triptych.tui.text import line
from triptych.tui.widgets.rows import Column, Rows
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.graphs.keeping.standing import Standing

COLUMNS: "tuple[Column[Standing], ...]" = (
    Column("Begun", lambda one: Content(f"{one.row.started_at:%Y-%m-%d %H:%M}"), 16),
    Column("State", lambda one: Content(one.state), 11),
    Column("Calls", lambda one: Content(f"{one.row.calls or ''}"), 5, right=True),
    Column("Idea", lambda one: line(one.row.idea)),
)


class UnfinishedScreen(ModalScreen["Standing | None"]):
    """Dismissed with the run to go on with, or None.

    Args:
        context: the session.
    """

    CSS_PATH = "unfinished.tcss"
    AUTO_FOCUS = "#list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="close", tooltip="Go on with none"),
        Binding("j", "move('down')", "Down", id="down", show=False),
        Binding("k", "move('up')", "Up", id="up", show=False),
        Binding("g", "move('top')", "Top", id="top", show=False),
        Binding("G", "move('bottom')", "Bottom", id="bottom", show=False),
    ]

    @dataclass
    class Listed(Message):
        """They were read."""

        runs: "Sequence[Standing]"

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content("Runs that did not end"), classes="title")
            yield Rows(COLUMNS, lambda one: one.row.id, id="list")
            yield Static(Content("enter go on   esc close"), id="state", classes="quiet")

    @property
    def rows(self) -> "Rows[Standing]":
        """The list."""
        return cast("Rows[Standing]", self.query_one("#list", Rows))

    def on_mount(self) -> None:
        self.read()

    @background("unfinished")
    def read(self) -> Listed:
        """Read which there are."""
        from triptych.graphs.keeping.standing import standings

        return self.Listed([one for one in standings(self.context.archive) if one.resumable])

    @on(Listed)
    def listed(self, event: Listed) -> None:
        """Show them."""
        self.rows.show(event.runs)
        if not event.runs:
            told = "Every run has ended, or kept nothing to go on with.   esc close"
            self.query_one("#state", Static).update(Content(told))

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Go on with it."""
        self.dismiss(event.row)

    def action_close(self) -> None:
        """Go on with none."""
        self.dismiss(None)

    async def action_move(self, way: str) -> None:
        """Move in the list."""
        await move(self, way)

"""Drafts of briefs: one to go on with, or to delete."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from triptych.tui.context import Context
from triptych.tui.drafts import Draft
from triptych.tui.screens.base import move
from triptych.tui.text import line
from triptych.tui.widgets.rows import Column, Rows
from triptych.tui.work import background

COLUMNS: tuple[Column[Draft], ...] = (
    Column("Changed", lambda draft: Content(f"{draft.changed:%Y-%m-%d %H:%M}"), 16),
    Column("Idea", lambda draft: line(draft.idea)),
)


class DraftsScreen(ModalScreen[Path | None]):
    """Dismissed with the draft to go on with, or None.

    Args:
        context: the session.
    """

    CSS_PATH = "drafts.tcss"
    AUTO_FOCUS = "#list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="close", tooltip="Go on with none"),
        Binding("d,delete", "delete", "Delete", id="delete-draft", tooltip="Delete the draft; asks first"),
        Binding("j", "move('down')", "Down", id="down", show=False),
        Binding("k", "move('up')", "Up", id="up", show=False),
        Binding("g", "move('top')", "Top", id="top", show=False),
        Binding("G", "move('bottom')", "Bottom", id="bottom", show=False),
    ]

    @dataclass
    class Listed(Message):
        """The drafts were read."""

        drafts: list[Draft]

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content("Drafts of briefs"), classes="title")
            yield Rows(COLUMNS, lambda draft: draft.path, id="list")
            yield Static(Content("enter go on   d delete   esc close"), id="state", classes="quiet")

    @property
    def rows(self) -> "Rows[Draft]":
        """The list."""
        return cast("Rows[Draft]", self.query_one("#list", Rows))

    def on_mount(self) -> None:
        self.read()

    @background("drafts")
    def read(self) -> Listed:
        """Read which there are."""
        from triptych.tui.drafts import listed

        return self.Listed(listed())

    @on(Listed)
    def listed(self, event: Listed) -> None:
        """Show them."""
        self.rows.show(event.drafts)
        if not event.drafts:
            told = "No drafts. A brief that you leave without starting its run is kept here.   esc close"
            self.query_one("#state", Static).update(Content(told))

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Go on with it."""
        self.dismiss(event.row.path)

    def action_delete(self) -> None:
        """Ask, and delete."""
        from triptych.tui.screens.question import Question

        if (draft := self.rows.current) is not None:
            asked = Question("Delete this draft for good?", "Delete", "Keep", draft.idea)
            self.app.push_screen(asked, lambda agreed: self._answered(draft, agreed))

    def _answered(self, draft: Draft, agreed: bool | None) -> None:
        if agreed:
            self.delete(draft.path)

    @background("drafts")
    def delete(self, path: Path) -> Listed:
        """Delete it, and read which are left."""
        from triptych.tui import drafts

        drafts.delete(path)
        return self.Listed(drafts.listed())

    def action_close(self) -> None:
        """Go on with none."""
        self.dismiss(None)

    async def action_move(self, way: str) -> None:
        """Move in the list."""
        await move(self, way)

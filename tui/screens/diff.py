"""What changed from one memo to another, as `triptych memos diff` tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from triptych.errors import InputError
from triptych.store.render.nodes import Document
from triptych.tui.context import Context
from triptych.tui.listing import MARKING
from triptych.tui.messages import Failed, Told
from triptych.tui.pages.document import Paged
from triptych.tui.screens.base import TriptychScreen
from triptych.tui.text import plain
from triptych.tui.widgets.page import Page
from triptych.tui.work import background


class DiffScreen(TriptychScreen):
    """Two memos compared.

    Args:
        context: the session.
        before: full id of the earlier one; empty for the one that the other updates.
        after: full id of the later one.
    """

    TITLE = "What changed"
    CSS_PATH = "diff.tcss"
    HELP_TEXT = "Stances, conclusions, claims, propositions, questions and sources that are not as they were."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", id="copy", tooltip="Copy the page as Markdown"),
        Binding("r", "refresh", "Refresh", id="refresh", show=False, tooltip="Compare again"),
    ]

    @dataclass
    class Compared(Message):
        """The two were compared."""

        document: Document

    def __init__(self, context: Context, before: str, after: str) -> None:
        super().__init__(context)
        self._before, self._after = before, after
        self.document: Document | None = None

    def body(self) -> Iterable[Widget]:
        yield Page()

    def on_mount(self) -> None:
        self.action_refresh()

    @background("compare")
    def compare(self) -> Compared:
        """Compare them.

        Raises InputError where the later one updates no memo of this archive and no other was named.
        """
        from triptych.agents.comparison.memos import compare
        from triptych.agents.comparison.page import document
        from triptych.store.memos import load, shown

        after, beside = shown(self.context.archive, self._after)
        if not self._before and not beside.updates_there:
            raise InputError("This memo updates no other in the archive.", MARKING)
        before = load(self.context.archive, self._before or str(beside.updates))
        return self.Compared(document(compare(before, after)))

    @on(Compared)
    def show(self, event: Compared) -> None:
        """Show what is different."""
        self.document = event.document
        self.head(Content(f"{len(event.document.sections)} parts"))
        self.query_one(Page).show(Paged(event.document).layout)

    @on(Failed)
    def leave(self) -> None:
        """Where nothing was compared there is nothing to see."""
        if self.document is None and self.is_current:
            self.action_back()

    def action_copy(self) -> None:
        """Copy the page as Markdown."""
        from triptych.store.render.markdown import written

        if self.document is not None:
            self.app.copy_to_clipboard(plain(written(self.document)))
            self.post_message(Told("Copied the page as Markdown."))

    def action_refresh(self) -> None:
        """Compare again."""
        self.wait("comparing")
        self.compare()

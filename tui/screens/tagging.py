"""The tags of one memo or of several, edited as words with commas between."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from triptych.tui.context import Context
from triptych.tui.messages import Changed
from triptych.tui.text import plain_line
from triptych.tui.work import background


class TagScreen(ModalScreen[None]):
    """Edits the tags that all of the memos have in common; those that only some have stay as they are.

    Args:
        context: the session.
        tags: by the full id of each memo.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Cancel", id="cancel", tooltip="Change nothing")
    ]

    def __init__(self, context: Context, tags: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self.context, self._tags = context, tags
        sets = [set(those) for those in tags.values()]
        self._common = sorted(set.intersection(*sets)) if sets else []

    def compose(self) -> ComposeResult:
        count = len(self._tags)
        with Vertical(classes="dialog asking"):
            yield Static(
                Content("Tags of this memo" if count == 1 else f"Tags that all {count} memos have"),
                classes="title",
            )
            yield Input(plain_line(", ".join(self._common)), placeholder="hardware, pricing", compact=True)
            yield Static(Content("Commas between them. What is taken out is taken away."))
            yield Static(Content("enter save   esc cancel"), classes="quiet")

    @on(Input.Submitted)
    def save(self, event: Input.Submitted) -> None:
        """Save what was typed."""
        self.change(event.value)

    @background("tags")
    def change(self, typed: str) -> Message:
        """Give the memos the new tags, and take away those that were taken out."""
        from triptych.store import tags

        wanted = [tags.normal(name) for name in typed.split(",") if name.strip()]
        gone = [name for name in self._common if name not in wanted]
        for memo in self._tags:
            tags.change(self.context.archive, memo, wanted, gone)
        return Changed()

    @on(Changed)
    def changed(self) -> None:
        """Close; the message goes on to the app."""
        self.dismiss()

    def action_close(self) -> None:
        """Change nothing."""
        self.dismiss()

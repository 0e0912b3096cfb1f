"""A claim opened: why it has its verdict, its quotes, what was held against it, what it was before."""

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from triptych.store.records import Claim, Dossier
from triptych.tui.context import Context
from triptych.tui.messages import Told
from triptych.tui.pages.claim import ClaimPage
from triptych.tui.screens.passage import PassageScreen
from triptych.tui.screens.sheet import Sheet
from triptych.tui.text import plain_line
from triptych.tui.widgets.page import Page


class ClaimScreen(Sheet):
    """One claim of a memo; its quotes lead to their passages."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", id="copy", tooltip="Copy the claim"),
    ]

    def __init__(self, context: Context, dossier: Dossier, claim: Claim) -> None:
        super().__init__(context, "tab next quote   enter open it   y copy")
        self._told = ClaimPage(dossier, claim)

    def on_mount(self) -> None:
        self.page.show(self._told.layout)
        self.page.focus()

    @on(Page.Followed)
    def follow(self, event: Page.Followed) -> None:
        """Open the passage of a quote."""
        number, quotes = self._told.passage(event.link)
        self.app.push_screen(PassageScreen(self.context, quotes, number))

    def action_copy(self) -> None:
        """Copy the claim's text."""
        self.app.copy_to_clipboard(plain_line(self._told.claim.text))
        self.post_message(Told("Copied the claim."))

"""A claim opened from outside of its memo, which is read for it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from triptych.tui.context import Context
from triptych.tui.messages import Failed, Goto, Told
from triptych.tui.pages.lines import fixed
from triptych.tui.screens.sheet import Sheet
from triptych.tui.text import line, plain_line
from triptych.tui.widgets.page import Page
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.store.records import Dossier
    from triptych.tui.pages.claim import ClaimPage


class RecalledClaimScreen(Sheet):
    """One claim.

    Args:
        context: the session.
        memo: full id of its memo.
        claim: its id.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "memo", "Memo", id="to-memo", tooltip="Read the memo that states it"),
        Binding("y", "copy", "Copy", id="copy", tooltip="Copy the claim"),
    ]

    @dataclass
    class Read(Message):
        """The memo was read."""

        dossier: "Dossier"

    def __init__(self, context: Context, memo: str, claim: str) -> None:
        super().__init__(context, "tab next quote   enter open it   m its memo   y copy")
        self.memo, self.claim = memo, claim
        self.told: ClaimPage | None = None

    def on_mount(self) -> None:
        self.page.show(fixed([Content("Reading the memo …")]))
        self.page.focus()
        self.read(self.memo)

    @background("claim")
    def read(self, memo: str) -> Read:
        """Read the memo."""
        from triptych.store.memos import load

        return self.Read(load(self.context.archive, memo))

    @on(Read)
    def show(self, event: Read) -> None:
        """Show the claim, if the memo has it."""
        from triptych.tui.pages.claim import ClaimPage

        claim = next((c for c in event.dossier.ledger.claims if c.id == self.claim), None)
        if claim is None:
            self.page.show(fixed([line(f"The memo has no claim {self.claim}.")]))
        else:
            self.told = ClaimPage(event.dossier, claim)
            self.page.show(self.told.layout)

    @on(Failed)
    def failed(self, event: Failed) -> None:
        """Say here, too, that it could not be read."""
        self.page.show(fixed([line(f"{event.message} {event.hint}", "$text-error")]))

    @on(Page.Followed)
    def follow(self, event: Page.Followed) -> None:
        """Open the passage of a quote."""
        from triptych.tui.screens.passage import PassageScreen

        if self.told is not None:
            number, quotes = self.told.passage(event.link)
            self.app.push_screen(PassageScreen(self.context, quotes, number))

    def action_memo(self) -> None:
        """Read the memo."""
        self.dismiss()
        self.app.post_message(Goto("reader", (self.memo,)))

    def action_copy(self) -> None:
        """Copy the claim's text."""
        if self.told is not None:
            self.app.copy_to_clipboard(plain_line(self.told.claim.text))
            self.post_message(Told("Copied the claim."))

"""What is under the cursor of a list of evidence: a source with where it is used, or a claim with what it rests on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from triptych.tui.context import Context
from triptych.tui.messages import Goto
from triptych.tui.pages.lines import fixed
from triptych.tui.text import line
from triptych.tui.widgets.page import Page
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.store.evidence import ClaimLine, SourceLine
    from triptych.store.records import Dossier
    from triptych.store.used import Used
    from triptych.tui.pages.claim import ClaimPage
    from triptych.tui.pages.source import SourcePage


class EvidencePage(Page):
    """The page. It reads what it is told to show, and opens what its links lead to.

    Args:
        context: the session.
        id: of the widget.
    """

    @dataclass
    class SourceRead(Message):
        """The source was read."""

        used: "Used"

    @dataclass
    class ClaimRead(Message):
        """The memo of the claim was read."""

        claim: "ClaimLine"
        dossier: "Dossier"

    def __init__(self, context: Context, id: str) -> None:
        super().__init__(id=id)
        self.context = context
        self.of_claim: ClaimPage | None = None
        self.of_source: SourcePage | None = None
        self._wanted: SourceLine | ClaimLine | None = None

    def say(self, words: str) -> None:
        """Show a sentence instead."""
        self._wanted = self.of_claim = self.of_source = None
        self.show(fixed([line(words)] if words else []))

    def tell_source(self, source: "SourceLine") -> None:
        """Show a source, when it is read."""
        self._wanted = source
        self.read_source(source.id)

    def tell_claim(self, claim: "ClaimLine") -> None:
        """Show a claim, when it is read."""
        self._wanted = claim
        self.read_claim(claim)

    def address(self, source: str) -> str:
        """The address of the source with that id; empty where another is shown."""
        used = self.of_source.used.source if self.of_source is not None else None
        return used.url if used is not None and used.id == source else ""

    @background("shown")
    def read_source(self, source: str) -> SourceRead:
        """Read a source."""
        from triptych.store.used import used

        return self.SourceRead(used(self.context.archive, source))

    @background("shown")
    def read_claim(self, claim: "ClaimLine") -> ClaimRead:
        """Read the memo of a claim."""
        from triptych.store.memos import load

        return self.ClaimRead(claim, load(self.context.archive, claim.memo))

    @on(SourceRead)
    def show_source(self, event: SourceRead) -> None:
        """Show it, if it is still what is wanted."""
        from triptych.tui.pages.source import SourcePage

        if self._wanted is not None and self._wanted.id == event.used.source.id:
            self.of_source, self.of_claim = SourcePage(event.used), None
            self.show(self.of_source.layout)

    @on(ClaimRead)
    def show_claim(self, event: ClaimRead) -> None:
        """Show it, if it is still what is wanted."""
        from triptych.tui.pages.claim import ClaimPage

        claim = next((c for c in event.dossier.ledger.claims if c.id == event.claim.id), None)
        if claim is not None and self._wanted is event.claim:
            self.of_source, self.of_claim = None, ClaimPage(event.dossier, claim)
            self.show(self.of_claim.layout)

    @on(Page.Followed)
    def follow(self, event: Page.Followed) -> None:
        """Open what a link leads to."""
        from triptych.tui.pages.leads import ToClaim, ToMemo, ToPassage
        from triptych.tui.screens.passage import PassageScreen
        from triptych.tui.screens.recalled import RecalledClaimScreen

        event.stop()
        if self.of_claim is not None:
            number, quotes = self.of_claim.passage(event.link)
            self.app.push_screen(PassageScreen(self.context, quotes, number))
            return
        match self.of_source.links[event.link] if self.of_source else None:
            case ToMemo(memo):
                self.post_message(Goto("reader", (memo,)))
            case ToClaim(memo, claim):
                self.app.push_screen(RecalledClaimScreen(self.context, memo, claim))
            case ToPassage(quote, _):
                self.app.push_screen(PassageScreen(self.context, [quote]))

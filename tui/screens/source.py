"""A source opened: its text in full with what is quoted of it marked, and where it is used."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from triptych.store.render.lines import web
from triptych.tui.context import Context
from triptych.tui.messages import Failed, Goto, Told
from triptych.tui.pages.lines import fixed
from triptych.tui.screens.question import Question
from triptych.tui.screens.sheet import Sheet
from triptych.tui.text import plain
from triptych.tui.widgets.page import Page
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.store.used import Used
    from triptych.tui.pages.source import SourcePage


class SourceScreen(Sheet):
    """One source.

    Args:
        context: the session.
        source: its id.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "part('text')", "Text", id="to-text", tooltip="To its text"),
        Binding("w", "part('uses')", "Where used", id="to-uses", tooltip="To where it is used"),
        Binding(
            "u",
            "open_url",
            "Open address",
            id="open-url",
            tooltip="Show the address, and ask before it is opened",
        ),
        Binding("y", "copy", "Copy", id="copy", tooltip="Copy its text"),
    ]

    @dataclass
    class Read(Message):
        """The source was read."""

        used: "Used"

    def __init__(self, context: Context, source: str) -> None:
        super().__init__(context, "t text   w where used   u open its address   y copy")
        self._source = source
        self.told: SourcePage | None = None

    def on_mount(self) -> None:
        self.page.show(fixed([Content("Reading the source …")]))
        self.read(self._source)

    @background("source")
    def read(self, source: str) -> Read:
        """Read it with its text and its uses."""
        from triptych.store.used import used

        return self.Read(used(self.context.archive, source))

    @on(Read)
    def show(self, event: Read) -> None:
        """Show it from its beginning."""
        from triptych.tui.pages.source import SourcePage

        self.told = SourcePage(event.used, full=True)
        self.page.show(self.told.layout)
        self.page.focus()

    def action_part(self, anchor: str) -> None:
        """Go to a part."""
        self.page.reveal(anchor)

    @on(Page.Followed)
    def follow(self, event: Page.Followed) -> None:
        """Open what a link leads to."""
        from triptych.tui.pages.leads import ToClaim, ToMemo, ToPassage
        from triptych.tui.screens.passage import PassageScreen
        from triptych.tui.screens.recalled import RecalledClaimScreen

        match self.told.links[event.link] if self.told else None:
            case ToMemo(memo):
                self.dismiss()
                self.app.post_message(Goto("reader", (memo,)))
            case ToClaim(memo, claim):
                self.app.push_screen(RecalledClaimScreen(self.context, memo, claim))
            case ToPassage(quote, _):
                self.app.push_screen(PassageScreen(self.context, [quote]))

    def action_open_url(self) -> None:
        """Show the address in full, and open it only if that is agreed to."""
        address = web(self.told.used.source.url) if self.told else ""
        if not address:
            self.post_message(Failed("This source has no address of the web.", "Its text is in the archive."))
            return
        asked = Question("Open this address in your browser?", "Open", "No", address)
        self.app.push_screen(asked, lambda agreed: self.app.open_url(address) if agreed else None)

    def action_copy(self) -> None:
        """Copy its text."""
        if self.told is not None:
            self.app.copy_to_clipboard(plain(self.told.used.source.text))
            self.post_message(Told("Copied the text of the source."))

"""A citation opened: its quotes where they stand in the source."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from triptych.store.records import Citation, Source
from triptych.store.render.lines import web
from triptych.tui.context import Context
from triptych.tui.messages import Failed, Told
from triptych.tui.pages.lines import fixed
from triptych.tui.pages.passage import FIRST, passage
from triptych.tui.screens.question import Question
from triptych.tui.screens.sheet import Sheet
from triptych.tui.text import line, plain
from triptych.tui.work import background


class PassageScreen(Sheet):
    """The passages of one source.

    Args:
        context: the session.
        quotes: what is quoted of it; at least one, all of one source.
        number: under which the memo lists the source; 0 where it does not.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "u",
            "open_url",
            "Open address",
            id="open-url",
            tooltip="Show the address, and ask before it is opened",
        ),
        Binding("y", "copy", "Copy", id="copy", tooltip="Copy the quotes"),
    ]

    @dataclass
    class Read(Message):
        """The source was read; None where it is not in the archive."""

        source: Source | None

    def __init__(self, context: Context, quotes: Sequence[Citation], number: int = 0) -> None:
        super().__init__(context, "u open its address   y copy")
        self._quotes, self._number = quotes, number
        self.source: Source | None = None

    def on_mount(self) -> None:
        self.page.show(fixed([Content("Reading the source …")]))
        self.read(self._quotes[0].source_id)

    @background("source")
    def read(self, source_id: str) -> Read:
        """Read the source with its text."""
        from triptych.store import sources

        archive = self.context.archive
        with archive.reading() as connection:
            known = sources.known(connection, [source_id])
            return self.Read(sources.get(connection, [source_id])[0] if known else None)

    @on(Read)
    def show(self, event: Read) -> None:
        """Show the passages, the first quote in view."""
        self.source = event.source
        self.page.show(passage(self._quotes, event.source, self._number))
        if event.source is not None:
            self.query_one(".dialog").border_title = line(event.source.title or event.source.publisher)
        self.page.reveal(FIRST, above=self.page.size.height // 2)
        self.page.focus()

    def action_open_url(self) -> None:
        """Show the address in full, and open it only if that is agreed to."""
        address = web(self.source.url) if self.source else ""
        if not address:
            self.post_message(Failed("This source has no address of the web.", "Its text is in the archive."))
            return
        asked = Question("Open this address in your browser?", "Open", "No", address)
        self.app.push_screen(asked, lambda agreed: self.app.open_url(address) if agreed else None)

    def action_copy(self) -> None:
        """Copy the quotes."""
        self.app.copy_to_clipboard(plain("\n\n".join(quote.quote for quote in self._quotes)))
        self.post_message(Told("Copied the quote."))

"""A document of the library, read: its text, with the passages marked that a search found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from triptych.tui.context import Context
from triptych.tui.messages import Failed, Told
from triptych.tui.pages.lines import fixed
from triptych.tui.screens.sheet import Sheet
from triptych.tui.text import plain
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.store.records import Passage, Source


class DocumentScreen(Sheet):
    """The text of one document.

    Args:
        context: the session.
        source_id: which.
        found: passages of it that a search found.
        words: what was sought.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "right_square_bracket",
            "passage(1)",
            "Next passage",
            id="next",
            tooltip="To the next passage that was found",
        ),
        Binding(
            "left_square_bracket", "passage(-1)", "Previous", id="previous", tooltip="To the passage before"
        ),
        Binding(
            "u",
            "open_url",
            "Open address",
            id="open-url",
            tooltip="Show the address, and ask before it is opened",
        ),
        Binding("y", "copy", "Copy", id="copy", tooltip="Copy the whole text"),
    ]

    @dataclass
    class Read(Message):
        """The document was read."""

        source: "Source"

    def __init__(
        self, context: Context, source_id: str, found: "Sequence[Passage]" = (), words: str = ""
    ) -> None:
        super().__init__(context, f"{'[ ] passages   ' * bool(found)}u open its address   y copy")
        self._source_id, self._found, self._words, self._at = source_id, found, words, 0
        self._places: list[str] = []
        self.source: Source | None = None

    def on_mount(self) -> None:
        self.page.show(fixed([Content("Reading the document …")]))
        self.read(self._source_id)

    @background("document")
    def read(self, source_id: str) -> Read:
        """Read it with its text."""
        from triptych.store.library import sources

        return self.Read(sources(self.context.archive, [source_id])[0])

    @on(Read)
    def show(self, event: Read) -> None:
        """Show the text, from the best passage that was found."""
        from triptych.tui.pages.library import document, places

        self.source = event.source
        self.page.show(document(event.source, self._found, self._words))
        self.page.focus()
        self._places = places(event.source, self._found)
        self._reveal(0)

    def action_passage(self, way: int) -> None:
        """To the next passage that was found, or the one before."""
        order = sorted(self._places, key=int)
        place = self._places[self._at] if order else ""
        self._reveal(self._places.index(order[(order.index(place) + way) % len(order)]) if order else 0)

    def _reveal(self, number: int) -> None:
        self._at = number
        if self._places:
            self.page.reveal(self._places[number], above=self.page.size.height // 3)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Passages are gone through where there are any."""
        return bool(self._found) if action == "passage" else True

    def action_open_url(self) -> None:
        """Show the address in full, and open it only if that is agreed to."""
        from triptych.store.render.lines import web
        from triptych.tui.screens.question import Question

        address = web(self.source.url) if self.source else ""
        if not address:
            self.post_message(
                Failed("This document has no address of the web.", "Its text is in the library.")
            )
            return
        asked = Question("Open this address in your browser?", "Open", "No", address)
        self.app.push_screen(asked, lambda agreed: self.app.open_url(address) if agreed else None)

    def action_copy(self) -> None:
        """Copy the text."""
        if self.source is not None:
            self.app.copy_to_clipboard(plain(self.source.text))
            self.post_message(Told("Copied the text."))

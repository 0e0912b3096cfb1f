"""The page of a conversation with the archive: what was asked and answered so far, and what its links lead to."""

from typing import TYPE_CHECKING

from triptych.tui.asking import Answered
from triptych.tui.pages.beginning import beginning
from triptych.tui.widgets.page import Page

if TYPE_CHECKING:
    from triptych.store.conversations import Quoted, Turn
    from triptych.tui.pages.conversation import Conversation, Part, To


class ConversationPage(Page):
    """The page. Change `parts`, then `draw` it."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.parts: list[Part] = []
        self.conversation: Conversation | None = None

    def begin(self, memos: int | None) -> None:
        """Say what can be asked, as long as nothing was; None where it is not known yet how many memos there are."""
        if not self.parts:
            self.show(beginning(memos))

    def draw(self) -> None:
        """Show the parts that there are now, the last one in view."""
        from triptych.tui.pages.conversation import Conversation

        self.conversation = Conversation(tuple(self.parts))
        self.show(self.conversation.layout if self.parts else beginning(None))
        self.action_last()  # all of it is laid out, so that its last part can be scrolled to
        self.reveal(self.conversation.last)

    def lead(self, link: int) -> "To | None":
        """What a link leads to."""
        return self.conversation.links[link] if self.conversation else None

    @property
    def pending(self) -> str:
        """The question that is being answered; empty where none is."""
        from triptych.tui.pages.conversation import Pending

        last = self.parts[-1] if self.parts else None
        return last.question if isinstance(last, Pending) else ""

    def settle(self, instead: "Part | None") -> None:
        """The question is no longer under way; this stands in its place."""
        if self.pending:
            self.parts[-1:] = [instead] if instead is not None else []

    @property
    def last_turn(self) -> "Turn | None":
        """The last question that was answered."""
        answered = [part for part in self.parts if isinstance(part, Answered)]
        return answered[-1].turn if answered else None

    def quote(self, number: int) -> "Quoted | None":
        """A quote of the last answer."""
        quotes = self.last_turn.answer.quotes if self.last_turn is not None else ()
        return next((quote for quote in quotes if quote.number == number), None)

    @property
    def unknown(self) -> str:
        """The last question, if there was no answer to it and a run would find one."""
        from triptych.tui.pages.conversation import Refused

        last = self.parts[-1] if self.parts else None
        if isinstance(last, Answered) and not last.turn.answer.known:
            return last.turn.answer.read_as or last.turn.question
        return last.question if isinstance(last, Refused) and last.finding_out else ""

"""A conversation with the archive: questions answered from verbatim quotes, each of which opens where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from triptych.errors import NoEvidenceError, TriptychError
from triptych.graphs.words import counted
from triptych.tui.asking import PLACES, Answered, Asking
from triptych.tui.context import Context
from triptych.tui.messages import Failed, Goto, Told
from triptych.tui.screens.base import TriptychScreen
from triptych.tui.text import line, plain
from triptych.tui.widgets.conversation_page import ConversationPage
from triptych.tui.widgets.page import Page
from triptych.tui.widgets.tick import Tick
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.store.conversations import Turn
    from triptych.store.records import Citation
    from triptych.tui.pages.conversation import Part

ONLY_MEMO = "only-memo"
FIRST, NEXT = "Ask the archive a question", "Ask on, or press tab to go to the quotes"


class AskScreen(TriptychScreen):
    """Questions to the archive.

    Args:
        context: the session.
        memo: full id of the memo to which they are put; empty for all of them.
    """

    TITLE = "Ask"
    CSS_PATH = "ask.tcss"
    AUTO_FOCUS = "#question"
    HELP_TEXT = "Answers rest on verbatim quotes, or the archive does not know. A follow-up question goes on from the last one."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+n", "anew", "New conversation", id="anew", tooltip="The next question stands on its own"
        ),
        Binding(
            "ctrl+f", "find_out", "Find out", id="find-out", tooltip="Open a new run with the last question"
        ),
        Binding(
            "ctrl+o", "resume", "Continue last", id="resume", tooltip="Go on with the conversation held last"
        ),
        Binding("ctrl+l", "scope", "Look in", id="scope", tooltip="To where answers are looked for"),
        Binding("slash", "ask", "Ask", key_display="/", id="ask", show=False, tooltip="To the question"),
        Binding(
            "tab", "quotes", "Quotes", id="quotes", show=False, tooltip="From the question to the quotes"
        ),
        Binding("pageup", "page(-1)", "Page up", id="page-back", show=False, tooltip="One page up"),
        Binding("pagedown", "page(1)", "Page down", id="page-on", show=False, tooltip="One page down"),
        *(
            Binding(
                digit,
                f"cite({digit})",
                "Cite",
                key_display="1-9",
                id=f"cite-{digit}",
                show=digit == "1",
                tooltip="Open a quote of the last answer by its number",
            )
            for digit in "123456789"
        ),
        Binding("y", "copy", "Copy", id="copy", show=False, tooltip="Copy the last answer as Markdown"),
    ]

    @dataclass
    class Ready(Message):
        """It is known who answers, and what of."""

        who: str
        memos: int
        title: str
        """Of the memo that is asked; empty for all."""

    @dataclass
    class Ended(Message):
        """The question was answered; None where it was called off."""

        answered: Answered | None

    @dataclass
    class Refused(Message):
        """It could not be answered."""

        message: str
        hint: str
        finding_out: bool

    @dataclass
    class Resumed(Message):
        """The conversation that was held last."""

        turns: "tuple[Turn, ...]"

    def __init__(self, context: Context, memo: str = "") -> None:
        super().__init__(context)
        self.memo = memo
        self.who = ""
        self.turns: tuple[Turn, ...] = ()
        """The conversation that the next question continues."""
        self.asking: Asking | None = None
        self._title = ""

    def body(self) -> Iterable[Widget]:
        yield ConversationPage(id="conversation")
        with Horizontal(id="asked"):
            yield Static(Content("›"), id="prompt")
            yield Input(placeholder=FIRST, id="question", compact=True)
        with Horizontal(id="places"):
            yield Static(Content("Look in"), id="places-label")
            for name, on_first in PLACES.items():
                yield Tick(Content(name), on_first, id=name, compact=True)
            if self.memo:
                yield Tick(Content("this memo only"), True, id=ONLY_MEMO, compact=True)

    def on_mount(self) -> None:
        self.refreshed()

    def on_unmount(self) -> None:
        """What nobody will see is not paid for."""
        if self.asking is not None:
            self.asking.cancel()

    def refreshed(self) -> None:
        """Find out who answers, and whether there is anything to ask."""
        self.prepare()

    @background("prepare")
    def prepare(self) -> Ready:
        """Find it out."""
        from triptych.store.rows import fetch
        from triptych.tui.asking import answering, equipment

        who = answering(equipment(self.context))
        with self.context.archive.reading() as connection:
            (row,) = fetch(
                connection,
                "SELECT count(*) AS memos, any_value(title) FILTER (id = $1) AS title FROM memo",
                [self.memo],
            )
        return self.Ready(who, row["memos"], row["title"] or "")

    @on(Ready)
    def ready(self, event: Ready) -> None:
        """Say it."""
        self.who, self._title = event.who, event.title
        self._say()
        self.page.begin(event.memos)

    def _say(self) -> None:
        if self.asking is not None:
            return
        count = counted(len(self.turns), "question") if self.turns else ""
        where = Content.assemble("Ask  ", line(self._title)) if self._title else Content("Ask")
        self.head(line(" · ".join(filter(None, (count, self.who)))), where)

    @on(Input.Submitted, "#question")
    def put(self, event: Input.Submitted) -> None:
        """Put the question."""
        if event.value.strip() and self.asking is None:
            event.input.value = ""
            self._put(event.value)

    def _put(self, question: str, embedded: bool = False) -> None:
        from triptych.agents.asking.ask import Ask
        from triptych.tui.pages.conversation import Pending

        whole = not self.memo or not self.query_one(f"#{ONLY_MEMO}", Tick).value
        asked = Ask(
            question,
            places=tuple(name for name in PLACES if self.query_one(f"#{name}", Tick).value),
            memo="" if whole else self.memo,
            before=self.turns,
        )
        self.asking = Asking(self.context, asked, embedded)
        self.page.parts.append(Pending(question))
        self._show()
        self.wait("thinking; esc calls it off")
        self.refresh_bindings()
        self.think(self.asking)

    @background("ask")
    def think(self, asking: Asking) -> Message:
        """Have it answered."""
        try:
            return self.Ended(asking.run())
        except TriptychError as e:
            return self.Refused(e.message, e.hint, isinstance(e, NoEvidenceError))

    @on(Ended)
    def ended(self, event: Ended) -> None:
        """Show the answer; a question that was called off goes back to where it was typed."""
        if event.answered is None:
            self._put_back()
            return
        turn = event.answered.turn
        same = bool(self.turns) and self.turns[-1].conversation == turn.conversation
        self.turns = (*self.turns, turn) if same else (turn,)
        self._end(event.answered)

    @on(Refused)
    def refused(self, event: Refused) -> None:
        """Show why there is no answer."""
        from triptych.tui.pages.conversation import Refused

        self._end(Refused(self.page.pending, event.message, event.hint, event.finding_out))

    @on(Failed)
    def failed(self, event: Failed) -> None:
        """End the wait, too."""
        if self.asking is not None and event.message.startswith("internal:"):
            self._put_back()
        else:
            super().failed(event)

    def _put_back(self) -> None:
        field = self.query_one("#question", Input)
        field.value = field.value or self.page.pending
        self._end(None)

    def _end(self, instead: "Part | None") -> None:
        """The question is no longer under way; this stands in its place."""
        self.asking = None
        self.page.settle(instead)
        self._show()
        self._say()
        self.refresh_bindings()

    @property
    def page(self) -> ConversationPage:
        """The conversation."""
        return self.query_one("#conversation", ConversationPage)

    def _show(self) -> None:
        """Show it, and say what can be asked now."""
        turn = self.page.last_turn
        self.query_one("#question", Input).placeholder = NEXT if turn and turn.answer.quotes else FIRST
        self.page.draw()

    @on(Page.Followed, "#conversation")
    def follow(self, event: Page.Followed) -> None:
        """Open what a link leads to."""
        from triptych.tui.pages.conversation import ToQuotes, ToRun
        from triptych.tui.pages.leads import ToClaim, ToMemo, ToPassage
        from triptych.tui.screens.recalled import RecalledClaimScreen

        match self.page.lead(event.link):
            case ToPassage(quote, number):
                self._open(quote, number)
            case ToClaim(memo, claim):
                self.app.push_screen(RecalledClaimScreen(self.context, memo, claim))
            case ToMemo(memo):
                self.post_message(Goto("reader", (memo,)))
            case ToRun(idea):
                self.post_message(Goto("new_run", (idea,)))
            case ToQuotes(question) if self.asking is None:
                self._put(question, embedded=True)
            case _:
                pass

    def _open(self, quote: "Citation", number: int) -> None:
        from triptych.tui.screens.passage import PassageScreen

        self.app.push_screen(PassageScreen(self.context, [quote], number))

    @on(Tick.Changed)
    def looked_in(self, event: Tick.Changed) -> None:
        """Somewhere it must be looked."""
        if not any(self.query_one(f"#{name}", Tick).value for name in PLACES):
            event.checkbox.value = True
            self.post_message(Told("An answer is looked for somewhere: one place stays ticked."))

    def on_key(self, event: events.Key) -> None:
        """Up brings the last question back to where it was typed."""
        field = self.query_one("#question", Input)
        if event.key == "up" and field.has_focus and not field.value and self.turns:
            event.stop()
            field.value = plain(self.turns[-1].question)
            field.cursor_position = len(field.value)

    def action_back(self) -> None:
        """Call off the question that is under way; otherwise leave."""
        if self.asking is not None:
            self.asking.cancel()
            self.wait("calling it off")
        else:
            super().action_back()

    def action_anew(self) -> None:
        """Begin a new conversation below this one."""
        from triptych.tui.pages.conversation import Anew

        if self.turns and self.asking is None:
            self.turns = ()
            self.page.parts.append(Anew())
            self._show()
            self._say()
        self.action_ask()

    def action_find_out(self) -> None:
        """Open a new run with the question to which there was no answer."""
        if idea := self.page.unknown:
            self.post_message(Goto("new_run", (idea,)))

    def action_resume(self) -> None:
        """Go on with the conversation that was held last."""
        self.read_last()

    @background("resume")
    def read_last(self) -> Resumed:
        """Read it."""
        from triptych.errors import InputError
        from triptych.store import conversations

        try:
            return self.Resumed(conversations.latest(self.context.archive))
        except InputError as e:
            raise InputError(e.message, "Ask something here, and one begins.") from e

    @on(Resumed)
    def resumed(self, event: Resumed) -> None:
        """Show it; the next question continues it."""
        if self.asking is None:
            self.turns = event.turns
            self.page.parts = [Answered(turn, 0, turn.answer.spend.seconds) for turn in event.turns]
            self._show()
            self._say()
            self.refresh_bindings()

    def action_scope(self) -> None:
        """Go to where answers are looked for."""
        self.query_one("#claims").focus()

    def action_ask(self) -> None:
        """Go to the question."""
        self.query_one("#question").focus()

    def action_quotes(self) -> None:
        """From the question to the quotes, the first in view marked; from elsewhere to what follows."""
        if self.query_one("#question").has_focus and self.page.last_turn is not None:
            self.page.focus()
            self.page.action_link(1)
        else:
            self.focus_next()

    def action_page(self, way: int) -> None:
        """Turn the page while typing."""
        self.page.action_page_down() if way > 0 else self.page.action_page_up()

    def action_cite(self, number: int) -> None:
        """Open a quote of the last answer."""
        if (quote := self.page.quote(number)) is not None:
            self._open(quote.citation, number)

    def action_copy(self) -> None:
        """Copy what is selected with the mouse, or else the last answer as Markdown."""
        from triptych.agents.asking.page import page

        turn = self.page.last_turn
        if selected := self.get_selected_text():
            self.app.copy_to_clipboard(plain(selected))
            self.post_message(Told("Copied what is selected."))
        elif turn is not None and turn.answer.known:
            self.app.copy_to_clipboard(plain(page(turn)))
            self.post_message(Told("Copied the answer as Markdown."))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs an answer needs one."""
        if action == "find_out":
            return self.is_mounted and bool(self.page.unknown)
        if action in ("cite", "copy"):
            return self.is_mounted and self.page.last_turn is not None
        return super().check_action(action, parameters)

"""A brief before it is put to the panel: questions, queries and propositions, each written, moved or removed in place."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from triptych.errors import InputError
from triptych.tui import briefing
from triptych.tui.briefing import Place, Row
from triptych.tui.context import Context
from triptych.tui.messages import Failed, Goto, Told
from triptych.tui.screens.base import TriptychScreen
from triptych.tui.text import line
from triptych.tui.widgets.brief_list import BriefList
from triptych.tui.widgets.page import Page
from triptych.tui.widgets.writing import LineWriting
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.agents.budget import Amount
    from triptych.graphs.request import Request
    from triptych.store.records import Brief, Persona
    from triptych.tui.runs import Running

OF_ROWS = ("edit", "add", "query", "remove", "shift", "undo", "start", "copy", "changes")
"""Actions that wait while a row is being written."""


class ReviewScreen(TriptychScreen):
    """The brief.

    Args:
        context: the session.
        request: the run that it is for.
        brief: as it was made, or as a draft has it.
        draft: where it is kept already; None keeps it anew.
    """

    TITLE = "Brief"
    CSS_PATH = "review.tcss"
    AUTO_FOCUS = "#brief"
    HELP_TEXT = (
        "What the panel will ask and argue about. Whatever you change is kept as a draft at once; ✗ marks what must be "
        "mended before the run starts, ? what may be hard to settle."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "start", "Start", id="start", tooltip="Approve the brief and start the run"),
        Binding("enter", "edit", "Reword", id="edit", tooltip="Write the row in place"),
        Binding("a", "add", "Add", id="add", tooltip="Add a question, a query or a proposition below"),
        Binding("f", "query", "Query", id="query", tooltip="Add a search to the question"),
        Binding("d,delete", "remove", "Remove", id="remove", tooltip="Remove the row; u brings it back"),
        Binding("K,ctrl+up,alt+up", "shift(-1)", "Move up", id="shift-up", show=False, tooltip="Move it up"),
        Binding(
            "J,ctrl+down,alt+down",
            "shift(1)",
            "Move down",
            show=False,
            id="shift-down",
            tooltip="Move it down",
        ),
        Binding("u,ctrl+z", "undo", "Undo", id="undo", tooltip="Take the last change back"),
        Binding("c", "changes", "Changes", id="changes", tooltip="Say in words what is to be changed"),
        Binding("y", "copy", "Copy", id="copy", show=False, tooltip="Copy the brief as Markdown"),
    ]

    @dataclass
    class Read(Message):
        """The panel was read."""

        personas: "Sequence[Persona]"

    @dataclass
    class Kept(Message):
        """The draft is kept, and it is known what its run would take."""

        estimate: str
        leaving: bool

    @dataclass
    class Redrafted(Message):
        """The brief was changed as somebody asked."""

        brief: "Brief"
        used: "Amount"

    @dataclass
    class Dropped(Message):
        """The draft is gone: its run goes on."""

    def __init__(
        self, context: Context, request: "Request", brief: "Brief", draft: Path | None = None
    ) -> None:
        super().__init__(context)
        self.request, self.brief = request, brief
        self.personas: Sequence[Persona] = ()
        self.before: list[tuple[Brief, Place]] = []
        """What it was before each change, and where that was made."""
        self.running: Running | None = None
        self._draft, self._lock = draft, threading.Lock()
        self._estimate = ""
        self._shown: tuple[str, ...] = ()
        self._adding: str | None = None
        """What is being written: `add` or `query` for something new, else None."""
        self._leaving = False
        self._asking = False
        """Whether changes are being made that somebody asked for."""

    def body(self) -> Iterable[Widget]:
        with Horizontal(id="panes"):
            yield BriefList(id="brief")
            yield Page(id="beside")

    @property
    def rows(self) -> BriefList:
        """The rows."""
        return self.query_one("#brief", BriefList)

    def on_mount(self) -> None:
        self.wait("reading the panel")
        self.read()

    @background("panel")
    def read(self) -> Read:
        """Read the panel; the first look at the rows loads what later ones need."""
        from triptych.personas.loader import select

        personas = select(self.request.panel, self.context.personas)
        briefing.rows(self.brief, personas)
        return self.Read(personas)

    @on(Read)
    async def opened(self, event: Read) -> None:
        """Show the brief."""
        self.personas = event.personas
        await self.show()

    async def show(self, place: Place | None = None) -> None:
        """Show the brief as it stands, and keep it."""
        await self.rows.show(briefing.rows(self.brief, self.personas), place)
        self.say()
        self.keep(False)

    def say(self) -> None:
        """Say in the head how much there is, and what must be mended."""
        wrong = sum(bool(row.breach) for row in self.rows.rows)
        if wrong:
            self.head(Content.styled(f"✗ {wrong} to mend", "$text-error"), line(self._where()))
        else:
            counts = f"{len(self.brief.questions)} questions · {len(self.brief.propositions)} propositions"
            self.head(Content(counts), line(self._where()))

    def _where(self) -> str:
        return f"{self.TITLE}: {self.brief.topic}"

    @background("keep")
    def keep(self, leaving: bool) -> Kept | None:
        """Keep the brief as it stands now, and estimate its run."""
        from triptych.graphs.plan import planned
        from triptych.tui import drafts, requests

        with self._lock:
            if self.running is None:
                self._draft = drafts.save(self.brief, self.personas, self._draft)
        request = replace(self.request, brief=self.brief)
        return self.Kept(requests.estimate(planned(request, self.personas), request), leaving)

    @on(Kept)
    def kept(self, event: Kept) -> None:
        """Say what the run would take; where the screen is being left, leave it."""
        self._estimate = event.estimate
        self._beside()
        if event.leaving:
            self.app.pop_screen()
            self.app.post_message(Told("The brief is kept: New run lists it under Drafts."))

    @on(BriefList.Moved)
    def moved(self) -> None:
        """Show what helps to judge the row."""
        self._beside()

    def _beside(self) -> None:
        from triptych.tui.pages.brief import beside

        row = self.rows.current
        if row is None:
            return
        shown = (row.place.part, self._estimate, self.brief.idea)
        if shown != self._shown:
            self._shown = shown
            who = next((p for p in self.personas if p.key == row.place.part), None)
            self.query_one("#beside", Page).show(beside(self.brief, who, self.request, self._estimate))

    async def action_edit(self) -> None:
        """Write the row under the cursor; on a heading, something new."""
        row = self.rows.current
        if row is not None and row.place.kind == "heading":
            await self.action_add()
        elif row is not None:
            await self._write(None, briefing.written(self.brief, row.place))

    @on(BriefList.Opened)
    async def double_clicked(self) -> None:
        """The same by mouse."""
        await self.action_edit()

    async def action_add(self) -> None:
        """Write something new below what is under the cursor."""
        if self.rows.current is not None:
            await self._write("add", "")

    async def action_query(self) -> None:
        """Write a further query for the question under the cursor."""
        row = self.rows.current
        if row is not None and row.place.kind in ("question", "query"):
            await self._write("add" if row.place.kind == "query" else "query", "")

    async def _write(self, adding: str | None, text: str) -> None:
        self._adding = adding
        await self.rows.write(text, adding is not None)
        self.refresh_bindings()

    @on(LineWriting.Given)
    async def given(self, event: LineWriting.Given) -> None:
        """Take what was written, or say what is wrong with it."""
        row = self.rows.current
        if row is None:
            return
        try:
            brief, place = self._taken(row.place, event.text.strip())
        except InputError as e:
            await self.rows.refuse(f"{e.message} {e.hint}")
            return
        await self.left()
        await self._change(brief, place)

    def _taken(self, at: Place, text: str) -> "tuple[Brief, Place]":
        if not text:
            raise InputError("Nothing is written.", "Write it, or press escape.")
        if self._adding == "query":
            return briefing.searched(self.brief, at, text)
        if self._adding == "add":
            return briefing.added(self.brief, at, text)
        return briefing.reworded(self.brief, at, text), at

    @on(LineWriting.Left)
    async def left(self) -> None:
        """End the writing."""
        self._adding = None
        await self.rows.leave()
        self.refresh_bindings()

    async def _change(self, brief: "Brief", place: Place) -> None:
        if brief != self.brief:
            here = self.rows.current
            self.before.append((self.brief, here.place if here else place))
            self.brief = brief
        await self.show(place)

    async def action_remove(self) -> None:
        """Remove what is under the cursor."""
        row = self.rows.current
        if row is not None and row.place.kind != "heading":
            await self._change(briefing.removed(self.brief, row.place), row.place)

    async def action_shift(self, by: int) -> None:
        """Move what is under the cursor among its like."""
        row = self.rows.current
        if row is not None and row.place.kind != "heading":
            await self._change(*briefing.moved(self.brief, row.place, by))

    async def action_undo(self) -> None:
        """Take the last change back."""
        if self.before:
            self.brief, place = self.before.pop()
            await self.show(place)

    def action_changes(self) -> None:
        """Ask for changes in words."""
        from triptych.tui.screens.changes import ChangesScreen

        if (endpoints := self.request.setup.endpoints) is not None and self.personas:
            self.app.push_screen(ChangesScreen(endpoints.of("brief").model), self._wished)

    def _wished(self, wish: str | None) -> None:
        if wish:
            self._asking = True
            self.refresh_bindings()
            self.wait("changing the brief")
            self.redraft(wish)

    @background("redraft")
    def redraft(self, wish: str) -> Redrafted:
        """Have the brief changed."""
        import asyncio

        from triptych.graphs import drafting

        made = drafting.redraft(self.request, self.brief, wish, self.context.archive)
        return self.Redrafted(*asyncio.run(made))

    @on(Redrafted)
    async def redrafted(self, event: Redrafted) -> None:
        """Show what came of it; what it took counts against the run's budget."""
        self._asking = False
        self.request = replace(self.request, drafted=event.used)
        if event.brief == self.brief:
            self.post_message(Told("The model changed nothing; say it in other words, or change it by hand."))
        row = self.rows.current
        await self._change(event.brief, row.place if row else Place(""))

    def action_copy(self) -> None:
        """Copy the brief, to be pasted elsewhere."""
        from triptych.store.render.brief import markdown
        from triptych.tui.text import plain

        self.app.copy_to_clipboard(plain(markdown(self.brief, self.personas)))
        self.post_message(Told("The brief is copied, as Markdown."))

    def action_start(self) -> None:
        """Approve the brief: start its run."""
        if not self.personas or self.running is not None:
            return
        broken = next((row for row in self.rows.rows if row.breach), None)
        if broken is not None:
            self._point(broken)
            return
        brief = briefing.numbered(self.brief, self.request.panel)
        request = replace(self.request, brief=brief, idea=brief.idea)
        self.running = self.triptych.runs.start(request)
        self.drop()

    def _point(self, row: Row) -> None:
        self.rows.action_cursor(self.rows.rows.index(row) - self.rows.cursor)
        self.post_message(Failed("The brief is not ready.", "Mend what ✗ marks; the cursor is on the first."))

    @background("keep")
    def drop(self) -> Dropped:
        """Delete the draft."""
        from triptych.tui import drafts

        with self._lock:
            if self._draft is not None:
                drafts.delete(self._draft)
        return self.Dropped()

    @on(Dropped)
    def watch_run(self) -> None:
        """Show the run, in the place of the brief and of the form behind it."""
        from triptych.tui.screens.new_run import NewRunScreen

        app, running = self.app, self.running
        app.pop_screen()
        if isinstance(app.screen, NewRunScreen):
            app.pop_screen()
        app.post_message(Goto("live", (running,)))

    @on(Failed)
    def stopped(self) -> None:
        """A draft that cannot be kept or deleted keeps nobody here; changes that failed can be asked for again."""
        if self._asking:
            self._asking = False
            self.say()
            self.refresh_bindings()
            return
        if self.running is not None:
            self.watch_run()
        elif self._leaving:
            from triptych.tui.screens.question import Question

            self._leaving = False
            asked = Question("The draft cannot be kept. Leave, and lose the changes?", "Leave", "Stay")
            self.app.push_screen(asked, self._left_anyway)

    def _left_anyway(self, agreed: bool | None) -> None:
        if agreed:
            self.app.pop_screen()

    def action_back(self) -> None:
        """Keep the draft, and leave."""
        if not self.personas:
            super().action_back()
        elif not self._leaving:
            self._leaving = True
            self.keep(True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a row is written, only that goes on."""
        if action in OF_ROWS and self.is_mounted and (self.rows.writing or self._asking):
            return False
        if action == "changes":
            return self.request.setup.endpoints is not None
        if action == "undo":
            return True if self.before else None
        return super().check_action(action, parameters)

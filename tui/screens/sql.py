"""The archive asked in SQL: an editor, what comes of the query, and beside it what there is to ask about."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea

from triptych.errors import TriptychError
from triptych.tui import querying
from triptych.tui.context import Context
from triptych.tui.messages import Told
from triptych.tui.pages.lines import Layout, Line, fixed
from triptych.tui.querying import Entry, Heading, History
from triptych.tui.screens.base import TriptychScreen
from triptych.tui.text import QUIET, line, plain, plain_line
from triptych.tui.widgets.editor import Editor
from triptych.tui.widgets.grid import Grid
from triptych.tui.widgets.page import Page
from triptych.tui.widgets.rows import Column, Rows
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.store.sql.process import Cancellation
    from triptych.store.sql.query import Result

FIRST = "FROM memos SELECT title, panel, claims, created_at LIMIT 20"
"""What stands in the editor for whoever has asked nothing yet."""
REST = 1.0
"""Seconds without a key after which what is typed is kept."""
HINT = "^r runs one SELECT: it reads only, for 10 seconds and 10,000 rows at most."


class SqlScreen(TriptychScreen):
    """Queries on the documented views."""

    TITLE = "SQL"
    CSS_PATH = "sql.tcss"
    AUTO_FOCUS = "#editor"
    HELP_TEXT = "One SELECT on the views of the archive, in DuckDB's SQL. It runs in a process of its own and can only read."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+r,f5",
            "run_query",
            "Run",
            key_display="^r",
            id="run",
            tooltip="Run the query, or what is selected",
        ),
        Binding("f2", "history", "History", id="history", tooltip="Choose among the queries asked before"),
        Binding("f3", "schema", "Schema", id="schema", tooltip="To the views and their columns, and back"),
        Binding("f4", "examples", "Examples", id="examples", tooltip="Choose a query to begin with"),
        Binding(
            "ctrl+s",
            "export",
            "Export",
            id="export-typing",
            tooltip="Write the rows as CSV, JSON or Markdown",
        ),
        Binding(
            "x",
            "export",
            "Export",
            id="export",
            show=False,
            tooltip="Write the rows as CSV, JSON or Markdown",
        ),
        Binding("y", "copy", "Copy", id="copy", show=False, tooltip="Copy the rows as a Markdown table"),
        Binding("r", "run_query", "Run again", id="run-again", show=False, tooltip="Run the query"),
        Binding("slash", "edit", "Edit", key_display="/", id="edit", show=False, tooltip="To the query"),
        Binding(
            "ctrl+c", "stop", "Stop", id="stop", show=False, priority=True, tooltip="Stop the query that runs"
        ),
    ]

    @dataclass
    class Ready(Message):
        """It was read what was asked before, and what there is to ask about."""

        history: History
        entries: list[Entry]

    @dataclass
    class Ran(Message):
        """A query gave rows."""

        query: str
        result: "Result"
        headings: tuple[Heading, ...]

    @dataclass
    class Faulty(Message):
        """A query gave none."""

        query: str
        told: str

    @dataclass
    class Stopped(Message):
        """It was called off."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.history = History()
        self.result: Result | None = None
        self.headings: Sequence[Heading] = ()
        self.cancellation: Cancellation | None = None
        """Of the query that runs."""
        self._began = 0.0
        self._clock: Timer | None = None
        self._typed: Timer | None = None

    def body(self) -> Iterable[Widget]:
        with Horizontal(id="work"):
            with Vertical(id="asking"):
                yield Editor(id="editor")
                yield Static(Content.styled(HINT, QUIET), id="told")
                yield Grid(id="grid")
                yield Page(id="page")
            with Vertical(id="schema"):
                yield Rows(_SCHEMA, lambda entry: (entry.view, entry.column), id="entries")
                yield Static(id="comment")

    def on_mount(self) -> None:
        self._page(fixed(_KEYS))
        self.prepare()

    @background("prepare")
    def prepare(self) -> Ready:
        """Read what was asked before, and the views."""
        from triptych.store.sql.views import documented

        return self.Ready(querying.remembered(querying.history_file()), querying.entries(documented()))

    @on(Ready)
    def ready(self, event: Ready) -> None:
        """Show it; the editor goes on with what was typed last."""
        self.history = event.history
        cast("Rows[Entry]", self.query_one("#entries", Rows)).show(event.entries)
        if not self.editor.text:
            last = event.history.queries[0] if event.history.queries else FIRST
            self.editor.text = event.history.draft or last

    @property
    def editor(self) -> Editor:
        """The editor."""
        return self.query_one("#editor", Editor)

    @property
    def grid(self) -> Grid:
        """The rows."""
        return self.query_one("#grid", Grid)

    def action_run_query(self) -> None:
        """Run the query, or what of it is selected."""
        from triptych.store.sql.process import Cancellation

        query = self.editor.selected_text or self.editor.text
        if self.cancellation is None:
            self.cancellation, self._began = Cancellation(), time.monotonic()
            self._clock = self.set_interval(1, self._tick)
            self._tick()
            self.refresh_bindings()
            self.ask(query, self.cancellation)

    def _tick(self) -> None:
        self.wait("running; esc stops it")
        if seconds := int(time.monotonic() - self._began):
            self._tell(Content(f"running, {seconds} s"))

    @background("query")
    def ask(self, query: str, cancellation: "Cancellation") -> Message:
        """Have it answered by a process of its own."""
        from triptych.store.sql.faults import QueryCancelled
        from triptych.store.sql.query import run_query

        try:
            result = run_query(self.context.archive, query, None, cancellation)
        except QueryCancelled:
            return self.Stopped()
        except TriptychError as e:
            return self.Faulty(query, querying.fault(e))
        return self.Ran(query, result, querying.headings(result))

    @on(Ran)
    def ran(self, event: Ran) -> None:
        """Show the rows, and remember the query."""
        from triptych.graphs.results import plan

        self._over()
        self.result, self.headings = event.result, event.headings
        self.history = self.history.asked(event.query.strip())
        self.keep()
        told = querying.outcome(event.result)
        self._tell(Content.styled(told, "$text-warning" if event.result.cut else QUIET))
        drawn = plan(event.result)
        if drawn is not None:
            self._page(_drawn(list(drawn)))
        else:
            self.set_class(True, "-rows")
            self.grid.put(event.headings, event.result.rows)
        self.refresh_bindings()

    @on(Faulty)
    def faulty(self, event: Faulty) -> None:
        """Say what is wrong, and go where it is."""
        self._over()
        self._tell(line(event.told, "$text-error"))
        at = querying.place(event.told)
        if at is not None and event.query == self.editor.text:
            self.editor.move_cursor(at)
        self.editor.focus()

    @on(Stopped)
    def stopped(self) -> None:
        """Say so."""
        self._over()
        self._tell(Content("Stopped."))

    def _over(self) -> None:
        self.cancellation = None
        if self._clock is not None:
            self._clock.stop()
        self.head(Content())
        self.refresh_bindings()

    def _tell(self, told: Content) -> None:
        self.query_one("#told", Static).update(told)

    def _page(self, layout: Layout) -> None:
        self.set_class(False, "-rows")
        self.query_one("#page", Page).show(layout)

    @on(TextArea.Changed, "#editor")
    def typed(self) -> None:
        """Keep what is typed when no key has come for a moment."""
        if self._typed is not None:
            self._typed.stop()
        self._typed = self.set_timer(REST, self.keep)

    def keep(self) -> None:
        """Keep what was asked, and what is typed."""
        self.history = replace(self.history, draft=plain(self.editor.text))
        self.write(self.history)

    @background("keep")
    def write(self, history: History) -> None:
        """Write it to its file."""
        querying.remember(querying.history_file(), history)

    @on(Rows.Moved, "#entries")
    def describe(self, event: Rows.Moved) -> None:
        """Say what the view or column under the cursor is."""
        entry: Entry | None = event.row
        if entry is not None:
            told = f"{entry.view}.{entry.column}: {entry.comment}" if entry.column else entry.comment
            self.query_one("#comment", Static).update(line(told))

    @on(Rows.Chosen, "#entries")
    def insert(self, event: Rows.Chosen) -> None:
        """Put its name into the query."""
        self.editor.put(event.row.name)
        self.remove_class("-schema")
        self.editor.focus()

    @on(Rows.Chosen, "#grid")
    def open_row(self, event: Rows.Chosen) -> None:
        """Show the row with every value in full."""
        from triptych.tui.screens.record import RecordScreen

        number, row = event.row
        self.app.push_screen(RecordScreen(self.context, number, self.headings, row))

    def action_schema(self) -> None:
        """Go to the views and columns, or from there back to the query."""
        entries = self.query_one("#entries", Rows)
        there = entries.has_focus
        self.set_class(not there, "-schema")
        (self.editor if there else entries).focus()

    def action_history(self) -> None:
        """Choose among the queries that were asked before."""
        from triptych.tui.screens.pick import Pick

        asked = self.history.queries
        if not asked:
            self.post_message(Told("No query was asked yet; F4 has some to begin with."))
            return
        options = [(str(n), line(query)) for n, query in enumerate(asked)]
        self.app.push_screen(
            Pick("Queries asked before, the last first", options),
            lambda key: self._take(asked[int(key)]) if key is not None else None,
        )

    def action_examples(self) -> None:
        """Choose a query to begin with."""
        from triptych.store.sql.examples import EXAMPLES
        from triptych.tui.screens.pick import Pick

        options = [(example.sql, Content(example.asks)) for example in EXAMPLES]
        self.app.push_screen(
            Pick("Questions to begin with", options), lambda sql: self._take(sql) if sql else None
        )

    def _take(self, query: str) -> None:
        """Put a query in the place of the one that is there, which can be had back by ctrl+z."""
        self.editor.replace(plain(query), (0, 0), self.editor.document.end)
        self.editor.focus()

    def action_export(self) -> None:
        """Write the rows as a file."""
        from triptych.tui.screens.saving import SavingScreen

        if self.result is not None:
            self.app.push_screen(SavingScreen(self.context, self.result))

    def action_copy(self) -> None:
        """Copy what is selected with the mouse, or else the rows as a Markdown table."""
        from triptych.graphs.results import as_markdown

        if selected := self.get_selected_text():
            self.app.copy_to_clipboard(plain(selected))
            self.post_message(Told("Copied what is selected."))
        elif self.result is not None:
            self.app.copy_to_clipboard(plain(as_markdown(self.result)))
            self.post_message(Told("Copied the rows as a Markdown table."))

    def action_edit(self) -> None:
        """Go to the query."""
        self.editor.focus()

    def action_stop(self) -> None:
        """Stop the query that runs."""
        if self.cancellation is not None:
            self.cancellation.cancel()

    def action_back(self) -> None:
        """Stop the query that runs; where none does, leave the views, and then the screen."""
        if self.cancellation is not None:
            self.action_stop()
        elif self.has_class("-schema"):
            self.remove_class("-schema")
            self.editor.focus()
        else:
            self.keep()
            super().action_back()

    def on_unmount(self) -> None:
        """A query whose rows nobody will see is stopped."""
        self.action_stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs rows needs some; a query is stopped while it runs."""
        if action == "stop":
            return self.cancellation is not None
        if action in ("export", "copy"):
            return self.result is not None
        return super().check_action(action, parameters)


def _entry(entry: Entry) -> Content:
    return line(entry.column).pad_left(2) if entry.column else line(entry.view, "bold $primary")


def _type(entry: Entry) -> Content:
    return line(entry.type.lower(), QUIET)


_SCHEMA: tuple[Column[Entry], ...] = (Column("Views", _entry), Column("", _type, 9))
_KEYS = (
    Content("F4 has five queries to begin with, F3 the views and their columns."),
    Content("Enter on a row shows every value of it in full; x writes the rows as a file."),
)


def _drawn(lines: Sequence[str]) -> Layout:
    """A plan as it was drawn, not wrapped."""
    return lambda _: (Line(Content(plain_line(one) if not one.isprintable() else one)) for one in lines)

"""The runs of this session: what each does, for how long, what it has found and spent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from triptych.tui import progress
from triptych.tui.context import Context
from triptych.tui.messages import Goto
from triptych.tui.runs import lasted
from triptych.tui.screens.base import TriptychScreen
from triptych.tui.text import line
from triptych.tui.widgets.rows import Column, Rows
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.graphs.keeping.standing import Standing
    from triptych.graphs.request import Request
    from triptych.store.records import Run
    from triptych.tui.runs import Running

TICK = 1.0
"""Seconds after which the list is shown anew."""
COLUMNS: "tuple[Column[Running], ...]" = (
    Column("State", lambda run: progress.sign(run), 14),
    Column("Idea", lambda run: line(run.request.idea)),
    Column("Now", lambda run: progress.now(run), 18, least=100),
    Column("Elapsed", lambda run: Content(lasted(run.elapsed)), 8, right=True),
    Column("Claims", lambda run: Content(f"{len(run.board.claims)}"), 6, right=True),
    Column("Spend", lambda run: Content(progress.spend(run)), 9, right=True),
)


class RunsScreen(TriptychScreen):
    """All runs of the session, the newest first."""

    TITLE = "Runs"
    CSS_PATH = "runs.tcss"
    AUTO_FOCUS = "#runs"
    HELP_TEXT = "The runs of this session. They go on while you do other things; a notice says when one ends."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "open_memo", "Memo", id="open-memo", tooltip="Read the memo that the run wrote"),
        Binding(
            "r", "unfinished", "Go on with…", id="unfinished", tooltip="Go on with a run that did not end"
        ),
        Binding("space", "hold", "Pause", id="hold", tooltip="Begin no new call and no new search for now"),
        Binding("space", "go_on", "Resume", id="go-on", tooltip="Go on"),
        Binding(
            "c", "cancel", "Stop", id="cancel", tooltip="Stop it with a memo of what there is; asks first"
        ),
    ]

    @dataclass
    class Ready(Message):
        """A run can go on: what it was asked, and its record."""

        request: "Request"
        record: "Run"

    @dataclass
    class News(Message):
        """Something happened in a run; the newest of several waiting stands for all."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, RunsScreen.News)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._leave: dict[int, Callable[[], None]] = {}
        self._states = ""

    def body(self) -> Iterable[Widget]:
        yield Rows(COLUMNS, lambda run: id(run), id="runs")
        yield Static("", id="about")
        told = (
            "No run was started in this session.\n"
            "n starts one; r goes on with one that did not end; h goes back to the archive."
        )
        yield Static(Content(told), id="none")

    def on_mount(self) -> None:
        self.set_interval(TICK, self.show)
        self.show()

    def on_unmount(self) -> None:
        for leave in self._leave.values():
            leave()

    @property
    def rows(self) -> "Rows[Running]":
        """The list."""
        return cast("Rows[Running]", self.query_one("#runs", Rows))

    @on(News)
    def show(self) -> None:
        """Show them as they are now."""
        runs = self.triptych.runs
        for running in runs.all:
            if id(running) not in self._leave:
                self._leave[id(running)] = running.listen(lambda: self.post_message(self.News()))
        self.set_class(not runs.all, "-empty")
        self.rows.show(runs.all[::-1])
        going = len(runs.under_way)
        self.head(Content(f"{len(runs.all)} in this session · {going} under way"))
        self.about()

    @on(Rows.Moved)
    def about(self) -> None:
        """Say more of the run under the cursor, and which keys act on it."""
        if (current := self.rows.current) is not None:
            self.query_one("#about", Static).update(progress.about(current))
        states = " ".join(f"{run.state}{run.held}" for run in self.triptych.runs.all) + f" {self.rows.cursor}"
        if states != self._states:
            self._states = states
            self.refresh_bindings()

    @on(Rows.Chosen)
    def open_run(self, event: Rows.Chosen) -> None:
        """Watch the run under the cursor."""
        self.post_message(Goto("live", (event.row,)))

    def action_open_memo(self) -> None:
        """Read its memo."""
        if (running := self.rows.current) is not None and running.memo is not None:
            self.post_message(Goto("reader", (running.memo,)))

    def action_hold(self) -> None:
        """Let it begin nothing new."""
        if (running := self.rows.current) is not None:
            running.hold(True)

    def action_go_on(self) -> None:
        """Let it go on."""
        if (running := self.rows.current) is not None:
            running.hold(False)

    def action_unfinished(self) -> None:
        """Choose a run that did not end, and go on with it."""
        from triptych.tui.screens.unfinished import UnfinishedScreen

        self.app.push_screen(UnfinishedScreen(self.context), self._chosen)

    def _chosen(self, one: "Standing | None") -> None:
        if one is not None:
            self.prepare(one)

    @background("unfinished")
    def prepare(self, one: "Standing") -> Ready:
        """What it takes to go on with a run."""
        from triptych.graphs.keeping.resuming import prepared

        ready = prepared(one, self.context.archive, self.context.settings)
        return self.Ready(ready.request, ready.record)

    @on(Ready)
    def go_on_with(self, event: Ready) -> None:
        """Go on with it, and watch it."""
        running = self.triptych.runs.start(event.request, record=event.record)
        self.post_message(Goto("live", (running,)))

    def action_cancel(self) -> None:
        """Stop it, if that is agreed to."""
        if (running := self.rows.current) is not None:
            asked = progress.stopping(running)
            self.app.push_screen(asked, lambda agreed: running.stop() if agreed else None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done depends on what became of the run under the cursor."""
        if action not in ("open_memo", "hold", "go_on", "cancel"):
            return super().check_action(action, parameters)
        running = self.rows.current if self.is_mounted else None
        if running is None:
            return False
        if action == "open_memo":
            return running.memo is not None
        if action == "cancel":
            return not running.over
        return running.state == "running" and running.held == (action == "go_on")

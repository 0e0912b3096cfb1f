"""A run as it goes on: a panel a persona, the debate, the propositions, the log; it goes on without its screen, too."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static, Tab, Tabs

from triptych.tui import progress
from triptych.tui.context import Context
from triptych.tui.messages import Goto, Told
from triptych.tui.screens.base import TriptychScreen
from triptych.tui.text import line
from triptych.tui.widgets.feed import Feed

if TYPE_CHECKING:
    from triptych.tui.runs import Running
    from triptych.tui.widgets.feed import Block

LOWER = {"debate": "Debate", "theses": "Propositions", "log": "Log"}
TICK = 1.0
"""Seconds after which the head is told anew."""
DRAW = 0.12
"""Seconds between two times that news are drawn: what is drawn more often is not read, and keys wait for it."""
LEAST = 33
"""Columns of a panel beside others; of more than have room, those around the one last gone to are shown."""
FIGURES = 120
"""Columns from which on there is room for figures beside the phases."""
UNDER_WAY = ("cancel", "hold", "go_on")
"""Actions that need a run that is not over."""


class LiveScreen(TriptychScreen):
    """One run.

    Args:
        context: the session.
        running: the run, of `app.runs`.
    """

    TITLE = "Run"
    CSS_PATH = "live.tcss"
    AUTO_FOCUS = ".panel Feed"
    HELP_TEXT = "A run as it goes on. Leaving the screen leaves the run at work; w lists all of this session."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open_memo", "Memo", id="open-memo", tooltip="Read the memo that the run wrote"),
        Binding("space", "hold", "Pause", id="hold", tooltip="Begin no new call and no new search for now"),
        Binding("space", "go_on", "Resume", id="go-on", tooltip="Go on"),
        Binding("c", "cancel", "Cancel", id="cancel", tooltip="Stop the run; asks first"),
        *(
            Binding(
                str(number),
                f"panel({number - 1})",
                "Panel",
                key_display="1-9",
                id=f"panel-{number}",
                show=number == 1,
                tooltip="Go to a persona's panel by its number",
            )
            for number in range(1, 10)
        ),
        Binding("d", "lower('debate')", "Debate", id="debate", tooltip="What is held against which claim"),
        Binding("v", "lower('theses')", "Stances", id="theses", tooltip="Who gives which proposition what"),
        Binding("t", "lower('log')", "Log", id="log", tooltip="Everything that happened, a line each"),
        Binding("b", "back", "Leave", id="leave", show=False, tooltip="Leave the screen; the run goes on"),
        Binding(
            "right_square_bracket",
            "go(1)",
            "Next",
            key_display="]",
            id="next",
            show=False,
            tooltip="The next run of this session",
        ),
        Binding(
            "left_square_bracket",
            "go(-1)",
            "Previous",
            key_display="[",
            id="previous",
            show=False,
            tooltip="The run before",
        ),
    ]

    @dataclass
    class News(Message):
        """Something happened in the run; the newest of several waiting stands for all."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, LiveScreen.News)

    def __init__(self, context: Context, running: "Running") -> None:
        super().__init__(context)
        self.running = running
        self.panel = running.request.panel
        self.view = "0"
        """What is shown where there is room for one thing: a panel's number, or one of `LOWER`."""
        self._around = 0
        self._leave = running.listen(lambda: self.post_message(self.News()))
        self._told: dict[str, Content] = {}
        self._drawn = 0.0
        self._due: Timer | None = None

    def body(self) -> Iterable[Widget]:
        with Horizontal(id="progress"):
            yield Static("", id="phases")
            yield Static("", id="figures")
        lower = [Tab(title, id=f"to-{name}") for name, title in LOWER.items()]
        yield Tabs(*(Tab(line(key), id=f"to-{n}") for n, key in enumerate(self.panel)), *lower, id="all")
        with Horizontal(id="panels"):
            for number, _ in enumerate(self.panel):
                with Vertical(classes="panel", id=f"panel-{number}"):
                    yield Static("", classes="seat")
                    yield Feed()
        yield Tabs(*(Tab(title, id=f"below-{name}") for name, title in LOWER.items()), id="below")
        with ContentSwitcher(initial="debate", id="lower"):
            for name in LOWER:
                yield Feed(id=name, tail=name == "log")

    def on_mount(self) -> None:
        self.query_one("#lower", ContentSwitcher).can_focus = False
        self._turn(self.view)
        self.set_interval(TICK, self._say)
        self.refresh_bindings()

    def on_unmount(self) -> None:
        self._leave()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.show)

    @on(News)
    def heard(self) -> None:
        """Show it soon."""
        if self._due is None:
            self._due = self.set_timer(max(0.001, self._drawn + DRAW - time.monotonic()), self.show)

    def show(self) -> None:
        """Show what there is now, of that which is in view."""
        from triptych.tui.pages import live

        self._drawn, self._due = time.monotonic(), None
        board = self.running.board
        fitting = self._fitting()
        for number, place in enumerate(self.query(".panel")):
            place.set_class(number not in fitting and not self.has_class("-narrow"), "-out")
        for number in self._panels():
            place = self.query_one(f"#panel-{number}")
            self._update(place.query_one(".seat", Static), progress.seat(board, self.panel[number]), number)
            place.query_one(Feed).show(live.panel(board, self.panel[number]))
        if (name := self._lower()) is not None:
            self.query_one(f"#{name}", Feed).show(self._blocks(name))
        self._say()

    def _panels(self) -> Iterable[int]:
        """The numbers of the panels in view."""
        if not self.has_class("-narrow"):
            return self._fitting()
        return [int(self.view)] if self.view.isdigit() else []

    def _fitting(self) -> range:
        """Those that have room beside each other."""
        room = max(1, self.size.width // LEAST)
        first = max(0, min(self._around - room // 2, len(self.panel) - room))
        return range(first, min(len(self.panel), first + room))

    def _lower(self) -> str | None:
        """Which of `LOWER` is in view, if any."""
        if self.has_class("-narrow"):
            return None if self.view.isdigit() else self.view
        return self.query_one("#lower", ContentSwitcher).current

    def _blocks(self, name: str) -> "list[Block]":
        from triptych.tui.pages import live
        from triptych.tui.pages.live_log import log

        make = {"debate": live.debate, "theses": live.theses, "log": log}
        return make[name](self.running.board)

    def _say(self) -> None:
        """Say in the head what runs now, for how long, and what it has used."""
        running, narrow = self.running, self.has_class("-narrow")
        state = progress.state(running, narrow)
        if self._told.get("state") != state:
            self._told["state"] = state
            self.head(state, line(running.request.idea))
        self._update(self.query_one("#phases", Static), progress.outcome(running), "phases", layout=True)
        figures = progress.figures(running.board) if self.size.width >= FIGURES else Content()
        self._update(self.query_one("#figures", Static), figures, "figures", layout=True)
        if self._told.get("over") != (now := Content(f"{running.state} {running.held}")):
            self._told["over"] = now
            self.refresh_bindings()

    def _update(self, place: Static, said: Content, key: object, layout: bool = False) -> None:
        """Say something somewhere, unless it is said there already."""
        if self._told.get(f"{key}") != said:
            self._told[f"{key}"] = said
            place.update(said, layout=layout)

    def _turn(self, view: str) -> None:
        """Bring a panel or one of `LOWER` into view, and let keys move in it."""
        self.view = view
        lower = view in LOWER
        self._around = self._around if lower else int(view)
        self.set_class(lower, "-lower")
        self.set_class(not lower, "-panel")
        for number, place in enumerate(self.query(".panel")):
            place.set_class(f"{number}" == view, "-shown")
        if lower:
            self.query_one("#lower", ContentSwitcher).current = view
            self.query_one("#below", Tabs).active = f"below-{view}"
        self.query_one("#all", Tabs).active = f"to-{view}"
        self.show()
        if not isinstance(self.focused, Tabs):
            self.query_one(f"#{view}" if lower else f"#panel-{view} Feed", Feed).focus()

    @on(Tabs.TabActivated)
    def turned(self, event: Tabs.TabActivated) -> None:
        """Show what a tab is for."""
        name = (event.tab.id or "").partition("-")[2]
        first = event.tabs.id == "below" and self.view.isdigit() and name == self._lower()
        if name != self.view and not first:
            self._turn(name)

    def action_panel(self, number: int) -> None:
        """Go to a persona's panel."""
        if number < len(self.panel):
            self._turn(f"{number}")

    def action_lower(self, name: str) -> None:
        """Show the debate, the propositions or the log."""
        self._turn(name)

    def action_open_memo(self) -> None:
        """Read the memo."""
        if self.running.memo is not None:
            self.post_message(Goto("reader", (self.running.memo,)))

    def action_hold(self) -> None:
        """Let the run begin nothing new."""
        self.running.hold(True)

    def action_go_on(self) -> None:
        """Let it go on."""
        self.running.hold(False)

    def action_cancel(self) -> None:
        """Stop the run, if that is agreed to."""
        from triptych.tui.screens.question import Question

        asked = Question("Cancel this run?", "Cancel it", "Let it go on", progress.STOPPED)
        self.app.push_screen(asked, lambda agreed: self.running.stop() if agreed else None)

    def action_go(self, step: int) -> None:
        """Go on to the next run of the session, or back to the one before."""
        every = self.triptych.runs.all
        at = every.index(self.running) + step if self.running in every else -1
        if 0 <= at < len(every):
            self.app.switch_screen(LiveScreen(self.context, every[at]))
        else:
            self.post_message(Told("This is the last run." if step > 0 else "This is the first run."))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done depends on what became of the run."""
        if action == "open_memo":
            return self.running.memo is not None
        if action in UNDER_WAY:
            going = self.running.state == "running"
            return going and (action == "cancel" or self.running.held == (action == "go_on"))
        return super().check_action(action, parameters)

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
from textual.widgets import ContentSwitcher, Tabs

from triptych.tui import progress
from triptych.tui.context import Context
from triptych.tui.memory import settle
from triptych.tui.messages import Goto, Told
from triptych.tui.screens.base import TriptychScreen
from triptych.tui.text import line
from triptych.tui.widgets.feed import Feed
from triptych.tui.widgets.steady import Words
from triptych.tui.widgets.views import Views

if TYPE_CHECKING:
    from triptych.tui.runs import Running
    from triptych.tui.widgets.feed import Block

LOWER = {"debate": "Debate", "theses": "Propositions", "log": "Log"}
KEYS = {"debate": "d", "theses": "v", "log": "t"}
TICK = 1.0
"""Seconds after which the head is told anew."""
DRAW = 0.25
"""Seconds between two times that news are drawn in one place: what is drawn more often is not read."""
ANSWER = 0.04
"""Seconds after a key in which nothing but its answer is drawn."""
LEAST = 33
"""Columns of a panel beside others; of more than have room, those around the one last gone to are shown."""
BESIDE = 3
"""Columns of a panel that are no text."""
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
        Binding(
            "c",
            "cancel",
            "Stop",
            id="cancel",
            tooltip="Stop the run with a memo of what there is; asks first",
        ),
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
        Binding(
            "d",
            "lower('debate')",
            "Debate",
            id="debate",
            show=False,
            tooltip="What is held against which claim",
        ),
        Binding(
            "v",
            "lower('theses')",
            "Propositions",
            id="theses",
            show=False,
            tooltip="Who gives which proposition what",
        ),
        Binding(
            "t", "lower('log')", "Log", id="log", show=False, tooltip="Everything that happened, a line each"
        ),
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
        self._below = "debate"
        """Which of `LOWER` is under the panels, where there is room for both."""
        self._could: tuple[str, bool] | None = None
        """What the keys that are shown depend on."""
        self._stale: list[str] = []
        """Places in which there may be something new."""
        self._due: Timer | None = None
        self._keyed = 0.0
        """When the last key came."""
        self._settled = False

    def body(self) -> Iterable[Widget]:
        with Horizontal(id="progress"):
            yield Words(id="phases")
            yield Words(id="figures")
        lower = [(name, KEYS[name], title) for name, title in LOWER.items()]
        people = [(f"{n}", f"{n + 1}" if n < 9 else "", line(key)) for n, key in enumerate(self.panel)]
        yield Views([*people, *lower], "to", id="all")
        with Horizontal(id="panels"):
            for number, _ in enumerate(self.panel):
                with Vertical(classes="panel", id=f"panel-{number}"):
                    yield Words(classes="seat")
                    yield Feed()
        yield Views(lower, "below", id="below")
        with ContentSwitcher(initial="debate", id="lower"):
            for name in LOWER:
                yield Feed(id=name, tail=name == "log")

    def on_mount(self) -> None:
        self.query_one("#lower", ContentSwitcher).can_focus = False
        self.show()
        self.set_interval(TICK, self._say)
        self.refresh_bindings()

    def on_unmount(self) -> None:
        self._leave()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.show)

    @on(News)
    def heard(self) -> None:
        """Draw it soon, in one place after the other, so that a key waits for one of them at most."""
        if not self._settled:
            self._settled = True
            settle()
        if self._could != (self.running.state, self.running.held):
            self._say()
        self._stale = list(dict.fromkeys((*self._stale, *self._places())))
        self._draw_soon()

    def _draw_soon(self) -> None:
        if self._due is None and self._stale and (self.is_current or self.app.screen.is_modal):
            self._due = self.set_timer(DRAW / len(self._places()) or 0.001, self._draw_next)

    def on_key(self) -> None:
        """Let the answer to a key be drawn before any news."""
        self._keyed = time.monotonic()

    def _draw_next(self) -> None:
        self._due = None
        if self._stale and time.monotonic() > self._keyed + ANSWER:
            self._draw(self._stale.pop(0))
        if not self._stale:
            self._say()
        self._draw_soon()

    @on(events.ScreenResume)
    def show(self) -> None:
        """Show what there is now, of that which is in view."""
        self._arrange()
        self._stale = self._places()
        while self._stale:
            self._draw(self._stale.pop(0))
        self._say()

    def _draw(self, place: str) -> None:
        """Show what there is now in one panel, by its number, or in one of `LOWER`."""
        from triptych.tui.pages import live

        board = self.running.board
        if place in LOWER:
            self.query_one(f"#{place}", Feed).show(self._blocks(place))
            return
        persona = self.panel[int(place)]
        seat = self.query_one(f"#panel-{place} .seat", Words)
        beside, rows = (1, 1) if self.has_class("-narrow") else (len(self._fitting()), 2)
        room = seat.content_size.width or self.size.width // beside - BESIDE
        seat.tell(progress.seat(board, persona, room, rows))
        self.query_one(f"#panel-{place} Feed", Feed).show(live.panel(board, persona))

    def _arrange(self) -> None:
        """Bring into view what there is room for."""
        narrow, places = self.has_class("-narrow"), self._places()
        lower = self._lower()
        for number in range(len(self.panel)):
            self.query_one(f"#panel-{number}").display = f"{number}" in places
        self.query_one("#panels").display = places[0] not in LOWER
        switcher = self.query_one("#lower", ContentSwitcher)
        switcher.display = lower is not None
        if lower is not None:
            switcher.current = lower
        if narrow:
            self.query_one("#all", Tabs).active = f"to-{self.view}"
        else:
            self.query_one("#below", Tabs).active = f"below-{lower}"

    def _places(self) -> list[str]:
        """What is in view: the numbers of panels, and one of `LOWER`."""
        lower = self._lower()
        return [*map(str, self._panels()), *([lower] if lower else [])]

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
        return self._below

    def _blocks(self, name: str) -> "list[Block]":
        from triptych.tui.pages import live
        from triptych.tui.pages.live_log import log

        make = {"debate": live.debate, "theses": live.theses, "log": log}
        return make[name](self.running.board)

    def _say(self) -> None:
        """Say in the head what runs now, for how long, and what it has used."""
        running, narrow = self.running, self.has_class("-narrow")
        self.head(progress.state(running, narrow), line(running.request.idea))
        self.query_one("#phases", Words).tell(progress.outcome(running))
        figures = progress.figures(running.board) if self.size.width >= FIGURES else Content()
        self.query_one("#figures", Words).tell(figures)
        if self._could != (now := (running.state, running.held)):
            self._could = now
            self.refresh_bindings()

    def _turn(self, view: str) -> None:
        """Bring a panel or one of `LOWER` into view, and let keys move in it; only what was not in view is drawn."""
        before, self.view = self._places(), view
        self._below = view if view in LOWER else self._below
        self._around = self._around if view in LOWER else int(view)
        self._arrange()
        for place in self._places():
            if place not in before:
                self._draw(place)
        self.query_one(f"#{view}" if view in LOWER else f"#panel-{view} Feed", Feed).focus()

    @on(Tabs.TabActivated)
    def turned(self, event: Tabs.TabActivated) -> None:
        """Show what a tab is for."""
        name = (event.tab.id or "").partition("-")[2]
        there = name == (self._below if event.tabs.id == "below" else self.view)
        if event.tab.id == event.tabs.active and not there:
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
        asked = progress.stopping(self.running)
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
            if action == "cancel":
                return not self.running.over
            return going and self.running.held == (action == "go_on")
        return super().check_action(action, parameters)

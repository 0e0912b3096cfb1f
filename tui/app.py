"""The interface: an app that only routes. What stands where, and how a screen is added:

    app.py        opens screens by name, shows notices, asks before it quits
    launch.py     what a front end calls
    context.py    what each screen is given: archive, settings, folders, clock
    runs.py       the runs of this session, as `app.runs`; they go on when their screen is left
    text.py       the only way by which text from outside gets to a widget
    work.py       `@background`: a method that runs in a thread and gives a message
    memory.py     keeps collections of unused objects from stopping the interface
    messages.py   Goto, Failed, Told, Changed: what screens tell the app
    screens/      one a file, its stylesheet beside it; `SCREENS` in `screens/__init__.py` names them all
    widgets/      Rows (a list of any length), Page (a text of any length, laid out as it comes into view), Feed (a text that
                  grows), and in steady.py what is told often and has the screen arranged anew only if its size changes
    pages/        what a Page shows, as pure functions from values to lines

A screen: a subclass of `TriptychScreen` with TITLE, CSS_PATH, BINDINGS (with `id` and `tooltip`) and `body`; one line in
`SCREENS`; a stylesheet. It opens another by `self.post_message(Goto("reader", (memo_id,)))`, reads in methods marked
`@background(group)`, shows outside text by `text.shown`, `text.line` or `text.cell`, and says by `Changed` that it wrote to
the archive.
"""

import asyncio
import os
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.theme import Theme

from triptych.errors import TriptychError
from triptych.tui import text
from triptych.tui.context import Context
from triptych.tui.messages import Changed, Failed, Goto, Told
from triptych.tui.preferences import keep_theme, kept_theme
from triptych.tui.screens import HOME, SCREENS
from triptych.tui.screens.base import TriptychScreen, moves
from triptych.tui.themes import DARK, THEMES
from triptych.tui.work import Threads

if TYPE_CHECKING:
    from textual.worker import Worker

    from triptych.tui.runs import Runs

DEBUG_VARIABLE = "TRIPTYCH_DEBUG"
LEAVE = "Leave Triptych; asks first where a run is under way"
SECONDS = 8
"""How long a failure is shown."""
LOW = 32
"""Lines under which dialogs show less of their lists; the CSS of every screen sees the class `-low`."""


class TriptychApp(App[None]):
    """Routes between screens.

    Args:
        context: the session, handed to every screen.
    """

    TITLE = "Triptych"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]  # noqa: RUF012 (as its base declares it)
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                entry.key,
                f"open('{name}')",
                entry.title,
                id=f"open-{name}",
                show=False,
                tooltip=entry.description,
            )
            for name, entry in SCREENS.items()
            if entry.key
        ),
        Binding(
            "question_mark", "help", "Help", key_display="?", id="help", tooltip="The keys that work here"
        ),
        Binding(
            "ctrl+p",
            "command_palette",
            "Commands",
            id="commands",
            show=False,
            tooltip="Find a command by name",
        ),
        Binding("q", "leave", "Quit", id="quit", tooltip=LEAVE),
        Binding("ctrl+q", "leave", "Quit", id="quit-too", show=False, priority=True, tooltip=LEAVE),
    ]

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.reasons_to_stay: list[Callable[[], str]] = []
        """Each tells in a few words what quitting would cut off now, or nothing: `2 runs are under way`."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = kept_theme(self.available_themes, DARK.name)

    @cached_property
    def runs(self) -> "Runs":
        """The runs of this session, which go on when their screen is left."""
        from triptych.tui.runs import Runs

        made = Runs(self.context, self.post_message)
        self.reasons_to_stay.append(made.reason)
        return made

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        asyncio.get_running_loop().set_default_executor(Threads())
        self.push_screen(SCREENS[HOME].load()(self.context))

    def on_app_blur(self, event: events.AppBlur) -> None:
        """In a browser keys stay where they are, and the footer says which: a page begins without focus, unasked."""
        if self.is_web:
            event.prevent_default()

    @on(Goto)
    def goto(self, event: Goto) -> None:
        """Open a screen; one that is open already, of the same memo where it is of one, is gone back to."""
        entry = SCREENS[event.screen]
        kind = entry.load()
        if (open_ := self._open_already(kind, event.arguments, entry.of_memo)) is not None:
            while self.screen is not open_:
                self.pop_screen()
        else:
            self.push_screen(kind(self.context, *event.arguments))

    def _open_already(
        self, kind: type[TriptychScreen], arguments: tuple[object, ...], of_memo: bool
    ) -> TriptychScreen | None:
        of = arguments[:1] if of_memo else ()
        if arguments != of:
            return None
        there = (screen for screen in reversed(self.screen_stack) if type(screen) is kind)
        return next((screen for screen in there if not of or of == (getattr(screen, "memo", ""),)), None)

    @on(Failed)
    def tell_failure(self, event: Failed) -> None:
        """One notice: what happened, and what mends it."""
        told = "\n".join(filter(None, map(text.plain_line, (event.message, event.hint))))
        self.notify(told, severity="error", timeout=SECONDS, markup=False)

    @on(Told)
    def tell(self, event: Told) -> None:
        """One notice."""
        self.notify(text.plain_line(event.text), timeout=event.seconds, markup=False)

    @on(Changed)
    def spread(self, event: Changed) -> None:
        """Tell every open screen."""
        for screen in self.screen_stack:
            if isinstance(screen, TriptychScreen):
                screen.refreshed()

    def action_open(self, name: str) -> None:
        """Open the screen of that name; where it can be of one memo, of the one that is on screen."""
        memo = getattr(self.screen, "memo", "") if SCREENS[name].of_memo else ""
        self.post_message(Goto(name, (memo,) if memo else ()))

    def action_help(self) -> None:
        """Show the keys that work here."""
        from triptych.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))

    def action_leave(self) -> None:
        """Quit; where that would cut something off, ask first."""
        reasons = [reason for tell in self.reasons_to_stay if (reason := tell())]
        if not reasons:
            self.exit()
            return
        from triptych.tui.screens.question import Question

        asked = Question(f"Quit now? {'; '.join(reasons)}.", "Quit", "Stay")
        self.push_screen(asked, lambda agreed: self.exit() if agreed else None)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every screen, what the present one can do, and what is done to the app itself."""
        offered: set[str] = set()
        for name, entry in SCREENS.items():
            if entry.key:
                offered.add(entry.title)
                yield SystemCommand(entry.title, entry.description, lambda name=name: self.action_open(name))
        for active in screen.active_bindings.values():
            node, binding = active.node, active.binding
            if isinstance(node, TriptychScreen) and binding.description not in offered and _doing(binding):
                offered.add(binding.description)
                yield SystemCommand(binding.description, binding.tooltip, self._acting(node, binding.action))
        yield SystemCommand("Theme", "Choose the colours", self.action_change_theme)
        yield SystemCommand("Help", "The keys that work here", self.action_help)
        yield SystemCommand("Quit", "Leave Triptych", self.action_leave)

    def _keep_theme(self, theme: Theme) -> None:
        """Whichever way it was chosen, it is there at the next start."""
        if theme.name != kept_theme(self.available_themes, DARK.name):
            try:
                keep_theme(theme.name)
            except TriptychError as e:
                self.post_message(Failed(e.message, e.hint))

    def _acting(self, node: TriptychScreen, action: str) -> Callable[[], "Worker[bool]"]:
        return lambda: self.run_worker(self.run_action(action, node))

    def _fatal_error(self) -> None:
        """What ends the session is told in one line; a traceback would show values of the archive."""
        if os.environ.get(DEBUG_VARIABLE):
            super()._fatal_error()
            return
        error = self._exception
        told = text.plain_line(f"error: internal: {type(error).__name__}: {error}")
        self.panic(text.cell(f"{told} (set {DEBUG_VARIABLE}=1 to see where, and report it)"))


def _doing(binding: Binding) -> bool:
    """Whether a binding of a screen does something; to move is for keys alone."""
    return bool(binding.id and binding.tooltip) and not moves(binding)

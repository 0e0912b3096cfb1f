"""What all screens share: a head that says where one is, the footer, the keys that mean the same everywhere."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from triptych.tui.context import Context
from triptych.tui.messages import Changed, Failed
from triptych.tui.text import QUIET
from triptych.tui.widgets.steady import Head, Keys

if TYPE_CHECKING:
    from triptych.tui.app import TriptychApp

NARROW = 100
"""Columns under which a screen stacks its parts; its CSS sees the class `-narrow`."""
NAME = Content.assemble(("Triptych", "bold $primary"), ("  ›  ", QUIET))
MOVES = {
    "down": ("cursor_down", "scroll_down"),
    "up": ("cursor_up", "scroll_up"),
    "top": ("first", "select_first", "scroll_home", "scroll_top"),
    "bottom": ("last", "select_last", "scroll_end", "scroll_bottom"),
}
"""What a widget may call moving that way, best first."""


def moves(binding: Binding) -> bool:
    """Whether a binding only moves."""
    return binding.action.startswith("move(")


class TriptychScreen(Screen[None]):
    """A screen of the interface. A subclass sets TITLE, composes `body`, and reads in the background.

    Args:
        context: the session.

    `head(text)` says at the right of the head what matters now; `on_failed` may be extended to end a wait.
    """

    TITLE = ""
    HELP_TEXT: ClassVar[str] = ""
    """A line or two at the top of `?`: what this screen is for."""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012 (as its base declares it)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="back", tooltip="Leave this screen"),
        Binding("j", "move('down')", "Down", id="down", show=False, tooltip="One line down"),
        Binding("k", "move('up')", "Up", id="up", show=False, tooltip="One line up"),
        Binding("g", "move('top')", "Top", id="top", show=False, tooltip="To the beginning"),
        Binding("G", "move('bottom')", "Bottom", id="bottom", show=False, tooltip="To the end"),
    ]

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """What has the focus. Its own style shows that, so that nothing else is drawn for it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.waiting = False

    @property
    def triptych(self) -> "TriptychApp":
        """The app, as what it is."""
        return cast("TriptychApp", self.app)

    def compose(self) -> ComposeResult:
        yield Head(NAME, Content(self.TITLE), id="head")
        yield from self.body()
        yield Keys()

    def body(self) -> Iterable[Widget]:
        """What stands between head and footer."""
        return ()

    def head(self, state: Content, where: Content | None = None) -> None:
        """Say at the right of the head what matters now, and at its left where one is."""
        self.waiting = False
        self.query_one("#head", Head).tell(state, where)

    def refreshed(self) -> None:
        """Read again what is shown: the archive has changed."""

    @on(Changed)
    def _archive_changed(self, event: Changed) -> None:
        event.stop()
        self.refreshed()

    def wait(self, words: str) -> None:
        """Say in the head what is being waited for, until `head` says something else or it fails."""
        self.head(Content.styled(f"{words} …", "$text-accent"))
        self.waiting = True

    @on(Failed)
    def failed(self, event: Failed) -> None:
        """End the wait that this failure ends; the notice is the app's."""
        if self.waiting:
            again = "; r tries again" if hasattr(self, "action_refresh") else ""
            self.head(Content.styled(f"failed{again}", "$text-error"))

    def action_back(self) -> None:
        """Leave the screen, unless it is the only one."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no way back from home."""
        return not (action == "back" and len(self.app.screen_stack) <= 2)

    async def action_move(self, way: str) -> None:
        """Move in whatever has the focus."""
        await move(self, way)


async def move(screen: Screen[Any], way: str) -> None:
    """Move in whatever has the focus, by the name that it has for it."""
    focused = screen.focused
    if focused is None:
        return
    for name in MOVES[way]:
        if hasattr(focused, f"action_{name}"):
            await focused.run_action(name)
            return

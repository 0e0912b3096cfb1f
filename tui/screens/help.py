"""`?`: what a screen is for and the keys that work in it, read off the bindings that are active."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from triptych.tui.screens.base import TriptychScreen

KEYS = 14  # columns of the keys


@dataclass(frozen=True)
class Key:
    """One line: what to press, what it does, and whether it does so everywhere."""

    press: str
    does: str
    everywhere: bool


def keys(screen: Screen[object]) -> list[Key]:
    """The bindings that are active in a screen; the keys of one action stand in one line."""
    found: dict[tuple[str, str], list[ActiveBinding]] = {}
    # What a screen binds says more of it than what its widgets do; what has no tooltip is not ours.
    order = sorted(screen.active_bindings.values(), key=lambda active: not isinstance(active.node, Screen))
    for active in order:
        if active.binding.tooltip:
            found.setdefault((active.binding.action, active.binding.description), []).append(active)
    return list(dict.fromkeys(_key(screen.app, those) for those in found.values()))


def _key(app: App[object], those: list[ActiveBinding]) -> Key:
    first = those[0].binding
    press = " ".join(app.get_key_display(active.binding) for active in those)
    return Key(press, first.tooltip, isinstance(those[0].node, App))


class HelpScreen(ModalScreen[None]):
    """The help of a screen.

    Args:
        screen: the one that is asked about.
    """

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "Close", id="close", tooltip="Close the help"),
        Binding("j", "scroll('down')", "Down", id="down", show=False, tooltip="One line down"),
        Binding("k", "scroll('up')", "Up", id="up", show=False, tooltip="One line up"),
    ]

    def __init__(self, screen: Screen[object]) -> None:
        super().__init__()
        self._keys = keys(screen)
        self._about = screen.HELP_TEXT if isinstance(screen, TriptychScreen) else ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content("Help"), classes="title")
            with VerticalScroll(id="keys"):
                yield Static(Content("\n").join(self._lines()))

    def _lines(self) -> Iterator[Content]:
        if self._about:
            yield from (Content(self._about), Content())
        for everywhere, title in ((False, "Here"), (True, "Everywhere")):
            yield Content.styled(title, "bold $primary")
            for key in self._keys:
                if key.everywhere == everywhere:
                    yield Content.assemble((f"{key.press:{KEYS}}", "bold $accent"), " ", key.does)
            yield Content()

    async def action_dismiss(self, result: None = None) -> None:
        """Close it."""
        self.dismiss()

    def action_scroll(self, way: str) -> None:
        """One line up or down."""
        scroll = self.query_one("#keys", VerticalScroll)
        (scroll.scroll_down if way == "down" else scroll.scroll_up)(animate=False)

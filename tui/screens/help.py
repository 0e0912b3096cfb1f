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

from triptych.tui.pages.lines import BLANK, Line, wrapped
from triptych.tui.screens.base import TriptychScreen, moves

KEYS = 12  # columns of the keys


@dataclass(frozen=True)
class Key:
    """One line: what to press, what it does, and whether it does so everywhere."""

    press: str
    does: str
    everywhere: bool


def keys(screen: Screen[object]) -> list[Key]:
    """The bindings that are active in a screen, those first that its footer shows; the keys of one action stand in one line."""
    found: dict[tuple[str, str], list[ActiveBinding]] = {}
    # What a screen binds says more of it than what its widgets do; what has no tooltip is not ours.
    order = sorted(screen.active_bindings.values(), key=_place)
    for active in order:
        if active.binding.tooltip:
            found.setdefault((active.binding.action, active.binding.description), []).append(active)
    return list(dict.fromkeys(_key(screen.app, those) for those in found.values()))


def _place(active: ActiveBinding) -> tuple[bool, bool, bool]:
    binding = active.binding
    return not isinstance(active.node, Screen), not binding.show, moves(binding)


def _key(app: App[object], those: list[ActiveBinding]) -> Key:
    first = those[0].binding
    press = " ".join(sorted((app.get_key_display(active.binding) for active in those), key=len))
    return Key(press, first.tooltip, isinstance(those[0].node, App))


class Listed(Static):
    """What a screen is for and its keys, in lines of the width that there is."""

    def __init__(self, about: str, keys: list[Key]) -> None:
        super().__init__()
        self._about, self._keys, self._width = about, keys, 0

    def on_resize(self) -> None:
        if self.size.width != self._width:
            self._width = self.size.width
            self.update(Content("\n").join([line.content for line in self._lines(self._width)]))

    def _lines(self, width: int) -> Iterator[Line]:
        if self._about:
            yield from (*wrapped(Content(self._about), width), BLANK)
        for everywhere, title in ((False, "Here"), (True, "Everywhere")):
            yield Line(Content.styled(title, "bold $primary"))
            for key in self._keys:
                if key.everywhere == everywhere:
                    yield from _told(key, width)
            yield BLANK


def _told(key: Key, width: int) -> Iterator[Line]:
    """The keys, and beside them what they do."""
    for number, line in enumerate(wrapped(Content(key.does), width - KEYS - 1)):
        press = Content.styled("" if number else key.press, "bold $accent")
        yield Line(Content.assemble(press.pad_right(KEYS + 1 - press.cell_length), line.content))


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
                yield Listed(self._about, self._keys)
            yield Static(Content("j k move   esc close"), classes="quiet")

    async def action_dismiss(self, result: None = None) -> None:
        """Close it."""
        self.dismiss()

    def action_scroll(self, way: str) -> None:
        """One line up or down."""
        scroll = self.query_one("#keys", VerticalScroll)
        (scroll.scroll_down if way == "down" else scroll.scroll_up)(animate=False)

"""Widgets that stay as they are until what they show is another: nothing is arranged or mounted anew for nothing."""

from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer, Static

from triptych.tui.text import QUIET

APART = 2
"""Columns between the ends of a line."""


class Words(Static):
    """A few words that change often. The screen is arranged anew only if they need another room than those before.

    A width or height that does not depend on the words must be set for it (in a stylesheet).
    """

    def tell(self, words: Content) -> None:
        """Say something, unless it is said already."""
        before = self.content
        if words != before:
            same = isinstance(before, Content) and self._room(words) == self._room(before)
            self.update(words, layout=not same)

    def _room(self, words: Content) -> tuple[int, int]:
        """Columns and lines that the words need, where they decide on that."""
        width, height = self.styles.width, self.styles.height
        columns = words.cell_length if width is not None and width.is_auto else 0
        fixed = height is not None and not height.is_auto
        return columns, 0 if fixed else len(words.wrap(max(1, self.content_size.width)))


class Head(Widget):
    """Where one is, cut where there is no room for it, and at the right what matters now: always one line."""

    DEFAULT_CSS = "Head { height: 1; padding: 0 1; }"

    def __init__(self, before: Content, where: Content, id: str | None = None) -> None:
        super().__init__(id=id)
        self._before, self.where, self.state = before, where, Content()

    def tell(self, state: Content, where: Content | None = None) -> None:
        """Say what matters now, and where one is, if that has changed."""
        where = self.where if where is None else where
        if (where, state) != (self.where, self.state):
            self.where, self.state = where, state
            self.refresh()

    def render(self) -> Content:
        """Both ends of the line."""
        room = max(0, self.content_size.width - self.state.cell_length - APART)
        left = Content.assemble(self._before, self.where).truncate(room, ellipsis=True, pad=True)
        return Content.assemble(left, " " * APART, self.state.stylize_before(QUIET))


class Keys(Footer):
    """The keys that work, mounted anew only if they are others than before: each move of the focus asks for it."""

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._keys: list[tuple[Binding, bool, str]] = []

    def compose(self) -> ComposeResult:
        """Those that work now."""
        self._keys = self._working() if self._bindings_ready else []
        yield from super().compose()

    def bindings_changed(self, screen: Screen[Any]) -> None:
        """Mount others, if others work than those that are shown."""
        if self._working() != self._keys or not self._bindings_ready:
            super().bindings_changed(screen)

    def _working(self) -> list[tuple[Binding, bool, str]]:
        active = self.screen.active_bindings.values()
        return [(binding, enabled, tooltip) for _, binding, enabled, tooltip in active if binding.show]

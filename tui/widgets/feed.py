"""A text that grows and changes while one reads it: made of blocks, of which only those that changed are laid out anew.

It follows what changes until the reader scrolls, and again from `f` or the end on.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.cache import FIFOCache
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from triptych.tui.pages.lines import Line
from triptych.tui.widgets.page import WIDEST
from triptych.tui.widgets.strips import strip

KEPT = 512
"""Lines that are kept as they were drawn."""


@dataclass(frozen=True)
class Block:
    """A part of the text: the same function of the same value always gives the same lines."""

    lay: Callable[[Any, int], Iterator[Line]]
    value: Hashable


class Feed(ScrollView, can_focus=True):
    """The text. `show` it its blocks whenever one may have changed.

    Args:
        tail: whether it begins at its end, as a log does.
    """

    DEFAULT_CSS = """
    Feed {
        height: 1fr; padding: 0 1; scrollbar-gutter: stable; scrollbar-size-vertical: 1; overflow-x: hidden;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll_down", "Down", id="feed-line-down", show=False, tooltip="One line down"),
        Binding("up", "scroll_up", "Up", id="feed-line-up", show=False, tooltip="One line up"),
        Binding("pagedown", "page(1)", "Page down", id="feed-down", show=False, tooltip="One page down"),
        Binding("pageup", "page(-1)", "Page up", id="feed-up", show=False, tooltip="One page up"),
        Binding("home", "first", "First", id="feed-first", show=False, tooltip="To the beginning"),
        Binding("end", "last", "Last", id="feed-last", show=False, tooltip="To the end"),
        Binding("f", "follow", "Follow", id="feed-follow", show=False, tooltip="Keep what changes in view"),
    ]

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)
    """Columns and lines of the text. A screen is arranged anew for it only where a scroll bar comes or goes."""

    def __init__(self, id: str | None = None, tail: bool = False) -> None:
        super().__init__(id=id)
        self._tail = tail
        self.following = True
        """Whether it scrolls to what changes."""
        self._blocks: list[Block] = []
        self._laid: dict[Block, list[Line]] = {}
        self._lines: list[Line] = []
        self._drawn: FIFOCache[int, tuple[Line, int, Style, Strip]] = FIFOCache(KEPT)
        """By the identity of its line, which is the first of the four."""
        self._width = 0
        self._stale = False
        """Whether it could not be laid out, as it was not in view."""
        self._ours = False

    def show(self, blocks: Sequence[Block]) -> None:
        """Show these blocks, and what changed among them if that is followed."""
        if list(blocks) != self._blocks:
            self._blocks = list(blocks)
            self._lay()

    def watch_virtual_size(self, _: Size, size: Size) -> None:
        """Let the scroll bar know."""
        if self.show_vertical_scrollbar != (size.height > self.container_size.height):
            self.refresh(layout=True)
        elif self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = size.height
            self.scroll_y = min(self.scroll_y, self.max_scroll_y)

    def _room(self) -> int:
        return min((self.scrollable_content_region.width or self.size.width) - 1, WIDEST)

    def _lay(self) -> None:
        width = self._room()
        self._stale = width <= 0
        if self._stale:
            return
        laid, self._laid = (self._laid if width == self._width else {}), {}
        before, self._lines, self._width = self._lines if laid else [], [], width
        changed = 0
        for block in self._blocks:
            lines = laid.get(block)
            if lines is None:
                lines = list(block.lay(block.value, width))
                changed = len(self._lines) + len(lines)
            self._laid[block] = lines
            self._lines += lines
        self.virtual_size = Size(0, len(self._lines))
        if self.following and changed and (self._tail or laid):
            self._into_view(changed)
        self._draw(before)

    def _draw(self, before: Sequence[Line]) -> None:
        """Draw what is in view from the first line that is another than before."""
        same = next(
            (n for n, (a, b) in enumerate(zip(before, self._lines, strict=False)) if a is not b), None
        )
        first = min(len(before), len(self._lines)) if same is None else same
        y = max(0, first - self.scroll_offset.y)
        if y < self.size.height:
            self.refresh(Region(0, y, self.size.width, self.size.height - y))

    def _into_view(self, end: int) -> None:
        """Scroll so that what ends at that line is seen."""
        top, height = self.scroll_offset.y, self.size.height
        if not top < end <= top + height:
            self._scroll(end - height)

    def _scroll(self, y: int) -> None:
        self._ours = True
        self.scroll_to(y=max(0, y), animate=False, force=True)
        self._ours = False

    def on_resize(self) -> None:
        if self._stale or self._room() != self._width:
            self._lay()
        elif self.following and self._tail:
            self._into_view(len(self._lines))

    def watch_has_focus(self, _: bool) -> None:
        """Show it, in a style of its own; that of the scroll bar, which would be drawn after it, stays."""
        self.app.stylesheet.apply(self)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self._ours:
            self.following = new_value >= self.max_scroll_y

    def render_line(self, y: int) -> Strip:
        width, number = self.size.width, y + self.scroll_offset.y
        if number >= len(self._lines):
            return Strip.blank(width, self.visual_style.rich_style)
        line, style = self._lines[number], self.visual_style
        drawn = self._drawn.get(id(line))
        if drawn is None or drawn[1:3] != (width, style):
            drawn = line, width, style, strip(line.content, width, style)
            self._drawn[id(line)] = drawn
        return drawn[3]

    def action_scroll_down(self) -> None:
        """One line down."""
        self.scroll_relative(y=1, animate=False, force=True)

    def action_scroll_up(self) -> None:
        """One line up."""
        self.scroll_relative(y=-1, animate=False, force=True)

    def action_page(self, way: int) -> None:
        """One page down or up."""
        self.scroll_relative(y=way * max(1, self.size.height - 1), animate=False, force=True)

    def action_first(self) -> None:
        """To the beginning."""
        self.scroll_to(y=0, animate=False, force=True)

    def action_last(self) -> None:
        """To the end, and follow."""
        self._scroll(len(self._lines))
        self.following = True

    def action_follow(self) -> None:
        """Keep in view what changes."""
        self.action_last()

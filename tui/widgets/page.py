"""A page of text of any length: laid out as far as it is in view at once, and the rest a little at a time.

A memo of 400 KB is on the screen as fast as one of 4 KB, and no step of the laying out holds up a key. Links are gone
through with tab and opened with enter or the mouse; the page only tells their numbers.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.timer import Timer

from triptych.tui.pages.lines import LINK, Layout, Line, links
from triptych.tui.widgets.strips import strip

WIDEST = 100
"""Columns of text; longer lines are hard to read."""
STEP = 0.006
"""Seconds for which a page is laid out at a time."""
PAUSE, MOVED_PAUSE = 0.012, 0.05
"""Seconds until it goes on, and after it was scrolled: the screen is painted first."""
GROWTH = 16
"""How many times as long a page must be as is known, for its length to be told before all of it is laid out."""
MOST = 10**9
"""More lines than there are."""


class Page(ScrollView, can_focus=True):
    """The page. `show` it a layout (`triptych.tui.pages`)."""

    DEFAULT_CSS = """
    Page {
        height: 1fr; padding: 0 1; scrollbar-gutter: stable; scrollbar-size-vertical: 1; overflow-x: hidden;
        &:focus { background-tint: $foreground 3%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll_down", "Down", id="page-line-down", show=False, tooltip="One line down"),
        Binding("up", "scroll_up", "Up", id="page-line-up", show=False, tooltip="One line up"),
        Binding(
            "pagedown,space", "page_down", "Page down", id="page-down", show=False, tooltip="One page down"
        ),
        Binding("pageup,b", "page_up", "Page up", id="page-up", show=False, tooltip="One page up"),
        Binding("home", "first", "First", id="page-first", show=False, tooltip="To the beginning"),
        Binding("end", "last", "Last", id="page-last", show=False, tooltip="To the end"),
        Binding(
            "tab", "link(1)", "Next link", id="page-next", show=False, tooltip="To the next citation or id"
        ),
        Binding(
            "shift+tab",
            "link(-1)",
            "Previous link",
            id="page-previous",
            show=False,
            tooltip="To the one before",
        ),
        Binding(
            "enter",
            "follow",
            "Open",
            id="page-follow",
            tooltip="Open the citation or id that is marked, or mark the first",
        ),
    ]

    @dataclass
    class Told(Message):
        """Something happened in a page."""

        page: "Page"

        @property
        def control(self) -> "Page":
            """What the message is from, as `@on(…, selector)` asks for it."""
            return self.page

    @dataclass
    class Followed(Told):
        """A link was opened."""

        link: int

    @dataclass
    class Reached(Told):
        """The first line in view belongs to another anchor than before."""

        anchor: str

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._layout: Layout | None = None
        self._lines: list[Line] = []
        self._anchors: dict[str, int] = {}
        self._links: list[tuple[int, int]] = []
        self._rest: Iterator[Line] = iter(())
        self._done = True
        self._timer: Timer | None = None
        self._width = 0
        self._reached = ""
        self._offered = False
        self.link = -1
        """The number of the link that is marked; -1 where none is."""

    @property
    def complete(self) -> bool:
        """Whether all of the page is laid out."""
        return self._done

    def show(self, layout: Layout) -> None:
        """Show a page from its beginning."""
        self._layout, self.link, self._reached = layout, -1, ""
        self._begin()
        self.scroll_to(y=0, animate=False, force=True)
        self._tell_reached()

    def reveal(self, anchor: str, above: int = 0) -> None:
        """Scroll to a named line, and leave so many lines in view above it."""
        self._lay(lambda: anchor in self._anchors)
        self._grow()
        if anchor in self._anchors:
            self.scroll_to(y=max(0, self._anchors[anchor] - above), animate=False, force=True)

    def on_resize(self) -> None:
        if self._layout is not None and self._room() != self._width:
            top, width = self.scroll_offset.y, self._width
            anchor, at = self._above(top)
            below = round((top - at) * width / max(1, self._room()))
            self._begin(anchor, below)
            self.scroll_to(y=self._anchors.get(anchor, 0) + below, animate=False, force=True)

    def _above(self, top: int) -> tuple[str, int]:
        """The last named line that is not below a line, and where it is."""
        return next((pair for pair in reversed(self._anchors.items()) if pair[1] <= top), ("", 0))

    def _room(self) -> int:
        return min((self.scrollable_content_region.width or self.size.width) - 1, WIDEST)

    def _begin(self, anchor: str = "", below: int = 0) -> None:
        """Lay out as much as is in view, if need be as far as so many lines below a named one."""
        self._width = self._room()
        if self._layout is None or self._width <= 0:
            return
        self._lines, self._anchors, self._links = [], {}, []
        self._rest, self._done = self._layout(self._width), False
        enough = 2 * max(self.size.height, 20) + below
        self._lay(lambda: len(self._lines) >= enough + self._anchors.get(anchor, MOST if anchor else 0))
        self._grow()
        self._later()
        self.refresh()

    def _later(self, pause: float = PAUSE) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = None if self._done else self.set_timer(pause, self._go_on)

    def _go_on(self) -> None:
        until = time.perf_counter() + STEP
        self._lay(lambda: time.perf_counter() > until)
        if self._done or len(self._lines) > GROWTH * self.virtual_size.height:
            self._grow()
        self._later()

    def _grow(self) -> None:
        """Make room for all that is laid out. Each new height makes the whole screen be arranged anew: few are told."""
        self.virtual_size = Size(0, len(self._lines))

    def _lay(self, enough: Callable[[], bool]) -> None:
        while not self._done and not enough():
            line = next(self._rest, None)
            if line is None:
                self._done = True
                break
            at = len(self._lines)
            self._links += [(at, number) for _, _, number in links(line.content)]
            if line.anchor:
                self._anchors.setdefault(line.anchor, at)
            self._lines.append(line)
        self._offer()

    def _offer(self) -> None:
        """Have the footer say that something can be opened, from when on there is something."""
        if bool(self._links) != self._offered:
            self._offered = not self._offered
            if self.has_focus:
                self.refresh_bindings()

    def render_line(self, y: int) -> Strip:
        width, number = self.size.width, y + self.scroll_offset.y
        if number >= len(self._lines):
            return Strip.blank(width, self.visual_style.rich_style)
        content = self._lines[number].content
        for start, end, link in links(content) if self.link >= 0 else ():
            if link == self.link:
                content = content.stylize("reverse bold", start, end)
        if (selection := self.text_selection) and (span := selection.get_span(number)):
            start, end = span
            style = self.screen.get_visual_style("screen--selection", partial=True)
            content = content.stylize(style, start, len(content) if end == -1 else end)
        return strip(content, width, self.visual_style).apply_offsets(0, number)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What is selected with the mouse."""
        return selection.extract("\n".join(line.content.plain for line in self._lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is selected."""
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._tell_reached()
        self._later(MOVED_PAUSE)

    def _tell_reached(self) -> None:
        anchor, _ = self._above(self.scroll_offset.y + self.size.height // 4)
        if anchor != self._reached:
            self._reached = anchor
            self.post_message(self.Reached(self, anchor))

    def action_first(self) -> None:
        """To the beginning."""
        self.scroll_to(y=0, animate=False, force=True)

    def action_last(self) -> None:
        """To the end, which must be laid out for it."""
        self._lay(lambda: False)
        self._grow()
        self.scroll_to(y=len(self._lines), animate=False, force=True)

    def action_page_down(self) -> None:
        """One page down, but for a line."""
        below = self.scroll_offset.y + 2 * self.size.height
        self._lay(lambda: len(self._lines) > below)
        if self.virtual_size.height <= below:
            self._grow()
        self.scroll_relative(y=max(1, self.size.height - 1), animate=False, force=True)

    def action_page_up(self) -> None:
        """One page up, but for a line."""
        self.scroll_relative(y=-max(1, self.size.height - 1), animate=False, force=True)

    def action_scroll_down(self) -> None:
        """One line down."""
        self.scroll_relative(y=1, animate=False, force=True)

    def action_scroll_up(self) -> None:
        """One line up."""
        self.scroll_relative(y=-1, animate=False, force=True)

    def action_link(self, way: int) -> None:
        """Mark the next link from what is in view, or the one before; past the last one the focus goes on."""
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height
        at = next((at for at, number in self._links if number == self.link), -1)
        if top <= at < bottom:
            places = [n for n, (_, number) in enumerate(self._links) if number == self.link]
            place = (places[-1] + 1) if way > 0 else (places[0] - 1)
        else:
            inside = [n for n, (line, _) in enumerate(self._links) if top <= line < bottom]
            after = next((n for n, (line, _) in enumerate(self._links) if line >= top), len(self._links))
            place = (inside[0] if way > 0 else inside[-1]) if inside else (after if way > 0 else after - 1)
        if not 0 <= place < len(self._links):
            self.screen.focus_next() if way > 0 else self.screen.focus_previous()
            return
        line, self.link = self._links[place]
        if not top <= line < bottom:
            self.scroll_to(y=max(0, line - self.size.height // 3), animate=False, force=True)
        self.refresh()

    def action_follow(self) -> None:
        """Open the link that is marked; where none is, mark the first in view."""
        if self.link >= 0:
            self.post_message(self.Followed(self, self.link))
        elif self._links:
            self.action_link(1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is no link, none is opened."""
        return bool(self._links) if action == "follow" else True

    def on_click(self, event: events.Click) -> None:
        """Open the link under the mouse."""
        number = event.style.meta.get(LINK)
        if isinstance(number, int):
            self.link = number
            self.refresh()
            self.post_message(self.Followed(self, number))

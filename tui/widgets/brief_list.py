"""The rows of a brief, one under the other, with a cursor; the row under it can be written in place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Static

from triptych.tui.briefing import Place, Row
from triptych.tui.pages.lines import wrapped
from triptych.tui.text import QUIET, line
from triptych.tui.widgets.writing import LineWriting

INDENT = {"heading": 0, "question": 2, "query": 5, "proposition": 2}


class Item(Static):
    """One row, on as many lines as it takes."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row

    def put(self, row: Row, chosen: bool) -> None:
        """Show a row."""
        changed = row != self.row
        self.row = row
        self.set_class(row.place.kind == "heading", "-heading")
        self.set_class(chosen, "-chosen")
        if changed:
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(list(self._lines(width)))

    def render(self) -> Content:
        return Content("\n").join(list(self._lines(self.content_size.width)))

    def _lines(self, width: int) -> Iterator[Content]:
        indent = " " * INDENT[self.row.place.kind]
        body, first = self._body(), indent
        if self.row.place.kind != "heading":
            first += "⌕ " if self.row.place.kind == "query" else f"{self._number():<3}"
        for one in wrapped(body, width, first):
            yield one.content
        for sign, told, style in (
            ("✗ ", self.row.breach, "$text-error"),
            ("? ", self.row.doubt, "$text-warning"),
        ):
            if told:
                for one in wrapped(line(told, style), width, " " * len(first) + sign):
                    yield one.content

    def _number(self) -> str:
        return self.row.label.partition(" ")[0]

    def _body(self) -> Content:
        row = self.row
        if row.place.kind == "heading":
            return Content.assemble(line(row.label, "bold $primary"), "  ", line(row.text, QUIET))
        if row.place.kind == "question":
            return Content.assemble(line(row.label.partition(" ")[2], "$text-accent"), "  ", line(row.text))
        return line(row.text, QUIET if row.place.kind == "query" else "")


class BriefList(VerticalScroll, can_focus=True):
    """The rows."""

    DEFAULT_CSS = """
    BriefList {
        height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        & Item { width: 1fr; height: auto; padding: 0 1; }
        & Item.-heading { margin-top: 1; }
        & Item.-chosen { background: $panel; }
        &:focus Item.-chosen { background: $primary 35%; }
        & LineWriting { margin: 0 1 0 5; background: $boost; }
        & #refusal { height: auto; margin: 0 1 0 5; color: $text-error; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "cursor_down", "Down", id="brief-down", show=False, tooltip="One row down"),
        Binding("up", "cursor_up", "Up", id="brief-up", show=False, tooltip="One row up"),
        Binding(
            "pagedown", "cursor(8)", "Page down", id="brief-page-down", show=False, tooltip="Eight rows down"
        ),
        Binding("pageup", "cursor(-8)", "Page up", id="brief-page-up", show=False, tooltip="Eight rows up"),
        Binding("home", "first", "First", id="brief-first", show=False, tooltip="To the first row"),
        Binding("end", "last", "Last", id="brief-last", show=False, tooltip="To the last row"),
    ]

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        row: Row

    @dataclass
    class Opened(Message):
        """A row is to be written, as by a double click."""

        row: Row

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[Row] = ()
        self.cursor = 0
        self._items: list[Item] = []

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    @property
    def writing(self) -> bool:
        """Whether a row is being written."""
        return bool(self.query(LineWriting))

    async def show(self, rows: Sequence[Row], place: Place | None = None) -> None:
        """Show these rows, the cursor on the one at a place, where that is there."""
        self.rows = rows
        for item in self._items[len(rows) :]:
            item.remove()
        del self._items[len(rows) :]
        new = [Item(row) for row in rows[len(self._items) :]]
        self._items += new
        if new:
            await self.mount_all(new)
        at = next((n for n, row in enumerate(rows) if row.place == place), self.cursor)
        self.cursor = max(0, min(at, len(rows) - 1))
        self._mark()

    def _mark(self) -> None:
        for number, (item, row) in enumerate(zip(self._items, self.rows, strict=True)):
            item.put(row, number == self.cursor)
        if (current := self.current) is not None:
            self.call_after_refresh(self._reveal)
            self.post_message(self.Moved(current))

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self.call_after_refresh(self._reveal)

    def _reveal(self) -> None:
        if self.cursor < len(self._items):
            self._items[self.cursor].scroll_visible(animate=False)

    async def write(self, text: str, new: bool) -> None:
        """Write the row under the cursor in place, or a new one behind it."""
        item = self._items[self.cursor]
        field = LineWriting(text)
        item.display = new
        await self.mount(field, after=item)
        field.move_cursor(field.document.end)
        field.focus()

    async def refuse(self, told: str) -> None:
        """Say under what is being written what is wrong with it."""
        await self.query("#refusal").remove()
        refusal = Static(Content.assemble("✗ ", line(told)), id="refusal")
        await self.mount(refusal, after=self.query_one(LineWriting))
        self.call_after_refresh(refusal.scroll_visible, animate=False)

    async def leave(self) -> None:
        """End the writing."""
        await self.query("LineWriting, #refusal").remove()
        for item in self._items:
            item.display = True
        self.focus()

    def action_cursor(self, by: int) -> None:
        """So many rows on."""
        to = max(0, min(len(self.rows) - 1, self.cursor + by))
        if to != self.cursor and not self.writing:
            self.cursor = to
            self._mark()

    def action_cursor_down(self) -> None:
        """One row down."""
        self.action_cursor(1)

    def action_cursor_up(self) -> None:
        """One row up."""
        self.action_cursor(-1)

    def action_first(self) -> None:
        """To the first row."""
        self.action_cursor(-len(self.rows))

    def action_last(self) -> None:
        """To the last row."""
        self.action_cursor(len(self.rows))

    def on_click(self, event: events.Click) -> None:
        """Go to a row; twice writes it."""
        place = event.screen_offset
        hit = next((n for n, item in enumerate(self._items) if item.region.contains_point(place)), None)
        if hit is not None and not self.writing:
            self.action_cursor(hit - self.cursor)
            if event.chain == 2:
                self.post_message(self.Opened(self.rows[hit]))

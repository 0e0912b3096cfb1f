"""A list of rows in columns, of any length: only the lines in view are ever drawn.

Ten thousand rows cost no more than ten. Rows can be marked where that is allowed. A cell is made by its column's function,
which must give cleaned Content (`triptych.tui.text`).
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from triptych.tui.widgets.strips import strip

Row = TypeVar("Row")
GAP = 2
MARKED, UNMARKED = "● ", "  "


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column."""

    title: str
    cell: Callable[[Row], Content]
    width: int = 0
    """In cells; 0 takes what the others leave."""
    right: bool = False
    """Whether it is flush right, as figures are."""
    least: int = 0
    """The width of the whole list from which on the column is shown."""


class Rows(ScrollView, Generic[Row], can_focus=True):
    """The list.

    Args:
        columns: from left to right; exactly one of them has no width.
        key: what tells a row from others, also after the rows were read again.
        marks: whether rows can be marked with the space bar.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--head", "rows--cursor", "rows--marked"}
    DEFAULT_CSS = """
    Rows {
        height: 1fr; scrollbar-gutter: stable; scrollbar-size-vertical: 1; overflow-x: hidden;
        & > .rows--head { color: $text-muted; text-style: bold; background: $surface; }
        & > .rows--cursor { background: $panel; }
        &:focus > .rows--cursor { background: $primary 35%; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "cursor_down", "Down", id="rows-down", show=False, tooltip="One row down"),
        Binding("up", "cursor_up", "Up", id="rows-up", show=False, tooltip="One row up"),
        Binding(
            "pagedown,ctrl+f",
            "page(1)",
            "Page down",
            id="rows-page-down",
            show=False,
            tooltip="One page down",
        ),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", id="rows-page-up", show=False, tooltip="One page up"),
        Binding("home", "first", "First", id="rows-first", show=False, tooltip="To the first row"),
        Binding("end", "last", "Last", id="rows-last", show=False, tooltip="To the last row"),
        Binding("enter", "choose", "Open", id="rows-open", tooltip="Open what is under the cursor"),
        Binding("space", "mark", "Mark", id="rows-mark", tooltip="Mark or unmark what is under the cursor"),
    ]
    cursor: reactive[int] = reactive(0, repaint=False)

    @dataclass
    class Told(Message):
        """Something happened in a list."""

        rows: "Rows[Any]"

        @property
        def control(self) -> "Rows[Any]":
            """What the message is from, as `@on(…, selector)` asks for it."""
            return self.rows

    @dataclass
    class Moved(Told):
        """The cursor stands on another row, or on none."""

        row: Any

    @dataclass
    class Chosen(Told):
        """A row was opened."""

        row: Any

    @dataclass
    class Marked(Told):
        """Other rows are marked than before."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        marks: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._columns, self._key, self._marks = columns, key, marks
        self.rows: Sequence[Row] = ()
        self.marked: dict[Hashable, Row] = {}
        """What is marked, by key, in the order of marking; it stays marked while a filter hides it."""

    @property
    def current(self) -> Row | None:
        """The row under the cursor, if there is any."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def show(self, rows: Sequence[Row], top: bool = False) -> None:
        """Show these rows; the cursor stays on the row it was on where that is still there.

        Args:
            rows: all of them.
            top: True to begin at the first row instead.
        """
        before = self.current
        key = None if before is None or top else self._key(before)
        offered, self.rows = bool(self.rows), rows
        if bool(rows) != offered and self.has_focus:
            self.refresh_bindings()
        self.virtual_size = Size(0, len(rows) + 1)
        at = next((n for n, row in enumerate(rows) if self._key(row) == key), None) if key is not None else 0
        place = min(self.cursor, max(0, len(rows) - 1)) if at is None else at
        if place == self.cursor:
            self.post_message(self.Moved(self, self.current))
        self.cursor = place
        self._follow()
        self.refresh()

    def unmark(self, keys: Sequence[Hashable] | None = None) -> None:
        """Take marks away: of those keys, or all."""
        for key in list(self.marked) if keys is None else keys:
            self.marked.pop(key, None)
        self.post_message(self.Marked(self))
        self.refresh()

    def watch_cursor(self, before: int, after: int) -> None:
        self._follow()
        for row in (before, after):
            self.refresh_line(row + 1)
        self.post_message(self.Moved(self, self.current))

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            return strip(self._line(None, width), self.size.width, self.get_visual_style("rows--head"))
        number = y - 1 + self.scroll_offset.y
        if number >= len(self.rows):
            return Strip.blank(self.size.width, self.visual_style.rich_style)
        style = self.get_visual_style("rows--cursor") if number == self.cursor else self.visual_style
        return strip(self._line(self.rows[number], width), self.size.width, style)

    def _line(self, row: Row | None, width: int) -> Content:
        shown = [column for column in self._columns if width >= column.least]
        sign = MARKED if row is not None and self._key(row) in self.marked else UNMARKED
        fixed = (
            sum(column.width for column in shown) + GAP * (len(shown) - 1) + (len(sign) if self._marks else 1)
        )
        cells: list[Content] = [Content.styled(sign, "bold $accent") if self._marks else Content(" ")]
        for number, column in enumerate(shown):
            content = Content(column.title) if row is None else column.cell(row)
            cells += [Content(" " * GAP)] if number else []
            cells.append(_fitted(content, column.width or max(4, width - fixed), column.right))
        return Content("").join(cells)

    def _follow(self) -> None:
        """Scroll so that the cursor is in view; the head takes the first line."""
        room = max(1, self.size.height - 1)
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif self.cursor >= top + room:
            self.scroll_to(y=self.cursor - room + 1, animate=False, force=True)

    def on_resize(self) -> None:
        self._follow()

    def action_cursor_down(self) -> None:
        """One row down."""
        self._move(self.cursor + 1)

    def action_cursor_up(self) -> None:
        """One row up."""
        self._move(self.cursor - 1)

    def action_page(self, way: int) -> None:
        """One page down or up."""
        self._move(self.cursor + way * max(1, self.size.height - 2))

    def action_first(self) -> None:
        """To the first row."""
        self._move(0)

    def action_last(self) -> None:
        """To the last row."""
        self._move(len(self.rows) - 1)

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        if (row := self.current) is not None:
            self.post_message(self.Chosen(self, row))

    def action_mark(self) -> None:
        """Mark the row under the cursor, or unmark it, and go on to the next."""
        if (row := self.current) is None:
            return
        if self.marked.pop(self._key(row), None) is None:
            self.marked[self._key(row)] = row
        self.post_message(self.Marked(self))
        self.refresh()
        self.action_cursor_down()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is no row, none is opened; rows are marked only where that is allowed."""
        if action == "mark":
            return self._marks and bool(self.rows)
        return bool(self.rows) if action == "choose" else True

    def on_click(self, event: events.Click) -> None:
        """Go to a row; twice opens it."""
        number = event.y - 1 + self.scroll_offset.y
        if event.y and number < len(self.rows):
            self._move(number)
            if event.chain == 2:
                self.action_choose()

    def _move(self, to: int) -> None:
        self.cursor = max(0, min(to, len(self.rows) - 1))


def _fitted(content: Content, width: int, right: bool) -> Content:
    cut = content.truncate(width, ellipsis=True)
    space = width - cut.cell_length
    return cut.pad_left(space) if right else cut.pad_right(space)

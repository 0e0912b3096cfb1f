"""A list of any length: what it draws, how one moves in it, what is marked."""

import time
from typing import Any

from tests.tui.driving import frame
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot

from triptych.tui.widgets.rows import Column, Rows

COLUMNS: tuple[Column[int], ...] = (
    Column("Number", lambda row: Content(str(row)), 8, right=True),
    Column("Word", lambda row: Content(f"word {row} " * 9)),
    Column("Wide", lambda row: Content("wide"), 6, least=60),
)


class Lists(App[None]):
    """A list, and what it told."""

    def __init__(self, marks: bool = True) -> None:
        super().__init__()
        self.rows: Rows[int] = Rows(COLUMNS, lambda row: row, marks=marks)
        self.told: list[Any] = []

    def compose(self) -> ComposeResult:
        yield self.rows

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        self.told.append(event.row)


async def keyed(keys: Pilot[None], *names: str) -> None:
    await keys.press(*names)
    await keys.pause()


async def test_only_what_is_in_view_is_drawn_and_keys_move_in_it() -> None:
    app = Lists()
    async with app.run_test(size=(40, 8)) as keys:
        app.rows.show(range(1000))
        await keys.pause()
        lines = frame(app).splitlines()
        assert lines[0].split() == ["Number", "Word"]
        assert lines[1].startswith("         0  word 0 word 0")
        assert "…" in lines[1]
        await keyed(keys, "end")
        assert app.rows.current == 999
        assert "999" in frame(app).splitlines()[7]
        await keyed(keys, "up", "pageup", "home", "down", "pagedown")
        assert app.rows.current == 7
        await keyed(keys, "enter")
        assert app.told == [7]


async def test_columns_that_need_room_are_shown_where_there_is_room() -> None:
    app = Lists()
    async with app.run_test(size=(70, 6)) as keys:
        app.rows.show(range(3))
        await keys.pause()
        assert frame(app).splitlines()[0].split() == ["Number", "Word", "Wide"]


async def test_marks_stay_while_a_filter_hides_what_is_marked() -> None:
    app = Lists()
    async with app.run_test(size=(40, 8)) as keys:
        app.rows.show(range(9))
        await keyed(keys, "space", "space")
        assert list(app.rows.marked) == [0, 1]
        assert app.rows.current == 2
        app.rows.show([5, 6])
        assert list(app.rows.marked) == [0, 1]
        app.rows.unmark([0])
        assert list(app.rows.marked) == [1]
        app.rows.show(range(9))
        await keys.pause()
        assert "●" in frame(app).splitlines()[2]


async def test_where_nothing_can_be_marked_space_does_nothing() -> None:
    app = Lists(marks=False)
    async with app.run_test(size=(40, 8)) as keys:
        app.rows.show(range(9))
        await keyed(keys, "space")
        assert not app.rows.marked
        assert app.rows.current == 0


async def test_the_cursor_stays_on_its_row_when_rows_are_read_again() -> None:
    app = Lists()
    async with app.run_test(size=(40, 8)) as keys:
        app.rows.show(range(100))
        await keyed(keys, "down", "down", "down")
        app.rows.show(range(99, -1, -1))
        assert app.rows.current == 3
        app.rows.show([7])
        assert app.rows.current == 7
        app.rows.show([])
        assert app.rows.current is None
        await keyed(keys, "down", "enter", "space")
        assert app.told == []


async def test_the_mouse_chooses() -> None:
    app = Lists()
    async with app.run_test(size=(40, 8)) as keys:
        app.rows.show(range(100))
        await keys.pause()
        await keys.click(Rows, offset=(5, 4))
        assert app.rows.current == 3
        await keys.click(Rows, offset=(5, 4), times=2)
        assert app.told == [3]


async def test_ten_thousand_rows_are_shown_in_no_time() -> None:
    app = Lists()
    async with app.run_test(size=(140, 44)) as keys:
        begin = time.process_time()
        app.rows.show(range(10_000))
        await keys.pause()
        assert time.process_time() - begin < 0.3

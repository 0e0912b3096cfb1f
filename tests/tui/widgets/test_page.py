"""A page of any length: laid out as it comes into view, with links that keys and the mouse open."""

import time
from collections.abc import Iterator

from tests.tui.driving import frame, until
from textual.app import App, ComposeResult
from textual.content import Content
from textual.selection import SELECT_ALL
from textual.widgets import Button

from triptych.tui.pages.lines import Layout, Line, linked, wrapped
from triptych.tui.widgets.page import Page


def numbered(count: int) -> Layout:
    """So many lines, every tenth with a link and an anchor."""

    def lines(width: int) -> Iterator[Line]:
        for number in range(count):
            words = Content(f"line {number} of {width}")
            if number % 10 == 5:
                yield Line(linked(Content(f"link {number}"), number), f"anchor {number}")
            else:
                yield from wrapped(words, width)

    return lines


class Pages(App[None]):
    """A page between two buttons, and what it told."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.followed: list[int] = []
        self.reached: list[str] = []

    def compose(self) -> ComposeResult:
        yield Button("before")
        yield self.page
        yield Button("after")

    def on_page_followed(self, event: Page.Followed) -> None:
        self.followed.append(event.link)

    def on_page_reached(self, event: Page.Reached) -> None:
        self.reached.append(event.anchor)


async def test_the_first_lines_are_there_at_once_and_the_rest_soon() -> None:
    app = Pages()
    async with app.run_test(size=(60, 20)) as keys:
        begin = time.process_time()
        app.page.show(numbered(8_000))
        assert time.process_time() - begin < 0.1
        app.page.refresh()
        await until(keys, lambda: "line 0 of 5" in frame(app))
        await until(keys, lambda: app.page.complete)
        assert app.page.virtual_size.height == 8_000


async def test_keys_scroll_and_the_end_is_laid_out_when_it_is_asked_for() -> None:
    app = Pages()
    async with app.run_test(size=(60, 20)) as keys:
        app.page.focus()
        app.page.show(numbered(16_000))
        await keys.press("end")
        await keys.pause()
        assert "line 15999" in frame(app)
        await keys.press("home", "down", "down", "up", "pagedown", "pageup")
        await keys.pause()
        assert app.page.scroll_offset.y == 1
        app.page.reveal("anchor 15005", above=2)
        await keys.pause()
        assert app.page.scroll_offset.y == 15003
        assert app.reached[-1] == "anchor 15005"


async def test_links_are_gone_through_and_opened() -> None:
    app = Pages()
    async with app.run_test(size=(60, 20)) as keys:
        app.page.focus()
        app.page.show(numbered(40))
        await keys.press("tab", "enter", "tab", "enter", "shift+tab", "enter")
        await keys.pause()
        assert app.followed == [5, 15, 5]
        await keys.press("tab", "tab", "tab")
        await keys.pause()
        assert app.page.link == 35
        assert "link 35" in frame(app)
        await keys.press("tab")
        assert app.focused is not app.page


async def test_the_mouse_opens_a_link() -> None:
    app = Pages()
    async with app.run_test(size=(60, 20)) as keys:
        app.page.show(numbered(40))
        await keys.pause()
        await keys.click(Page, offset=(3, 5))
        await keys.click(Page, offset=(3, 6))
        assert app.followed == [5]


async def test_a_page_is_laid_out_anew_for_another_width_and_keeps_its_place() -> None:
    app = Pages()
    async with app.run_test(size=(60, 20)) as keys:
        app.page.show(numbered(1000))
        app.page.reveal("anchor 505")
        await keys.resize_terminal(44, 20)
        await keys.pause()
        assert "of 40" in frame(app)
        assert "link 505" in frame(app)


async def test_what_is_selected_with_the_mouse_can_be_copied() -> None:
    app = Pages()
    async with app.run_test(size=(60, 20)) as keys:
        app.page.show(numbered(3))
        await keys.pause()
        told = app.page.get_selection(SELECT_ALL)
        assert told is not None
        assert told[0].splitlines() == ["line 0 of 56", "line 1 of 56", "line 2 of 56"]

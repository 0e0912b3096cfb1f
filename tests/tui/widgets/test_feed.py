"""A text that grows: what changed is laid out anew and followed, until the reader scrolls."""

from collections.abc import Iterator

from tests.tui.driving import frame, press, rest
from textual.app import App, ComposeResult
from textual.content import Content

from triptych.tui.pages.lines import Line, wrapped
from triptych.tui.widgets.feed import Block, Feed


class One(App[None]):
    def __init__(self, tail: bool = False) -> None:
        super().__init__()
        self.laid: list[str] = []
        self.tail = tail

    def compose(self) -> ComposeResult:
        yield Feed(tail=self.tail)

    def lay(self, value: str, width: int) -> Iterator[Line]:
        self.laid.append(value)
        yield from wrapped(Content(value), width)

    @property
    def feed(self) -> Feed:
        return self.query_one(Feed)

    def show(self, *values: str) -> None:
        self.feed.show([Block(self.lay, value) for value in values])


def numbered(count: int, changed: int = -1) -> list[str]:
    return [f"line {n}{' changed' * (n == changed)}" for n in range(count)]


async def test_only_what_changed_is_laid_out_anew_and_it_is_drawn() -> None:
    app = One()
    async with app.run_test(size=(40, 10)) as keys:
        app.show(*numbered(5))
        app.show(*numbered(5))
        assert len(app.laid) == 5
        app.show(*numbered(6, changed=2))
        assert app.laid[5:] == ["line 2 changed", "line 5"]
        await rest(keys)
        assert [row.strip() for row in frame(app).splitlines()[:6]] == numbered(6, changed=2)
        await keys.resize_terminal(20, 10)
        await rest(keys)
        assert "line 2 changed" in frame(app)


async def test_what_changes_is_followed_until_one_scrolls_and_from_f_on() -> None:
    app = One()
    async with app.run_test(size=(40, 10)) as keys:
        app.feed.focus()
        app.show(*numbered(50))
        assert app.feed.scroll_offset.y == 0
        app.show(*numbered(51))
        await rest(keys)
        assert "line 50" in frame(app)
        app.show(*numbered(51, changed=3))
        await rest(keys)
        assert "line 3 changed" in frame(app)
        await press(keys, "down", "up", "pagedown", "pageup")
        assert not app.feed.following
        top = app.feed.scroll_offset.y
        app.show(*numbered(52))
        assert app.feed.scroll_offset.y == top
        await press(keys, "f")
        assert app.feed.following
        app.show(*numbered(60))
        await rest(keys)
        assert "line 59" in frame(app)
        await press(keys, "home")
        assert (app.feed.scroll_offset.y, app.feed.following) == (0, False)
        await press(keys, "end")
        assert app.feed.following


async def test_a_log_begins_at_its_end() -> None:
    app = One(tail=True)
    async with app.run_test(size=(40, 10)) as keys:
        app.show(*numbered(50))
        await rest(keys)
        assert "line 49" in frame(app)


async def test_what_was_shown_while_it_was_out_of_view_is_there_when_it_comes_back() -> None:
    app = One()
    async with app.run_test(size=(40, 10)) as keys:
        app.show("before")
        app.feed.display = False
        await rest(keys)
        app.show("after")
        app.feed.display = True
        await rest(keys)
        assert "after" in frame(app)

"""Widgets that change often: the screen is arranged anew only where they need another room."""

from typing import ClassVar

from tests.tui.driving import frame, rest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from triptych.tui.widgets.steady import Head, Keys, Words


class One(App[None]):
    CSS = "#wide { width: 1fr; height: auto; } #fitting { width: auto; height: 1; }"

    def compose(self) -> ComposeResult:
        yield Head(Content("Triptych › "), Content("An idea that is long"), id="head")
        yield Words(id="wide")
        yield Words(id="fitting")


async def test_words_arrange_the_screen_only_where_they_need_another_room() -> None:
    app, arranged = One(), list[object]()
    async with app.run_test(size=(30, 8)) as keys:
        wide, fitting = app.query_one("#wide", Words), app.query_one("#fitting", Words)
        wide.tell(Content("one line"))
        fitting.tell(Content("9 claims"))
        await rest(keys)
        app.screen.screen_layout_refresh_signal.subscribe(app.screen, arranged.append)
        wide.tell(Content("one longer line"))
        fitting.tell(Content("8 claims"))
        await rest(keys)
        assert "one longer line" in frame(app)
        assert "8 claims" in frame(app)
        assert not arranged
        fitting.tell(Content("10 claims"))
        await rest(keys)
        assert "10 claims" in frame(app)
        wide.tell(Content("two\nlines"))
        await rest(keys)
        assert "lines" in frame(app)
        assert arranged


async def test_the_head_gives_what_matters_now_its_room_and_cuts_where_one_is() -> None:
    app = One()
    async with app.run_test(size=(30, 8)) as keys:
        head = app.query_one(Head)
        await rest(keys)
        assert frame(app).splitlines()[0] == " Triptych › An idea that i…"
        head.tell(Content("▶ running"))
        await rest(keys)
        assert frame(app).splitlines()[0] == " Triptych › An id…  ▶ running"
        head.tell(Content("✓ done"), Content("Short"))
        await rest(keys)
        assert frame(app).splitlines()[0] == " Triptych › Short      ✓ done"


class Two(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "go", "Go"), Binding("f3", "stop", "Stop")]
    going = False

    def compose(self) -> ComposeResult:
        yield Input(id="one")
        yield Input(id="two")
        yield Keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.going if action == "stop" else True


async def test_keys_are_mounted_anew_only_if_others_work() -> None:
    app = Two()
    async with app.run_test(size=(40, 8)) as keys:
        await rest(keys)
        shown = list(app.query_one(Keys).children)
        app.query_one("#two").focus()
        await rest(keys)
        assert list(app.query_one(Keys).children) == shown
        assert "Stop" not in frame(app)
        app.going = True
        app.refresh_bindings()
        await rest(keys)
        assert "Stop" in frame(app)

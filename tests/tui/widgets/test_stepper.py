"""A number between bounds: arrows, digits, the ends and the mouse, and never out of the bounds."""

from textual.app import App, ComposeResult

from triptych.tui.widgets.stepper import Stepper


class Form(App[None]):
    """A form of one number."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[int] = []

    def compose(self) -> ComposeResult:
        yield Stepper(99, 3, 6)

    def on_stepper_stepped(self, event: Stepper.Stepped) -> None:
        self.told.append(event.value)


async def test_it_stays_between_its_bounds_whatever_is_pressed() -> None:
    app = Form()
    async with app.run_test(size=(20, 3)) as keys:
        stepper = app.query_one(Stepper)
        assert stepper.value == 6
        for key, value in (
            ("left", 5),
            ("minus", 4),
            ("home", 3),
            ("left", 3),
            ("right", 4),
            ("plus", 5),
            ("9", 5),
            ("3", 3),
            ("x", 3),
            ("end", 6),
        ):
            await keys.press(key)
            assert stepper.value == value, key
        await keys.click(Stepper, offset=(1, 0))
        assert stepper.value == 5
        await keys.click(Stepper, offset=(6, 0))
        assert stepper.value == 6
        assert app.told == [5, 4, 3, 4, 5, 3, 6, 5, 6]
        assert str(stepper.render()) == "‹  6  "

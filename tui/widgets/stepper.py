"""A whole number between two bounds: `‹ 6 ›`, changed by arrows, digits or the mouse, so that it is never out of them."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class Stepper(Widget, can_focus=True):
    """The number.

    Args:
        value: what it is at first.
        low: the least.
        high: the most.
    """

    DEFAULT_CSS = """
    Stepper {
        width: 8; height: 1; background: $panel; text-align: center;
        &:focus { background: $primary 35%; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,minus", "step(-1)", "Less", id="step-down", show=False, tooltip="One less"),
        Binding("right,plus", "step(1)", "More", id="step-up", show=False, tooltip="One more"),
        Binding("home", "end(-1)", "Least", id="step-least", show=False, tooltip="The least"),
        Binding("end", "end(1)", "Most", id="step-most", show=False, tooltip="The most"),
    ]
    value: reactive[int] = reactive(0)

    @dataclass
    class Stepped(Message):
        """It is another number."""

        stepper: "Stepper"
        value: int

        @property
        def control(self) -> "Stepper":
            """What the message is from, as `@on(…, selector)` asks for it."""
            return self.stepper

    def __init__(self, value: int, low: int, high: int, id: str | None = None) -> None:
        super().__init__(id=id)
        self._low, self._high = low, high
        self.set_reactive(Stepper.value, max(low, min(high, value)))

    def validate_value(self, value: int) -> int:
        """Kept between the bounds."""
        return max(self._low, min(self._high, value))

    def watch_value(self, before: int, after: int) -> None:
        self.post_message(self.Stepped(self, after))

    def render(self) -> Content:
        left, right = ("‹" if self.value > self._low else " "), ("›" if self.value < self._high else " ")
        return Content(f"{left} {self.value:>2} {right}")

    def on_key(self, event: events.Key) -> None:
        """A digit is the number itself, where it can be."""
        if event.character and event.character in "0123456789":
            event.stop()
            if self._low <= int(event.character) <= self._high:
                self.value = int(event.character)

    def on_click(self, event: events.Click) -> None:
        """The left half takes one away, the right half adds one."""
        self.action_step(1 if event.x >= self.size.width / 2 else -1)

    def action_step(self, by: int) -> None:
        """One less or one more."""
        self.value += by

    def action_end(self, way: int) -> None:
        """The least or the most."""
        self.value = self._low if way < 0 else self._high

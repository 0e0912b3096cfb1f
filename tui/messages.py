"""What screens and widgets tell the app; it alone acts on them."""

from dataclasses import dataclass

from textual.message import Message


@dataclass
class Goto(Message):
    """Open the screen of that name in `screens.SCREENS`; what follows goes to its constructor behind the context."""

    screen: str
    arguments: tuple[object, ...] = ()


@dataclass
class Failed(Message):
    """Something could not be done: shown as one notice, with what mends it."""

    message: str
    hint: str = ""


@dataclass
class Told(Message):
    """Something was done that the screen itself does not show: one notice."""

    text: str
    seconds: float | None = None
    """How long it is shown; None as long as most are."""


@dataclass
class Changed(Message):
    """The archive is not as it was; the app hands it to every open screen, which reads again what it shows."""

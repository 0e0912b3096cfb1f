"""A field for text of some length. What is pasted into it is cleaned, as what is shown elsewhere is."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from triptych.tui.text import plain, plain_line


class Writing(TextArea):
    """A field of several lines."""

    def __init__(self, text: str = "", placeholder: str = "", id: str | None = None) -> None:
        super().__init__(
            plain(text),
            placeholder=placeholder,
            id=id,
            compact=True,
            theme="css",
            highlight_cursor_line=False,
        )

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = self.cleaned(event.text)
        await super()._on_paste(event)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Nothing once it is removed: the screen may draw it once more then, and TextArea fails for want of its styles."""
        if not self.is_running:
            return [Strip.blank(crop.width)] * crop.height
        return super().render_lines(crop)

    def cleaned(self, text: str) -> str:
        """What is pasted, as it is taken."""
        return plain(text)

    def put(self, text: str) -> None:
        """Put a text in the place of what stands there, so that it can be undone."""
        self.replace(plain(text), (0, 0), self.document.end)


class LineWriting(Writing):
    """A field for one line, which is shown on as many lines as it takes. Enter gives it, escape leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "give", "Save", id="writing-save", priority=True, tooltip="Take what is written"),
        Binding(
            "escape", "leave", "Leave as it was", id="writing-leave", priority=True, tooltip="Change nothing"
        ),
    ]
    DEFAULT_CSS = "LineWriting { height: auto; max-height: 12; }"

    @dataclass
    class Given(Message):
        """What was written is to be taken."""

        text: str

    @dataclass
    class Left(Message):
        """Nothing is to be changed."""

    def cleaned(self, text: str) -> str:
        return plain_line(text)

    def on_resize(self) -> None:
        """Stay in view, also where it has grown by a line."""
        self.scroll_visible(animate=False)

    def action_give(self) -> None:
        """Take what is written."""
        self.post_message(self.Given(plain_line(self.text)))

    def action_leave(self) -> None:
        """Change nothing."""
        self.post_message(self.Left())

"""One of many things, found by typing some of its words."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option


class Pick(ModalScreen[str | None]):
    """Dismissed with the key of what was chosen, or None.

    Args:
        title: what is chosen, in words of ours.
        options: key and label of each; labels are cleaned content.
    """

    CSS_PATH = "pick.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="cancel", tooltip="Choose nothing"),
        Binding("down", "go(1)", "Down", id="pick-down", show=False, tooltip="One down", priority=True),
        Binding("up", "go(-1)", "Up", id="pick-up", show=False, tooltip="One up", priority=True),
    ]

    def __init__(self, title: str, options: Sequence[tuple[str, Content]]) -> None:
        super().__init__()
        self._title, self._options = title, options
        self._shown = list(options)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="title")
            yield Input(placeholder="Type to narrow the list down", compact=True)
            yield OptionList(markup=False, compact=True)
            yield Static(Content("Nothing has these words."), id="none")
            yield Static(Content("↑ ↓ move   enter choose   esc cancel"), classes="quiet")

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self._fill()

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Show what has every word."""
        self._narrow(event.value)

    def _narrow(self, typed: str) -> None:
        words = typed.casefold().split()
        shown = [one for one in self._options if all(word in one[1].plain.casefold() for word in words)]
        if shown != self._shown:
            self._shown = shown
            self._fill()

    def _fill(self) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(label) for _, label in self._shown])
        options.highlighted = 0 if self._shown else None
        self.set_class(not self._shown, "-none")

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Give back what is marked; of what was typed just before, as fast as it was."""
        self._narrow(event.value)
        if (at := self.query_one(OptionList).highlighted) is not None:
            self.dismiss(self._shown[at][0])

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """The same by mouse."""
        self.dismiss(self._shown[event.option_index][0])

    def action_go(self, way: int) -> None:
        """One down or up."""
        options = self.query_one(OptionList)
        options.action_cursor_down() if way > 0 else options.action_cursor_up()

    def action_cancel(self) -> None:
        """Choose nothing."""
        self.dismiss(None)

"""A tick box whose box is empty where it is not ticked: Textual's own tells that by colour alone."""

from textual.widgets import Checkbox


class Tick(Checkbox):
    """Ticked or not."""

    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Show the tick, or take it away."""
        self.BUTTON_INNER = "✓" if self.value else " "
        super().watch_value()

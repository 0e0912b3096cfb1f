"""What became of each document that was to be added."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from triptych.tui.context import Context
from triptych.tui.screens.sheet import Sheet

if TYPE_CHECKING:
    from triptych.agents.sources.library import AddResult


class OutcomesScreen(Sheet):
    """The list of them, what failed first.

    Args:
        context: the session.
        results: one for each document, file or address.
    """

    def __init__(self, context: Context, results: "Sequence[AddResult]") -> None:
        super().__init__(context)
        self._results = results

    def on_mount(self) -> None:
        from triptych.tui.pages.library import outcomes

        self.page.show(outcomes(self._results))
        self.page.focus()

"""A screen with a field for words over a list: keys lead from one to the other, and escape takes the words away first."""

from typing import Any

from textual import events, on
from textual.widgets import Input

from triptych.tui.screens.base import TriptychScreen
from triptych.tui.widgets.rows import Rows

PAUSE = 0.15
"""Seconds without a key after which the archive is asked for what was typed."""
REST = 0.08
"""Seconds after which what is under the cursor is read."""


class SearchedScreen(TriptychScreen):
    """A subclass composes an `Input` with the id `query`, gives its list as `rows`, and reads what is typed."""

    @property
    def rows(self) -> Rows[Any]:
        """The list under the field."""
        raise NotImplementedError

    @property
    def query_field(self) -> Input:
        """Where words are typed."""
        return self.query_one("#query", Input)

    def action_search(self) -> None:
        """Go to the words."""
        self.query_field.focus()

    def action_refresh(self) -> None:
        """Read the archive again."""
        self.refreshed()

    @on(Input.Submitted, "#query")
    def searched(self) -> None:
        """Go to what was found."""
        self.rows.focus()

    def on_key(self, event: events.Key) -> None:
        """From the words, down leads into the list."""
        if event.key == "down" and self.query_field.has_focus:
            event.stop()
            self.rows.focus()

    @property
    def searching(self) -> bool:
        """Whether there are words, or one is about to type some."""
        return self.query_field.has_focus or bool(self.query_field.value)

    def end_search(self) -> bool:
        """Take the words away and go to the list; gives whether one was searching."""
        searching = self.searching
        if searching:
            self.query_field.value = ""
            self.rows.focus()
        return searching

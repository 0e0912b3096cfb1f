"""Runs that did not end: one to go on with."""

from typing import TYPE_CHECKING

from textual.content import Content

from triptych.tui.screens.list_dialog import ListDialog
from triptych.tui.text import line
from triptych.tui.widgets.rows import Column
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.graphs.keeping.standing import Standing


class UnfinishedScreen(ListDialog["Standing"]):
    """Dismissed with the run to go on with, or None."""

    HEADING = "Runs that did not end"
    KEYS = "enter go on   esc close"
    NONE = "Every run has ended, or kept nothing to go on with.   esc close"
    COLUMNS: "tuple[Column[Standing], ...]" = (
        Column("Begun", lambda one: Content(f"{one.row.started_at:%Y-%m-%d %H:%M}"), 16),
        Column("State", lambda one: Content(one.state), 11),
        Column("Calls", lambda one: Content(f"{one.row.calls or ''}"), 5, right=True),
        Column("Idea", lambda one: line(one.row.idea)),
    )

    def key(self, row: "Standing") -> str:
        return row.row.id

    def choice(self, row: "Standing") -> "Standing":
        return row

    @background("unfinished")
    def read(self) -> ListDialog.Listed:
        """Read which there are."""
        from triptych.graphs.keeping.standing import standings

        return self.Listed([one for one in standings(self.context.archive) if one.resumable])

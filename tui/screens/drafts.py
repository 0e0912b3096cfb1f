"""Drafts of briefs: one to go on with, or to delete."""

from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from triptych.tui.drafts import Draft
from triptych.tui.screens.list_dialog import ListDialog
from triptych.tui.text import line
from triptych.tui.widgets.rows import Column
from triptych.tui.work import background


class DraftsScreen(ListDialog[Path]):
    """Dismissed with the draft to go on with, or None."""

    HEADING = "Drafts of briefs"
    KEYS = "enter go on   d delete   esc close"
    NONE = "No drafts. A brief that you leave without starting its run is kept here.   esc close"
    COLUMNS: tuple[Column[Draft], ...] = (
        Column("Changed", lambda draft: Content(f"{draft.changed:%Y-%m-%d %H:%M}"), 16),
        Column("Idea", lambda draft: line(draft.idea)),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,delete", "delete", "Delete", id="delete-draft", tooltip="Delete the draft; asks first"),
    ]

    def key(self, row: Draft) -> Path:
        return row.path

    def choice(self, row: Draft) -> Path:
        return row.path

    @background("drafts")
    def read(self) -> ListDialog.Listed:
        """Read which there are."""
        from triptych.tui.drafts import listed

        return self.Listed(listed())

    def action_delete(self) -> None:
        """Ask, and delete."""
        from triptych.tui.screens.question import Question

        if (draft := self.rows.current) is not None:
            asked = Question("Delete this draft for good?", "Delete", "Keep", draft.idea)
            self.app.push_screen(asked, lambda agreed: self._answered(draft, agreed))

    def _answered(self, draft: Draft, agreed: bool | None) -> None:
        if agreed:
            self.delete(draft.path)

    @background("drafts")
    def delete(self, path: Path) -> ListDialog.Listed:
        """Delete it, and read which are left."""
        from triptych.tui import drafts

        drafts.delete(path)
        return self.Listed(drafts.listed())

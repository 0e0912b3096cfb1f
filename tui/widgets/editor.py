"""An editor of SQL: highlighted where the parser for that is installed, and clean whatever is pasted."""

from importlib.util import find_spec

from textual import events
from textual.widgets import TextArea

from triptych.tui.text import plain


class Editor(TextArea):
    """Where a query is written."""

    def __init__(self, id: str | None = None) -> None:
        coloured = find_spec("tree_sitter") is not None and find_spec("tree_sitter_sql") is not None
        super().__init__(
            language="sql" if coloured else None,
            id=id,
            compact=True,
            tab_behavior="focus",
            show_line_numbers=True,
            highlight_cursor_line=False,
        )

    def on_paste(self, event: events.Paste) -> None:
        """Take in a text without what a terminal would obey."""
        event.prevent_default()
        event.stop()
        self.put(plain(event.text))

    def put(self, text: str) -> None:
        """Put a text in the place of what is selected, or where the cursor is."""
        self.replace(text, *self.selection)

"""Memos written as files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message

from triptych.tui.context import Context
from triptych.tui.screens.file_dialog import FileDialog
from triptych.tui.work import background

FORMATS: Mapping[str, str] = {
    "md": "Markdown: reads anywhere",
    "html": "HTML: one page with figures",
    "pdf": "PDF: to print and to forward",
    "docx": "DOCX: to edit in a word processor",
    "bundle": "Bundle: a zip of PDF, Markdown, JSON and the cited sources",
    "json": "JSON: whole, for another archive (`triptych memos import`)",
}
"""By their names in `triptych.graphs.exports`."""


class ExportScreen(FileDialog):
    """Asks for the format of some memos and the place for them.

    Args:
        context: the session.
        memos: full ids.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "export", "Export", id="do-export", tooltip="Write the files"),
    ]
    FORMATS = FORMATS
    TO_REPLACE = "Replace files that are there"

    @dataclass
    class Progress(Message):
        """So many are written."""

        written: int

    @dataclass
    class Written(Message):
        """All are written."""

        files: list[Path]

    def __init__(self, context: Context, memos: Sequence[str]) -> None:
        super().__init__(context)
        self.memos = memos

    def heading(self) -> str:
        count = len(self.memos)
        return "Export this memo" if count == 1 else f"Export {count} memos"

    def target(self) -> tuple[str, str]:
        return "To this folder" + (" or file" if len(self.memos) == 1 else ""), f"{self.context.exports}/"

    @background("export")
    def write(self, form: str, place: str, replace: bool) -> Written:
        """Write them, one after the other."""
        from triptych.tui.exporting import export

        def tell(written: int) -> None:
            self.post_message(self.Progress(written))

        return self.Written(export(self.context.archive, self.memos, form, place, replace, tell))

    @on(Progress)
    def progress(self, event: Progress) -> None:
        """Say how far it is."""
        self.say(f"Wrote {event.written} of {len(self.memos)} …")

    @on(Written)
    def written(self, event: Written) -> None:
        """Close, and say where the files are."""
        first, count = event.files[0], len(event.files)
        self.wrote(first if count == 1 else f"{count} files in {first.parent}")

"""Memos written as files: in which format, and where to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from triptych.tui.context import Context
from triptych.tui.messages import Failed, Told
from triptych.tui.text import line, plain_line
from triptych.tui.widgets.tick import Tick
from triptych.tui.work import background

FORMATS: Mapping[str, str] = {
    "md": "Markdown: reads anywhere",
    "html": "HTML: one page with figures",
    "pdf": "PDF: to print and to forward",
    "docx": "DOCX: to edit in a word processor",
    "bundle": "Bundle: a zip of PDF, Markdown, JSON and the cited sources",
    "json": "JSON: whole, for another archive (`triptych memos import`)",
}
"""By their names in `triptych.graphs.exports`, the most wanted first."""


class ExportScreen(ModalScreen[None]):
    """Asks for format and place, writes in the background, and says where the files are.

    Args:
        context: the session.
        memos: full ids.
    """

    CSS_PATH = "export.tcss"
    AUTO_FOCUS = "#format"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Cancel", id="cancel", tooltip="Write nothing"),
        Binding("ctrl+s", "export", "Export", id="do-export", tooltip="Write the files"),
    ]

    @dataclass
    class Progress(Message):
        """So many are written."""

        written: int

    @dataclass
    class Written(Message):
        """All are written."""

        files: list[Path]

    def __init__(self, context: Context, memos: Sequence[str]) -> None:
        super().__init__()
        self.context, self.memos = context, memos

    def compose(self) -> ComposeResult:
        count = len(self.memos)
        with Vertical(classes="dialog"):
            yield Static(
                Content("Export this memo" if count == 1 else f"Export {count} memos"), classes="title"
            )
            yield OptionList(
                *(Option(Content(told), id=name) for name, told in FORMATS.items()), id="format", compact=True
            )
            yield Static(Content("To this folder" + (" or file" if count == 1 else "")), classes="label")
            yield Input(f"{plain_line(str(self.context.exports))}/", id="place", compact=True)
            yield Tick(Content("Replace files that are there"), id="replace", compact=True)
            yield Static(id="state")
            with Horizontal(classes="buttons"):
                yield Button(Content("Cancel"), id="cancel")
                yield Button(Content("Export"), id="export", variant="primary")

    def on_mount(self) -> None:
        self.query_one("#format", OptionList).highlighted = 0

    @on(OptionList.OptionSelected)
    def format_chosen(self) -> None:
        """Enter on a format goes on to the place."""
        self.query_one("#place").focus()

    @on(Input.Submitted)
    def place_named(self) -> None:
        """Enter on the place writes."""
        self.action_export()

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """The same by mouse."""
        if event.button.id == "export":
            self.action_export()
        else:
            self.dismiss()

    def action_export(self) -> None:
        """Write the files."""
        formats = self.query_one("#format", OptionList)
        form = formats.get_option_at_index(formats.highlighted or 0).id or "md"
        self.query_one("#state", Static).update(Content("Writing …"))
        self.write(form, self.query_one("#place", Input).value, self.query_one("#replace", Tick).value)

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
        self.query_one("#state", Static).update(Content(f"Wrote {event.written} of {len(self.memos)} …"))

    @on(Failed)
    def failed(self, event: Failed) -> None:
        """Say it here too, where it can be mended."""
        self.query_one("#state", Static).update(line(f"{event.message} {event.hint}", "$text-error"))
        event.stop()

    @on(Written)
    def written(self, event: Written) -> None:
        """Close, and say where the files are."""
        where = (
            event.files[0]
            if len(event.files) == 1
            else f"{len(event.files)} files in {event.files[0].parent}"
        )
        self.app.post_message(Told(f"Wrote {where}"))
        self.dismiss()

    def action_close(self) -> None:
        """Write nothing."""
        self.dismiss()

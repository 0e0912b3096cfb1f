"""What is set up and where each of it comes from; what the doctor finds; the colours."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from triptych import paths
from triptych.errors import InputError, TriptychError
from triptych.tui.context import Context
from triptych.tui.messages import Failed, Told
from triptych.tui.pages.lines import fixed
from triptych.tui.screens.base import TriptychScreen
from triptych.tui.text import QUIET, line, plain
from triptych.tui.themes import THEMES
from triptych.tui.widgets.page import Page
from triptych.tui.widgets.rows import Column, Rows
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.graphs.doctor.finding import Finding
    from triptych.tui.checkups import Value

COLUMNS: "tuple[Column[Value], ...]" = (
    Column("Setting", lambda value: line(value.name, "" if value.origin != "default" else QUIET), 26),
    Column("Value", lambda value: line(value.said) if value.said else Content.styled("not set", QUIET)),
    Column(
        "From", lambda value: line(value.origin, QUIET if value.origin == "default" else "$text-accent"), 11
    ),
)


class SettingsScreen(TriptychScreen):
    """Settings at the left, doctor at the right; one at a time where it is narrow."""

    TITLE = "Settings"
    CSS_PATH = "settings.tcss"
    AUTO_FOCUS = "#values"
    HELP_TEXT = (
        "What is set up, where it comes from (file, environment or default), and what the doctor finds. In the doctor, "
        "tab goes to the lines that mend something, and enter copies one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "doctor", "Doctor", id="doctor", tooltip="To what the doctor found, and back"),
        Binding(
            "c",
            "ask",
            "Check services",
            id="ask",
            tooltip="Ask every model and search engine that is set up; may cost a little",
        ),
        Binding("E", "edit", "Edit", id="edit", tooltip="Open the settings file in your editor"),
        Binding(
            "t", "theme", "Theme", id="theme", tooltip="Choose the colours; they are kept for the next start"
        ),
        Binding("y", "copy", "Copy findings", id="copy", show=False, tooltip="Copy what the doctor found"),
        Binding("r", "refresh", "Refresh", id="refresh", show=False, tooltip="Look at all of it again"),
    ]

    @dataclass
    class Read(Message):
        """The settings were read."""

        values: "list[Value]"
        fault: InputError | None = None
        """Why they could not be."""

    @dataclass
    class Looked(Message):
        """The doctor found something."""

        turn: int
        finding: "Finding"

    @dataclass
    class Done(Message):
        """The doctor has looked at everything."""

        turn: int

    @dataclass
    class Begun(Message):
        """There is a settings file to be edited."""

        path: Path
        fresh: str
        """What it says where it was not there before; empty where it was."""

    @dataclass
    class Checked(Message):
        """What the editor left was looked at."""

        says: str
        hint: str = ""
        sound: bool = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.findings: list[Finding] = []
        self._turn, self._calls, self._done = 0, False, False

    def body(self) -> Iterable[Widget]:
        yield Static("", id="file")
        with Horizontal(id="panes"):
            with Vertical(id="list"):
                yield Rows(COLUMNS, lambda value: value.name, id="values")
                yield Page(id="about")
            yield Page(id="doctor")

    def on_mount(self) -> None:
        self.action_refresh()

    @property
    def rows(self) -> "Rows[Value]":
        """The settings."""
        return cast("Rows[Value]", self.query_one("#values", Rows))

    @property
    def doctor(self) -> Page:
        """What the doctor found."""
        return self.query_one("#doctor", Page)

    def action_refresh(self) -> None:
        """Look at all of it again, without asking anybody."""
        self.read()
        self._examine(calls=False)

    @background("settings")
    def read(self) -> Read:
        """Read the file and the environment anew."""
        from triptych import environment
        from triptych.settings import load
        from triptych.tui.checkups import values

        try:
            return self.Read(values(load(), environment.read()))
        except InputError as e:
            return self.Read([], e)

    @on(Read)
    def show(self, event: Read) -> None:
        """Show them, or what is wrong with them."""
        path = paths.config()
        there = "" if path.is_file() else " (not there: the defaults hold)"
        self.query_one("#file", Static).update(line(f"{path}{there}"))
        self.rows.show(event.values)
        if event.fault is not None:
            told = (
                Content.styled("✗ broken", "$text-error"),
                line(event.fault.message),
                line(event.fault.hint, QUIET),
                Content("Press E to mend the file."),
            )
            self.query_one("#about", Page).show(fixed(told))

    @on(Rows.Chosen)
    def change(self) -> None:
        """A setting is changed in the file."""
        self.action_edit()

    @on(Rows.Moved)
    def explain(self) -> None:
        """Say what the setting under the cursor is for."""
        from triptych.tui.pages.checkup import setting

        if (value := self.rows.current) is not None:
            self.query_one("#about", Page).show(setting(value))

    def _examine(self, calls: bool) -> None:
        self._turn, self._calls, self._done, self.findings = self._turn + 1, calls, False, []
        self.wait("asking models and search engines" if calls else "looking")
        self._show_findings()
        self.examine(self._turn, calls)

    @background("doctor")
    def examine(self, turn: int, calls: bool) -> Done:
        """Look at everything, and tell each finding as it comes."""
        from triptych.graphs.doctor.installation import Installation
        from triptych.graphs.doctor.looks import examine

        for one in examine(Installation(self.context.archive_path), calls):
            self.post_message(self.Looked(turn, one))
        return self.Done(turn)

    @on(Looked)
    def looked(self, event: Looked) -> None:
        """Show one more finding."""
        if event.turn == self._turn:
            self.findings.append(event.finding)
            self._show_findings()

    @on(Done)
    def done(self, event: Done) -> None:
        """Say how it stands in all."""
        if event.turn == self._turn:
            self._done = True
            self._show_findings()
            wrong = sum(one.state in ("missing", "broken") for one in self.findings)
            told = f"✗ {wrong} to be mended" if wrong else "✓ nothing to be mended"
            self.head(Content.styled(told, "$text-error" if wrong else "$text-success"))

    def _show_findings(self) -> None:
        from triptych.tui.pages.checkup import findings

        self.doctor.show(findings(list(self.findings), self._done, self._calls))

    @on(Page.Followed, "#doctor")
    def copy_mend(self, event: Page.Followed) -> None:
        """Copy the line that mends something."""
        from triptych.tui.pages.checkup import mends

        self.app.copy_to_clipboard(plain(mends(self.findings)[event.link]))
        self.post_message(Told("Copied the line."))

    def action_doctor(self) -> None:
        """To the doctor, or back to the settings."""
        away = not self.doctor.has_focus
        self.set_class(away, "-doctor")
        (self.doctor if away else self.rows).focus()

    def action_back(self) -> None:
        """From the doctor to the settings; else leave the screen."""
        if self.doctor.has_focus:
            self.action_doctor()
        else:
            super().action_back()

    def action_ask(self) -> None:
        """Look at all of it again, and ask whoever is set up."""
        self._examine(calls=True)
        if not self.doctor.has_focus:
            self.action_doctor()

    def action_copy(self) -> None:
        """Copy what the doctor found."""
        from triptych.tui.checkups import report

        self.app.copy_to_clipboard(plain(report(self.findings)))
        self.post_message(Told("Copied the findings."))

    def action_theme(self) -> None:
        """Choose the colours."""
        from triptych.tui.screens.choice import Choice

        own = [theme.name for theme in THEMES]
        names = [*own, *sorted(set(self.app.available_themes) - set(own))]
        options = [(name, Content(f"{'●' if name == self.app.theme else ' '} {name}")) for name in names]
        self.app.push_screen(Choice("Theme", options), self._choose)

    def _choose(self, name: str | None) -> None:
        if name:
            self.app.theme = name

    def action_edit(self) -> None:
        """Open the settings file; one that is not there begins with all settings, commented out."""
        self.begin()

    @background("edit")
    def begin(self) -> Begun:
        """Make the file where it is not there, so that nobody else may read it."""
        from triptych.tui.checkups import beginning

        path = paths.config()
        if path.exists():
            return self.Begun(path, "")
        text = beginning()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(text, encoding="utf-8")
        except OSError as e:
            raise InputError(
                f"{path} cannot be written: {e.strerror or e}.", "Make its folder writable."
            ) from e
        return self.Begun(path, text)

    @on(Begun)
    def edit(self, event: Begun) -> None:
        """Open it, and look at what the editor leaves."""
        from triptych.tui.editing import edit

        self.app.clear_notifications()
        try:
            edit(self.app, event.path)
        except TriptychError as e:
            self.post_message(Failed(e.message, e.hint))
            self.action_refresh()
        else:
            self.check(event.path, event.fresh)
        self.context.forget()

    @background("edit")
    def check(self, path: Path, fresh: str) -> Checked:
        """Check the file; one that still changes nothing is taken away again."""
        from triptych.settings import load

        try:
            if fresh and path.read_bytes() == fresh.encode():
                path.unlink()
                return self.Checked("Nothing was changed.")
            load(path)
        except InputError as e:
            return self.Checked(e.message, e.hint, sound=False)
        except OSError as e:
            return self.Checked(f"{path}: {e.strerror or e}.", "Press E to begin it anew.", sound=False)
        return self.Checked("The settings have no fault.")

    @on(Checked)
    def checked(self, event: Checked) -> None:
        """Tell it, and look at all of it again."""
        self.post_message(Told(event.says) if event.sound else Failed(event.says, event.hint))
        self.action_refresh()

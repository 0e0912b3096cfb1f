"""The personas: who may sit on the panel, what each one asks and tests, and files of one's own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from triptych.errors import InputError, TriptychError
from triptych.graphs.words import counted
from triptych.tui.context import Context
from triptych.tui.messages import Failed, Told
from triptych.tui.screens.base import TriptychScreen
from triptych.tui.seats import Scores, Seat
from triptych.tui.text import line
from triptych.tui.widgets.page import Page
from triptych.tui.widgets.rows import Column, Rows
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.tui.screens.question import Question

COLUMNS: tuple[Column[Seat], ...] = (
    Column("Seat", lambda seat: _place(seat), 4),
    Column("Persona", lambda seat: _name(seat)),
    Column("Key", lambda seat: line(seat.key), 19),
    Column("From", lambda seat: line(seat.origin), 8),
    Column("Lenses", lambda seat: Content(_lenses(seat)), 6, right=True, least=60),
)


def _place(seat: Seat) -> Content:
    return Content.styled(f"● {seat.place}", "$text-accent") if seat.place else Content()


def _lenses(seat: Seat) -> str:
    return str(len(seat.persona.lenses)) if seat.persona else "-"


def _name(seat: Seat) -> Content:
    if seat.persona is None:
        return Content.assemble(("✗ broken ", "$text-error"), line(seat.key))
    return line(seat.persona.name)


class PersonasScreen(TriptychScreen):
    """All personas."""

    TITLE = "Personas"
    CSS_PATH = "personas.tcss"
    AUTO_FOCUS = "#seats"
    HELP_TEXT = (
        "Who may sit on the panel. A persona is a file: N begins one, E opens it in $VISUAL or $EDITOR; a file of yours "
        "takes the place of a shipped persona of the same key."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("N", "new", "New persona", id="new", tooltip="Begin a persona of your own"),
        Binding(
            "E",
            "edit",
            "Edit",
            id="edit",
            tooltip="Open its file in your editor; a shipped one is copied first",
        ),
        Binding("v", "validate", "Check", id="validate", tooltip="Check every file of your own"),
        Binding(
            "D", "delete", "Delete", id="delete", show=False, tooltip="Delete a file of your own; asks first"
        ),
        Binding("r", "refresh", "Refresh", id="refresh", show=False, tooltip="Read the files again"),
    ]

    @dataclass
    class Listed(Message):
        """The personas were read."""

        seats: list[Seat]
        checked: bool = False
        """Whether that was to find out what is wrong with them."""

    @dataclass
    class Scored(Message):
        """The resolved forecasts were read."""

        scores: Scores

    @dataclass
    class Written(Message):
        """A file of the user's own was begun."""

        key: str
        path: Path

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.scores = Scores()
        self._wanted = ""
        """The key that the cursor is to go to when the personas are read again."""

    def body(self) -> Iterable[Widget]:
        with Horizontal(id="panes"):
            with Vertical(id="list"):
                yield Rows(COLUMNS, lambda seat: seat.key, id="seats")
            yield Page(id="persona")

    def on_mount(self) -> None:
        self.refreshed()

    @property
    def rows(self) -> Rows[Seat]:
        """The list."""
        return cast("Rows[Seat]", self.query_one("#seats", Rows))

    def refreshed(self) -> None:
        """Read files and scores again."""
        self.wait("reading the personas")
        self.read()
        self.read_scores()

    @background("list")
    def read(self, checked: bool = False) -> Listed:
        """Read every file."""
        return self.Listed(self._seats(), checked)

    def _seats(self) -> list[Seat]:
        from triptych.tui.seats import seats

        try:
            panel: tuple[str, ...] = self.context.settings.panel
        except TriptychError:
            panel = ()  # the settings have their own screen, which says what is wrong
        return seats(self.context.personas, panel)

    @background("scores")
    def read_scores(self) -> Scored | None:
        """Score what was said of propositions that are resolved; an archive that is not there has none."""
        from triptych.store.resolutions import resolved_forecasts
        from triptych.store.scoring import scores
        from triptych.tui import seats

        if not self.context.archive_path.exists():
            return None
        return self.Scored(seats.scores(scores(resolved_forecasts(self.context.archive))))

    @on(Listed)
    def listed(self, event: Listed) -> None:
        """Show what was read, and what is wrong with it."""
        self.rows.show(event.seats)
        if self._wanted:
            keys = [seat.key for seat in event.seats]
            self.rows.cursor = keys.index(self._wanted) if self._wanted in keys else self.rows.cursor
            self._wanted = ""
        self.refresh_bindings()
        own = [seat for seat in event.seats if seat.path is not None]
        broken = [seat for seat in own if seat.fault is not None]
        told = [
            f"{len(event.seats)} personas",
            f"{len(own)} of your own",
            *([f"✗ {len(broken)} broken"] if broken else []),
        ]
        self.head(line(" · ".join(told)))
        if event.checked:
            self._tell(own, broken)

    def _tell(self, own: list[Seat], broken: list[Seat]) -> None:
        if broken and (fault := broken[0].fault) is not None:
            more = f" And {len(broken) - 1} more." if len(broken) > 1 else ""
            self.post_message(Failed(f"{fault.message}{more}", fault.hint))
        elif own:
            self.post_message(Told(f"Checked {counted(len(own), 'file')} of your own: no fault."))
        else:
            self.post_message(Told(f"No personas of your own in {self.context.personas}. Begin one with N."))

    @on(Scored)
    def scored(self, event: Scored) -> None:
        """Show them with the persona."""
        self.scores = event.scores
        self.show()

    @on(Rows.Moved)
    def show(self) -> None:
        """Show the persona under the cursor."""
        from triptych.tui.pages.persona import persona

        if (seat := self.rows.current) is not None:
            self.query_one("#persona", Page).show(persona(seat, self.scores))
            self.refresh_bindings()

    @on(Rows.Chosen)
    def read_on(self) -> None:
        """Go to the page."""
        self.query_one("#persona").focus()

    def action_back(self) -> None:
        """From the page to the list; else leave the screen."""
        if self.query_one("#persona").has_focus:
            self.rows.focus()
        else:
            super().action_back()

    def action_refresh(self) -> None:
        """Read the files again."""
        self.refreshed()

    def action_validate(self) -> None:
        """Check every file."""
        self.read(checked=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a file of the user's own is deleted."""
        if action == "delete":
            return self.rows.current is not None and self.rows.current.path is not None
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """Ask for a key."""
        from triptych.tui.screens.new_persona import NewPersonaScreen, Wanted

        seat = self.rows.current
        like = seat.key if seat is not None and seat.persona is not None else ""

        def agreed(wanted: Wanted | None) -> None:
            if wanted is not None:
                self.write(wanted.key, seat if wanted.copy else None)

        self.app.push_screen(NewPersonaScreen(like), agreed)

    @background("write")
    def write(self, key: str, like: Seat | None = None) -> Written:
        """Begin a file of the user's own: as a copy, or as the template of that key."""
        from triptych.personas.writing import copied, write_new
        from triptych.tui.seats import text_of

        text = copied(key, text_of(like)) if like is not None else ""
        return self.Written(key, write_new(key, self.context.personas, text))

    @on(Written)
    def written(self, event: Written) -> None:
        """Open it."""
        self._wanted = event.key
        self.edit(event.path)

    def action_edit(self) -> None:
        """Open the file under the cursor; a shipped one stays as it is, and a copy takes its place."""
        from triptych.tui.screens.question import Question

        seat = self.rows.current
        if seat is None:
            return
        if seat.path is not None:
            self.edit(seat.path)
            return
        asked = Question(
            f"Edit a copy of {seat.key}?",
            "Copy",
            "No",
            f"It comes with Triptych and stays as it is. The copy takes its place, until you delete it:\n"
            f"{self.context.personas / seat.key}.toml",
        )
        self._ask(asked, lambda: self.write(seat.key))

    def edit(self, path: Path) -> None:
        """Open a file in the user's editor, and check what it leaves."""
        from triptych.tui.editing import edit

        self.app.clear_notifications()
        try:
            edit(self.app, path)
        except TriptychError as e:
            self.post_message(Failed(e.message, e.hint))
            self.read()
        else:
            self.read()
            self.check_file(path)

    @background("check")
    def check_file(self, path: Path) -> Told:
        """Check one file; what is wrong with it is told as a failure."""
        from triptych.personas.loader import check

        found = check(path)
        return Told(f"{found.name}: no fault, {len(found.lenses)} lenses.")

    def action_delete(self) -> None:
        """Ask before a file of the user's own is deleted."""
        from triptych.tui.screens.question import Question

        seat = self.rows.current
        if seat is None or seat.path is None:
            return
        path = seat.path
        after = (
            "The shipped persona takes its place again."
            if seat.origin == "override"
            else "Memos keep what it said."
        )
        asked = Question(f"Delete the persona {seat.key}?", "Delete", "Keep", f"{path}\n{after}")
        self._ask(asked, lambda: self.delete(path))

    def _ask(self, asked: "Question", then: Callable[[], object]) -> None:
        def answered(agreed: bool | None) -> None:
            if agreed:
                then()

        self.app.push_screen(asked, answered)

    @background("write")
    def delete(self, path: Path) -> Listed:
        """Delete a file of the user's own."""
        try:
            path.unlink(missing_ok=True)
        except OSError as e:
            raise InputError(
                f"{path} cannot be deleted: {e.strerror or e}.", "Delete it elsewhere, then press r."
            ) from e
        self.post_message(Told(f"Deleted {path.name}."))
        return self.Listed(self._seats())

"""The form of a new run: the idea, the panel, where to look, how deep, within which limits, and who thinks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, ScrollableContainer, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Static, TextArea

from triptych.tui.pages.brief import persona
from triptych.tui.requests import LIMITS, QUESTIONS, ROLES, ROUNDS, Engine, Form, Offer
from triptych.tui.text import QUIET, line, plain_line
from triptych.tui.widgets.page import Page
from triptych.tui.widgets.rows import Column, Rows
from triptych.tui.widgets.stepper import Stepper
from triptych.tui.widgets.tick import Tick
from triptych.tui.widgets.writing import Writing

if TYPE_CHECKING:
    from triptych.store.records import Persona

PARTS = ("idea", "panel", "engines", "as_of", "limits", "models")
"""Of the form, where a fault is told; the order in which they stand."""
FIRST = {
    "idea": "#idea",
    "panel": "#personas",
    "engines": "#engine-library",
    "as_of": "#as_of",
    "limits": "#limit-cost",
    "models": "#model-run",
}
"""What gets the focus where a part is at fault."""
_LABELS = {"cost": "Cost, $", "tokens": "Tokens", "searches": "Searches", "minutes": "Minutes"}
MOST_ROWS = 9


class RunForm(ScrollableContainer, can_focus=False):
    """The fields. `offer` fills them; `form` reads them."""

    @dataclass
    class Edited(Message):
        """Something is not as it was."""

    def compose(self) -> ComposeResult:
        with Vertical(id="asked", classes="block"):
            yield Static(Content("Idea"), classes="title")
            yield Writing(placeholder="What do you want to know?", id="idea")
            yield _fault("idea")
            with Horizontal(classes="line"):
                yield Button(Content("Recent ideas ^o"), id="recent", compact=True)
                yield Button(Content("Drafts ^t"), id="drafts", compact=True)
        with Vertical(id="people", classes="block"):
            yield Static(
                Content.assemble(("Panel", "bold"), ("  space seats or unseats, in that order", QUIET)),
                classes="title",
            )
            yield Rows(self._columns(), lambda who: who.key, marks=True, id="personas")
            yield _fault("panel")
            yield Page(id="persona")
        with Vertical(id="rest", classes="block"):
            yield Static(Content("Where to look"), classes="title")
            yield Vertical(id="engines")
            yield _fault("engines")
            yield from _depth()
            yield Static(Content.assemble(("Limits", "bold"), ("  empty is none", QUIET)), classes="title")
            with Horizontal(classes="fields", id="limits"):
                for name in LIMITS:
                    yield _field(_LABELS[name], f"limit-{name}", "none")
            yield _fault("limits")
            yield Static(Content("Who thinks"), classes="title")
            yield Static(id="thinker")
            yield Tick(Content("Use the embedded analyst instead"), id="embedded", compact=True)
            with Horizontal(classes="fields", id="models"):
                for role in ("", *ROLES):
                    yield _field(role.capitalize() or "Run", f"model-{role or 'run'}", "")
            yield _fault("models")
            yield Tick(Content("Review the brief before the run"), value=True, id="review", compact=True)

    def _columns(self) -> "tuple[Column[Persona], ...]":
        return (
            Column("Seat", self._seat, 4),
            Column("Persona", lambda who: line(who.name), 20),
            Column("Asks", lambda who: line(who.question, QUIET)),
        )

    def _seat(self, who: "Persona") -> Content:
        keys = list(self.people.marked)
        return Content.styled(str(keys.index(who.key) + 1), "$text-accent") if who.key in keys else Content()

    @property
    def people(self) -> "Rows[Persona]":
        """Who may be chosen; those who are marked are."""
        return cast("Rows[Persona]", self.query_one("#personas", Rows))

    @property
    def idea(self) -> Writing:
        """The field of the idea."""
        return self.query_one("#idea", Writing)

    async def fill(self, offer: Offer, form: Form) -> None:
        """Show what there is to choose from, and the choices."""
        engines = self.query_one("#engines", Vertical)
        await engines.remove_children()
        await engines.mount_all(_engine(engine, engine.name in form.engines) for engine in offer.engines)
        self.query_one("#questions", Stepper).value = form.questions
        self.query_one("#rounds", Stepper).value = form.rounds
        self.query_one("#as_of", Input).value = form.as_of
        for name, limit in form.limits.items():
            self.query_one(f"#limit-{name}", Input).value = limit
        self._thinker(offer)
        self.seat(offer.personas, form.panel)

    def seat(self, personas: "Iterable[Persona]", panel: Iterable[str]) -> None:
        """Show who may be chosen, and seat some."""
        there = {who.key: who for who in personas}
        people = self.people
        people.marked = {key: there[key] for key in panel if key in there}
        people.styles.height = min(len(there), MOST_ROWS) + 1
        people.show(list(there.values()))

    def _thinker(self, offer: Offer) -> None:
        chat = bool(offer.models)
        told = (
            Content.assemble("A chat model at ", line(offer.model_host, "$text-accent"), ".")
            if chat
            else Content(
                "The embedded analyst: no chat model is set up. It quotes and counts, and needs no network. "
                "Press , for settings."
            )
        )
        self.query_one("#thinker", Static).update(told)
        self.query_one("#embedded").display = chat
        self.query_one("#models").display = chat
        for role, name in offer.models.items():
            field = self.query_one(f"#model-{role or 'run'}", Input)
            field.placeholder = plain_line(name) or "name a model"

    def form(self) -> Form:
        """What stands in the fields."""
        value = {field.id: field.value for field in self.query(Input)}
        ticked = {tick.id for tick in self.query(Tick) if tick.value}
        engines: Any = frozenset(
            name.removeprefix("engine-") for name in ticked if name and name.startswith("engine-")
        )
        return Form(
            idea=self.idea.text,
            panel=tuple(str(key) for key in self.people.marked),
            questions=self.query_one("#questions", Stepper).value,
            rounds=self.query_one("#rounds", Stepper).value,
            as_of=value["as_of"],
            engines=engines,
            limits={name: value[f"limit-{name}"] for name in LIMITS},
            embedded="embedded" in ticked or not self.query_one("#models").display,
            models={role: value[f"model-{role or 'run'}"] for role in ("", *ROLES)},
        )

    @property
    def review(self) -> bool:
        """Whether the brief is to be reviewed."""
        return self.query_one("#review", Tick).value

    def tell(self, faults: Mapping[str, str]) -> None:
        """Say beside each part what is wrong with it, and nothing where nothing is."""
        for part in PARTS:
            told = faults.get(part, "")
            where = self.query_one(f"#{part}-fault", Static)
            where.update(Content.assemble("✗ ", line(told)) if told else Content())
            where.display = bool(told)

    def point(self, part: str) -> None:
        """Go to a part that is at fault."""
        self.query_one(FIRST[part]).focus()

    @on(Tick.Changed, "#embedded")
    def thought(self, event: Tick.Changed) -> None:
        """Models are named only where one is asked."""
        self.query_one("#models").disabled = event.value

    @on(Rows.Moved, "#personas")
    def looked_at(self, event: Rows.Moved) -> None:
        """Show who is under the cursor."""
        if event.row is not None:
            self.query_one("#persona", Page).show(persona(event.row))

    @on(Rows.Chosen, "#personas")
    def seated(self) -> None:
        """Enter seats, too."""
        self.people.action_mark()

    @on(TextArea.Changed)
    @on(Input.Changed)
    @on(Tick.Changed)
    @on(Stepper.Stepped)
    @on(Rows.Marked)
    def edited(self) -> None:
        """Say that something has changed."""
        self.post_message(self.Edited())


def _fault(part: str) -> Static:
    told = Static(id=f"{part}-fault", classes="fault")
    told.display = False
    return told


def _field(label: str, name: str, placeholder: str) -> Vertical:
    return Vertical(
        Static(Content.styled(label, QUIET)),
        Input(placeholder=placeholder, id=name, compact=True),
        classes="field",
    )


def _engine(engine: Engine, chosen: bool) -> Horizontal:
    tick = Tick(
        Content(engine.title),
        value=chosen,
        id=f"engine-{engine.name}",
        compact=True,
        disabled=not engine.ready,
    )
    about = Static(Content(engine.about if engine.ready else f"✗ {engine.about}"), classes="about")
    return Horizontal(tick, about, classes="engine")


def _depth() -> ComposeResult:
    yield Static(Content("How deep"), classes="title")
    with Horizontal(classes="fields"):
        with Vertical(classes="field"):
            yield Static(Content.styled("Questions each", QUIET))
            yield Stepper(QUESTIONS[1], *QUESTIONS, id="questions")
        with Vertical(classes="field"):
            yield Static(Content.styled("Debate rounds", QUIET))
            yield Stepper(2, *ROUNDS, id="rounds")
        yield _field("As of", "as_of", "YYYY-MM-DD")
    yield _fault("as_of")

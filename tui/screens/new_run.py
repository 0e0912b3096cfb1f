"""A new run: what is asked, of whom, where they look, how deep and within which limits, and what that would take."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Static
from textual.worker import get_current_worker

from triptych.tui import requests
from triptych.tui.context import Context
from triptych.tui.messages import Failed, Goto, Told
from triptych.tui.requests import Checked, Form, Offer
from triptych.tui.screens.base import TriptychScreen
from triptych.tui.text import line
from triptych.tui.widgets.run_form import PARTS, RunForm
from triptych.tui.work import background

if TYPE_CHECKING:
    from textual.app import App

    from triptych.graphs.request import Request
    from triptych.store.records import Brief

PAUSE = 0.15
"""Seconds without a change after which a run is estimated anew."""
KEPT = "The brief is made. New run keeps it under Drafts."
RECENT = 100
"""Ideas that may be chosen again."""


class NewRunScreen(TriptychScreen):
    """The form.

    Args:
        context: the session.
        idea: what stands in it at first.
    """

    TITLE = "New run"
    CSS_PATH = "new_run.tcss"
    AUTO_FOCUS = "#idea"
    HELP_TEXT = (
        "An idea is put to a panel. Tab goes from field to field. The brief is shown before anything is researched, unless "
        "you untick that; whatever is not started is kept as a draft."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "start", "Start", id="start", tooltip="Make the brief, or start the run at once"),
        Binding(
            "ctrl+o", "recent", "Recent ideas", id="recent-ideas", tooltip="Take an idea of an earlier memo"
        ),
        Binding(
            "ctrl+t",
            "drafts",
            "Drafts",
            id="open-drafts",
            tooltip="Go on with a brief that was not put to a panel",
        ),
        Binding(
            "r", "refresh", "Refresh", id="refresh", show=False, tooltip="Read settings and personas again"
        ),
    ]

    @dataclass
    class Offered(Message):
        """It is known what there is to choose from."""

        offer: Offer
        form: Form

    @dataclass
    class Recalled(Message):
        """Earlier ideas and drafts were read."""

        ideas: list[str]
        drafts: int

    @dataclass
    class Weighed(Message):
        """A form was checked and its run estimated."""

        form: Form
        found: Checked
        start: bool
        """Whether it is to be started."""

    @dataclass
    class Briefed(Message):
        """The brief was made, and is kept as a draft."""

        request: "Request"
        brief: "Brief"
        draft: Path

    def __init__(self, context: Context, idea: str = "") -> None:
        super().__init__(context)
        self._idea = idea
        self.offer: Offer | None = None
        self.ideas: list[str] = []
        self.making = False
        """Whether a brief is being made."""
        self._told: set[str] = set()

    def body(self) -> Iterable[Widget]:
        yield RunForm(id="form")
        with Horizontal(id="foot"):
            yield Static(id="estimate")
            yield Button(Content("Start ^r"), id="go", variant="primary", compact=True)

    @property
    def form(self) -> RunForm:
        """The fields."""
        return self.query_one("#form", RunForm)

    def on_mount(self) -> None:
        if self._idea:
            self.form.idea.put(self._idea)
        self.refreshed()

    def refreshed(self) -> None:
        """Read again what there is to choose from."""
        if self.offer is None:
            self.wait("reading settings and personas")
            self.read()
        self.recall()

    def action_refresh(self) -> None:
        """Read settings and personas again; what was chosen is set back to what the settings say."""
        self.context.forget()
        self.offer = None
        self.refreshed()

    @background("offer")
    def read(self) -> Offered:
        """Find out what there is to choose from."""
        offer = requests.offered(self.context)
        return self.Offered(offer, requests.initial(offer, self.context.today()))

    @on(Offered)
    async def offered(self, event: Offered) -> None:
        """Fill the form."""
        self.offer = event.offer
        await self.form.fill(event.offer, event.form)
        self._say()
        if event.offer.broken:
            many = len(event.offer.broken) > 1
            told = f"{len(event.offer.broken)} personas are broken" if many else event.offer.broken[0]
            self.post_message(Told(f"{told}; press p to see more."))
        self.weigh(self.form.form())

    def _say(self) -> None:
        chat = self.offer is not None and bool(self.offer.models) and not self.form.form().embedded
        who = self.offer.models[""] if self.offer and chat else ""
        self.head(line(who or "a chat model") if chat else Content("embedded analyst"))

    @background("recall")
    def recall(self) -> Recalled:
        """Read what was asked before, and how many drafts there are."""
        from triptych.store.overview import overview
        from triptych.tui.drafts import listed

        memos = overview(self.context.archive)
        ideas = list(dict.fromkeys(memo.idea for memo in memos))[:RECENT]
        return self.Recalled(ideas, len(listed()))

    @on(Recalled)
    def recalled(self, event: Recalled) -> None:
        """Offer them; where nothing was asked yet, the idea of the demo stands there to be taken or written over."""
        self.ideas = event.ideas
        self.query_one("#drafts", Button).label = Content(f"Drafts ({event.drafts}) ^t")
        if not event.ideas:
            from triptych.tui.pages.welcome import IDEA

            self.ideas = [IDEA]
            if not self.form.idea.text:
                self.form.idea.put(IDEA)
                self.form.idea.select_all()

    @on(RunForm.Edited)
    def edited(self) -> None:
        """Estimate again when no change has come for a moment."""
        if self.offer is not None:
            self._say() if not self.making else None
            form = self.form.form()
            self.set_timer(PAUSE, lambda: self.weigh(form) if self.form.form() == form else None)

    @background("weigh")
    def weigh(self, form: Form) -> Weighed | None:
        """Check the form and estimate its run."""
        if self.offer is None:
            return None
        return self.Weighed(form, requests.checked(form, self.offer, self.context), False)

    @background("begin")
    def begin(self, form: Form) -> Weighed | None:
        """The same before a start, which no later change of the form makes void."""
        if self.offer is None:
            return None
        return self.Weighed(form, requests.checked(form, self.offer, self.context), True)

    @on(Weighed)
    def weighed(self, event: Weighed) -> None:
        """Say what it would take and what is wrong; start it where that was asked for and nothing is."""
        faults = dict(event.found.faults)
        if event.start:
            self._told = {"idea"}
        elif not event.form.idea.strip() and "idea" not in self._told:
            faults.pop("idea", None)  # nobody has had the time to write one
        self.form.tell(faults)
        self._estimate(event.found)
        if event.start:
            self._begin(event.found)

    def _estimate(self, found: Checked) -> None:
        told = (
            line(requests.estimate(found.plan, found.request))
            if found.plan and found.request
            else Content("No estimate: mend what is marked with ✗.")
        )
        self.query_one("#estimate", Static).update(told)

    def _begin(self, found: Checked) -> None:
        wrong = next((part for part in PARTS if part in found.faults), None)
        if wrong is not None:
            self.form.point(wrong)
        elif found.request is not None and self.form.review:
            self._making(True)
            self.wait("making the brief")
            self.make(found.request, self.app)
        elif found.request is not None:
            running = self.triptych.runs.start(found.request)
            self.app.pop_screen()
            self.app.post_message(Goto("live", (running,)))

    def _making(self, making: bool) -> None:
        self.making = making
        self.query_one("#go", Button).disabled = making
        self.refresh_bindings()

    @background("brief")
    def make(self, request: "Request", app: "App[object]") -> Briefed | None:
        """Make the brief, and keep it: it may have cost something, and the screen may be left before it comes."""
        import asyncio

        from triptych.graphs import drafting
        from triptych.personas.loader import select
        from triptych.tui import drafts

        brief, used = asyncio.run(drafting.brief(request, self.context.archive))
        draft = drafts.save(brief, select(request.panel, request.personas_folder))
        if get_current_worker().is_cancelled:
            app.post_message(Told(KEPT))
            return None
        return self.Briefed(replace(request, drafted=used), brief, draft)

    @on(Briefed)
    def briefed(self, event: Briefed) -> None:
        """Show it, unless something else is being looked at by now."""
        self._making(False)
        self._say()
        if self.app.screen is self:
            self.post_message(Goto("review", (event.request, event.brief, event.draft)))
        else:
            self.post_message(Told(KEPT))
        self.recall()

    @on(Failed)
    def stopped(self) -> None:
        """What failed can be tried again."""
        if self.making:
            self._making(False)
            self.head(Content.styled("no brief; ^r tries again", "$text-error"))

    @on(Button.Pressed)
    async def pressed(self, event: Button.Pressed) -> None:
        """The same as the keys."""
        actions = {"recent": "recent", "drafts": "drafts", "go": "start"}
        await self.run_action(actions[event.button.id or ""])

    def action_start(self) -> None:
        """Start, if nothing is wrong."""
        if self.offer is not None and not self.making:
            self.begin(self.form.form())

    def action_recent(self) -> None:
        """Choose an earlier idea."""
        from triptych.tui.screens.choice import Choice

        if self.ideas:
            options = [(str(n), line(idea)) for n, idea in enumerate(self.ideas)]
            self.app.push_screen(Choice("Take the idea of an earlier memo", options), self._recent)

    def _recent(self, chosen: str | None) -> None:
        if chosen is not None:
            self.form.idea.put(self.ideas[int(chosen)])
            self.form.idea.focus()

    def action_drafts(self) -> None:
        """Choose a draft to go on with."""
        from triptych.tui.screens.drafts import DraftsScreen

        self.app.push_screen(DraftsScreen(self.context), self._drafted)

    def _drafted(self, chosen: Path | None) -> None:
        self.recall()
        if chosen is not None:
            self.wait("reading the draft")
            self.resume(chosen, self.form.form())

    @background("brief")
    def resume(self, path: Path, form: Form) -> Message | None:
        """Read a draft; it is put to its own panel, with whatever else stands in the form."""
        from triptych.errors import InputError
        from triptych.tui import drafts

        if self.offer is None:
            return None
        as_of = requests.day(form.as_of)
        brief, panel = drafts.load(path, self.context.personas, as_of)
        found = requests.checked(replace(form, idea=brief.idea, panel=panel), self.offer, self.context)
        if found.request is None or found.faults:
            part = next(part for part in PARTS if part in found.faults)
            raise InputError(found.faults[part], "Mend that here; the draft is kept.")
        return self.Briefed(found.request, brief, path)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is started while a brief is being made."""
        if action == "start" and self.making:
            return None
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """Leave; where an idea was written, ask first."""
        written = self.form.idea.text.strip()
        if not written or written in (*self.ideas, self._idea) or self.making:
            super().action_back()
            return
        from triptych.tui.screens.question import Question

        asked = Question("Leave this form? The idea in it is not kept.", "Leave", "Stay")
        self.app.push_screen(asked, self._leave)

    def _leave(self, agreed: bool | None) -> None:
        if agreed:
            self.app.pop_screen()

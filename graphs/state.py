"""What flows through the graph: ids and small values, merged by key, so that a node run twice changes nothing."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, TypedDict, TypeVar

from triptych.agents.analyst import Analyst, ClaimDraft, CritiqueDraft, Synthesis
from triptych.agents.budget import Allowance
from triptych.agents.debate.replies import Answered
from triptych.agents.desk import Desk
from triptych.graphs.events import Event
from triptych.graphs.journal import Journal
from triptych.graphs.keeping.kept import Kept
from triptych.graphs.keeping.rows import Words
from triptych.graphs.meter import Meter
from triptych.graphs.successor import Predecessor
from triptych.store.archive import Archive
from triptych.store.records import (
    Brief,
    Claim,
    Critique,
    Ledger,
    Memo,
    Persona,
    Reply,
    Run,
    Section,
    Settlement,
    Stance,
)

V = TypeVar("V")


def merge(old: dict[str, V], new: dict[str, V]) -> dict[str, V]:
    """The reducer of every keyed channel: what is new under a key replaces what was there."""
    return {**old, **new}


@dataclass(frozen=True)
class Fallen:
    """Why a part was given up."""

    reason: str
    service: bool = False
    """Whether something outside did not answer."""


class PanelState(TypedDict, total=False):
    """One run. Drafts are keyed by question, by `round/persona` or by claim; everything with an id by its id."""

    brief: Brief
    drafts: Annotated[dict[str, list[ClaimDraft]], merge]
    claims: Annotated[dict[str, Claim], merge]
    stances: Annotated[dict[str, Stance], merge]
    raised: Annotated[dict[str, list[CritiqueDraft]], merge]
    critiques: Annotated[dict[str, Critique], merge]
    settlements: Annotated[dict[str, Settlement], merge]
    answers: Annotated[dict[str, list[Answered]], merge]
    replies: Annotated[dict[str, Reply], merge]
    round: int
    changes: int
    debate_end: str
    """Why the debate ended; empty while it goes on."""
    sections: Annotated[dict[str, Section], merge]
    synthesis: Synthesis
    notes: Annotated[dict[str, Fallen], merge]
    """What was given up, by the part's name, and why."""
    memo: Memo


class Task(TypedDict, total=False):
    """What one parallel branch is handed; `persona`, `question` and `claim` are keys into the state beside it."""

    persona: str
    question: str
    claim: str
    state: PanelState


@dataclass(frozen=True)
class Panel:
    """What a run is given from outside: who speaks, what they think with, and where they look."""

    run: Run
    as_of: date
    personas: tuple[Persona, ...]
    prefixes: dict[str, str]
    analyst: Analyst
    desk: Desk
    journal: Journal
    allowance: Allowance
    archive: Archive
    brief: Brief | None = None
    questions: int = 6
    least_call: int = 0
    """Tokens without which the analyst can do nothing; 0 where it uses none."""
    meter: Meter = field(default_factory=Meter)
    updates: Predecessor | None = None
    """The memo that this run's follows."""
    kept: Kept | None = None
    """What it was answered, where that is kept."""
    words: Callable[[], Words | None] = lambda: None
    """How often the words stand that the analyst weighed, where it weighs any."""
    partial: bool = False
    """Whether it only puts together what there is, because the user stopped the run."""

    async def keep(self, told: Iterable[Event] = ()) -> None:
        """Write down what it was answered and has spent, and what a node has told that is done. Raises ArchiveError."""
        if self.kept is None:
            return
        if self.partial:
            await self.kept.write_sources()  # what a part of a memo was refused is none of the run's answers
        else:
            self.kept.tell(told)
            await self.kept.write()
        await self.kept.learn(self.words())

    def persona(self, key: str) -> Persona:
        """The persona of that key; KeyError if it is not on the panel."""
        return {p.key: p for p in self.personas}[key]


def ledger(state: PanelState) -> Ledger:
    """Everything said so far, in id order of its making."""
    return Ledger(
        claims=tuple(state.get("claims", {}).values()),
        stances=tuple(state.get("stances", {}).values()),
        critiques=tuple(state.get("critiques", {}).values()),
        settlements=tuple(state.get("settlements", {}).values()),
        replies=tuple(state.get("replies", {}).values()),
    )


def claims_of(state: PanelState, persona: str) -> list[Claim]:
    """A persona's claims in id order."""
    return [c for c in state.get("claims", {}).values() if c.persona == persona]


def prefixes(keys: tuple[str, ...]) -> dict[str, str]:
    """Persona key -> the shortest upper-case prefix that no earlier persona of the panel has.

    Letters only, because a number follows; `C`, `P` and `R` alone are those of critiques, propositions and replies.
    """
    taken: dict[str, str] = {}
    for key in keys:
        taken[key] = next(p for p in _candidates(key) if p not in {*_RESERVED, *taken.values()})
    return taken


_RESERVED = ("C", "P", "R")


def _candidates(key: str) -> Iterator[str]:
    letters = re.sub(r"[^A-Z]", "", key.upper())
    yield from (letters[:n] for n in range(1, len(letters) + 1))
    while True:
        letters += "X"
        yield letters


def this_round(state: PanelState) -> list[Critique]:
    """The critiques of the round under way."""
    return [c for c in state.get("critiques", {}).values() if c.round == state["round"]]

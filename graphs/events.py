"""What a run tells while it goes on: one typed stream that every front end reads.

Each event is small and complete; `as_json` gives the object that `--events` prints as a line.
"""

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from triptych.errors import ExitCode
from triptych.store.records import RunState


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened in a run."""

    @property
    def name(self) -> str:
        """The event's name in JSON: `ClaimsStated` is `claims_stated`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()


@dataclass(frozen=True, slots=True)
class RunStarted(Event):
    run: str
    idea: str
    panel: tuple[str, ...]
    analyst: str


@dataclass(frozen=True, slots=True)
class RunResumed(Event):
    """A run goes on that another process began."""

    run: str
    idea: str
    panel: tuple[str, ...]
    analyst: str
    calls: int
    """Calls that were answered before, and are not made again."""


@dataclass(frozen=True, slots=True)
class RunStopping(Event):
    """The user stopped the run; what there is is put together."""

    run: str


@dataclass(frozen=True, slots=True)
class BriefReady(Event):
    questions: dict[str, int]
    """Persona key -> how many questions it asks."""
    lenses: dict[str, str]
    """Question id -> the lens through which it is asked."""
    propositions: tuple[str, ...]
    proposition_ids: tuple[str, ...] = ()
    """The id of each, in the same order."""
    asked: dict[str, str] = field(default_factory=dict)
    """Question id -> the question."""
    askers: dict[str, str] = field(default_factory=dict)
    """Question id -> key of the persona that asks it."""


@dataclass(frozen=True, slots=True)
class Searched(Event):
    persona: str
    question: str
    query: str
    passages: int
    sources: tuple[str, ...]
    """Ids of the sources whose passages were read."""
    titles: tuple[str, ...] = ()
    """The title of each, in the same order."""


@dataclass(frozen=True, slots=True)
class ClaimsStated(Event):
    persona: str
    question: str
    claims: tuple[str, ...]
    texts: tuple[str, ...] = ()
    """What each says, in the same order."""


@dataclass(frozen=True, slots=True)
class ClaimVerified(Event):
    """A claim that was not plainly borne out by its quotes."""

    claim: str
    verdict: str
    corrected: bool
    """Whether it was put back into the words of its quote."""
    wanting: str
    """What its quotes do not bear."""
    text: str = ""
    """What it says now."""


@dataclass(frozen=True, slots=True)
class ClaimsVerified(Event):
    claims: int
    supported: int
    corrected: int


@dataclass(frozen=True, slots=True)
class StanceTaken(Event):
    persona: str
    proposition: str
    round: int
    probability: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class CritiqueRaised(Event):
    critique: str
    critic: str
    target: str
    kind: str
    severity: str
    argument: str


@dataclass(frozen=True, slots=True)
class ClaimSettled(Event):
    claim: str
    query: str
    supports: int
    opposes: int


@dataclass(frozen=True, slots=True)
class ReplyGiven(Event):
    reply: str
    critique: str
    claim: str
    answer: str
    status: str
    refused: str
    """Why the rules did not let it have its effect; empty where it had."""
    argument: str = ""
    text: str = ""
    """What the claim says now."""


@dataclass(frozen=True, slots=True)
class RoundEnded(Event):
    round: int
    critiques: int
    claims_changed: int
    stances_moved: int
    open: int
    """Major objections left open."""


@dataclass(frozen=True, slots=True)
class SectionText(Event):
    """A piece of a section's text, as the model writes it; what the memo says is known when it is audited."""

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class SectionWritten(Event):
    section: str
    sentences: int
    text: str = ""
    """What it says before the audit, a paragraph a line."""


@dataclass(frozen=True, slots=True)
class MemoAudited(Event):
    sentences: int
    faults: int
    patched: int
    cut: int


@dataclass(frozen=True, slots=True)
class Abstained(Event):
    """A part of the panel failed and gave up its part; the run goes on."""

    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class ModelCalled(Event):
    """A call of a chat model has ended."""

    number: int
    role: str
    persona: str
    task: str
    model: str
    tokens_in: int
    tokens_out: int
    cost_usd: float | None
    """None where the price is not known."""
    seconds: float
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class PageTried(Event):
    """A web page was read, or could not be."""

    url: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class BudgetReached(Event):
    """Some work was refused because the budget does not bear it; what there is will be merged."""

    reason: str


@dataclass(frozen=True, slots=True)
class Spent(Event):
    searches: int
    sources: int
    calls: int
    tokens: int
    cost_usd: float
    """Of the calls whose price is known."""


@dataclass(frozen=True, slots=True)
class RunEnded(Event):
    run: str
    state: RunState
    memo: str | None
    message: str
    hint: str
    exit_code: ExitCode


def as_json(event: Event) -> dict[str, Any]:
    """The event as a JSON object with its name under `event`."""
    return {"event": event.name, **asdict(event)}

"""What is seen of a run while it goes on: each event changes the board, and nothing here knows how it is drawn.

Invariant: a board stays small, however many events come. Of what could go on for ever it keeps the last, and counts all.
Values are frozen, so that what has not changed need not be drawn again.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from triptych.graphs.board import Board as Table
from triptych.graphs.board import after
from triptych.graphs.events import (
    Abstained,
    BriefReady,
    BudgetReached,
    ClaimSettled,
    ClaimsStated,
    ClaimsVerified,
    ClaimVerified,
    CritiqueRaised,
    Event,
    MemoAudited,
    ReplyGiven,
    Searched,
    SectionText,
    SectionWritten,
    StanceTaken,
)

LINES = 2_000
"""Events of the log that are kept."""
SEARCHES = 12
"""Searches of one question that are kept."""
TITLES = 40
"""Titles of sources of one question that are kept."""
MOVES = 12
"""Stances of one persona on one proposition that are kept, the first always."""
TEXT = 20_000
"""Characters of a section that are kept while it is written."""
NOTES = 50
"""Failures that are kept."""


@dataclass(frozen=True)
class Search:
    """One search and how much it found."""

    query: str
    passages: int


@dataclass(frozen=True)
class Asked:
    """A question of one persona, and what was done for it."""

    id: str
    persona: str
    text: str
    lens: str = ""
    searches: tuple[Search, ...] = ()
    searched: int = 0
    titles: tuple[str, ...] = ()
    """Of the sources read for it, each once."""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stated:
    """A claim."""

    id: str
    persona: str
    question: str
    text: str
    verdict: str = ""
    """Empty until it was read against its quotes."""
    wanting: str = ""
    corrected: bool = False
    status: str = "standing"
    was: str = ""
    """What it said before it was changed last."""


@dataclass(frozen=True)
class Settled:
    """A search for what would overturn a claim."""

    query: str
    supports: int
    opposes: int


@dataclass(frozen=True)
class Objection:
    """A critique and what became of it."""

    id: str
    round: int
    critic: str
    target: str
    kind: str
    severity: str
    argument: str
    settled: Settled | None = None
    reply: str = ""
    answer: str = ""
    said: str = ""
    status: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Held:
    """What one persona gave a proposition, and when."""

    round: int
    probability: int | None


@dataclass(frozen=True)
class Thesis:
    """A proposition and who gives it what."""

    id: str
    text: str
    held: tuple[tuple[str, tuple[Held, ...]], ...] = ()
    """Persona key and its stances, the first one first."""


@dataclass(frozen=True)
class Draft:
    """A section as far as it is written."""

    persona: str
    text: str = ""
    sentences: int = 0
    """Known when it is done."""


@dataclass(frozen=True, eq=False)
class Entry:
    """A line of the log."""

    seconds: float
    event: Event


@dataclass
class Board:
    """The whole of it; `take` carries it one event further."""

    table: Table = field(default_factory=Table)
    """The phase, the figures, the seats and the rounds."""
    questions: dict[str, Asked] = field(default_factory=dict)
    claims: dict[str, Stated] = field(default_factory=dict)
    objections: dict[str, Objection] = field(default_factory=dict)
    theses: dict[str, Thesis] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    """By persona."""
    notes: deque[str] = field(default_factory=lambda: deque(maxlen=NOTES))
    """Who gave up what, and what the budget did not bear."""
    noted: int = 0
    audit: MemoAudited | None = None
    log: deque[Entry] = field(default_factory=lambda: deque(maxlen=LINES))
    logged: int = 0
    count: int = 0
    """Events so far."""

    def take(self, event: Event, seconds: float = 0.0) -> None:
        """Take one event that happened so many seconds after the run began."""
        self.table = after(self.table, event)
        if not isinstance(event, SectionText):
            self.log.append(Entry(seconds, event))
            self.logged += 1
        self.count += 1
        if step := _STEPS.get(type(event)):
            step(self, event)

    def note(self, words: str) -> None:
        """Keep what went wrong."""
        self.notes.append(words)
        self.noted += 1

    def sources(self) -> int:
        """Sources read so far, each once."""
        return self.table.sources or len(frozenset().union(*(seat.sources for seat in self.table.seats)))

    def of(self, persona: str) -> list[Asked]:
        """The questions of a persona."""
        return [one for one in self.questions.values() if one.persona == persona]


def _briefed(board: Board, event: BriefReady) -> None:
    board.questions = {
        id: Asked(id, event.askers[id], text, event.lenses.get(id, ""))
        for id, text in event.asked.items()
        if id in event.askers
    }
    ids = event.proposition_ids or tuple(f"P{n}" for n, _ in enumerate(event.propositions, start=1))
    board.theses = {id: Thesis(id, text) for id, text in zip(ids, event.propositions, strict=False)}


def _searched(board: Board, event: Searched) -> None:
    asked = board.questions.get(event.question) or Asked(event.question, event.persona, "")
    titles = tuple(dict.fromkeys((*asked.titles, *event.titles)))[:TITLES]
    searches = (*asked.searches, Search(event.query, event.passages))[-SEARCHES:]
    board.questions[event.question] = replace(
        asked, searches=searches, searched=asked.searched + 1, titles=titles
    )


def _stated(board: Board, event: ClaimsStated) -> None:
    texts = event.texts or ("",) * len(event.claims)
    for id, text in zip(event.claims, texts, strict=False):
        board.claims[id] = Stated(id, event.persona, event.question, text)
    asked = board.questions.get(event.question) or Asked(event.question, event.persona, "")
    board.questions[event.question] = replace(
        asked, claims=tuple(dict.fromkeys((*asked.claims, *event.claims)))
    )


def _verified(board: Board, event: ClaimVerified) -> None:
    if claim := board.claims.get(event.claim):
        was = claim.text if event.corrected else claim.was
        board.claims[event.claim] = replace(
            claim,
            verdict=event.verdict,
            wanting=event.wanting,
            corrected=event.corrected,
            text=event.text or claim.text,
            was=was,
        )


def _all_verified(board: Board, event: ClaimsVerified) -> None:
    """Those of which nothing was said are borne out."""
    for id, claim in board.claims.items():
        board.claims[id] = claim if claim.verdict else replace(claim, verdict="supported")


def _stance(board: Board, event: StanceTaken) -> None:
    thesis = board.theses.get(event.proposition) or Thesis(event.proposition, "")
    held = dict(thesis.held)
    moves = (*held.get(event.persona, ()), Held(event.round, event.probability))
    held[event.persona] = moves if len(moves) <= MOVES else (moves[0], *moves[1 - MOVES :])
    board.theses[event.proposition] = replace(thesis, held=tuple(held.items()))


def _criticised(board: Board, event: CritiqueRaised) -> None:
    board.objections[event.critique] = Objection(
        event.critique,
        len(board.table.rounds),
        event.critic,
        event.target,
        event.kind,
        event.severity,
        event.argument,
    )


def _settled(board: Board, event: ClaimSettled) -> None:
    found = Settled(event.query, event.supports, event.opposes)
    for id, one in board.objections.items():
        if one.target == event.claim and one.round == len(board.table.rounds):
            board.objections[id] = replace(one, settled=found)


def _replied(board: Board, event: ReplyGiven) -> None:
    if one := board.objections.get(event.critique):
        board.objections[event.critique] = replace(
            one,
            reply=event.reply,
            answer=event.answer,
            said=event.argument,
            status=event.status,
            refused=event.refused,
        )
    if claim := board.claims.get(event.claim):
        changed = bool(event.text) and event.text != claim.text
        board.claims[event.claim] = replace(
            claim,
            status=event.status,
            text=event.text or claim.text,
            was=claim.text if changed else claim.was,
        )


def _writing(board: Board, event: SectionText) -> None:
    draft = board.drafts.get(event.section, Draft(event.section))
    board.drafts[event.section] = replace(draft, text=(draft.text + event.text)[-TEXT:])


def _written(board: Board, event: SectionWritten) -> None:
    draft = board.drafts.get(event.section, Draft(event.section))
    text = event.text[:TEXT] or draft.text
    board.drafts[event.section] = replace(draft, text=text, sentences=event.sentences)


def _audited(board: Board, event: MemoAudited) -> None:
    board.audit = event


def _abstained(board: Board, event: Abstained) -> None:
    board.note(f"{event.part}: {event.reason}")


def _refused(board: Board, event: BudgetReached) -> None:
    board.note(event.reason)


_STEPS: Mapping[type[Event], Callable[[Board, Any], None]] = {
    BriefReady: _briefed,
    Searched: _searched,
    ClaimsStated: _stated,
    ClaimVerified: _verified,
    ClaimsVerified: _all_verified,
    StanceTaken: _stance,
    CritiqueRaised: _criticised,
    ClaimSettled: _settled,
    ReplyGiven: _replied,
    SectionText: _writing,
    SectionWritten: _written,
    MemoAudited: _audited,
    Abstained: _abstained,
    BudgetReached: _refused,
}

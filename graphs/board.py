"""What is known of a run while it goes on: a frozen value that each event carries one step further."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from triptych.graphs.events import (
    BriefReady,
    ClaimSettled,
    ClaimsStated,
    ClaimsVerified,
    CritiqueRaised,
    Event,
    ModelCalled,
    PageTried,
    ReplyGiven,
    RoundEnded,
    RunResumed,
    RunStarted,
    RunStopping,
    Searched,
    SectionText,
    SectionWritten,
    Spent,
    StanceTaken,
)

_TAIL = 400  # characters of what is being written that are kept

Phase = Literal["starting", "brief", "research", "verifying", "stances", "debate", "writing", "done"]
DOING: Mapping[Phase, str] = {
    "starting": "reading the library",
    "brief": "writing the brief",
    "research": "researching",
    "verifying": "verifying claims",
    "stances": "taking stances",
    "debate": "debating",
    "writing": "writing the memo",
    "done": "done",
}
"""What a run does in each phase, in words."""


@dataclass(frozen=True)
class Seat:
    """One persona at the table."""

    key: str
    questions: int = 0
    asked: frozenset[str] = frozenset()
    """Ids of the questions it has searched for."""
    now: str = ""
    """What it did last: its question and query, its stance, its critique."""
    searches: int = 0
    sources: frozenset[str] = frozenset()
    """Ids of the sources it has read in."""
    claims: int = 0


@dataclass(frozen=True)
class Round:
    """One round of the debate; open until `changed` and `moved` are known."""

    number: int
    critiques: int = 0
    settled: int = 0
    replies: int = 0
    refused: int = 0
    """Replies that the rules did not let have their effect."""
    changed: int | None = None
    moved: int = 0
    open: int = 0
    """Major objections that it left open."""


@dataclass(frozen=True)
class Verified:
    """What verification made of the claims."""

    claims: int
    supported: int
    corrected: int
    """Put back into the words of their quotes."""


@dataclass(frozen=True)
class Board:
    """The whole table."""

    run: str = ""
    idea: str = ""
    analyst: str = ""
    phase: Phase = "starting"
    seats: tuple[Seat, ...] = ()
    lenses: Mapping[str, str] = field(default_factory=dict)
    """Question id -> the lens through which it is asked."""
    propositions: int = 0
    verified: Verified | None = None
    rounds: tuple[Round, ...] = ()
    sections: int = 0
    searches: int = 0
    sources: int = 0
    """Known at the end only."""
    calls: int = 0
    """Calls of a chat model that have ended."""
    tokens: int = 0
    cost: float = 0.0
    """US dollars, of the calls whose price is known."""
    pages: int = 0
    """Web pages read."""
    lost: int = 0
    """Web pages that could not be."""
    writing: str = ""
    """The last of what a section's author is writing."""

    def with_seat(self, key: str, change: Callable[[Seat], Seat]) -> "Board":
        """The board with one seat changed; as it was if nobody of that key sits there."""
        seats = tuple(change(one) if one.key == key else one for one in self.seats)
        return replace(self, seats=seats)

    def with_round(self, change: Callable[[Round], Round]) -> "Board":
        """The board in debate, with its open round changed; a round is opened if none is."""
        rounds = self.rounds
        if not rounds or rounds[-1].changed is not None:
            rounds = (*rounds, Round(len(rounds) + 1))
        return replace(self, phase="debate", rounds=(*rounds[:-1], change(rounds[-1])))


def after(board: Board, event: Event) -> Board:
    """The board once the event has happened; an event that it does not show leaves it as it is."""
    step = _STEPS.get(type(event))
    return step(board, event) if step else board


def _started(board: Board, event: RunStarted | RunResumed) -> Board:
    seats = tuple(Seat(key) for key in event.panel)
    return replace(board, run=event.run, idea=event.idea, analyst=event.analyst, phase="brief", seats=seats)


def _stopping(board: Board, event: RunStopping) -> Board:
    """What the nodes have told is told again while what there is is put together; calls and pages are not."""
    lasting = ("run", "idea", "analyst", "calls", "tokens", "cost", "pages", "lost")
    seats = tuple(Seat(seat.key) for seat in board.seats)
    return Board(**{name: getattr(board, name) for name in lasting}, phase="brief", seats=seats)


def _briefed(board: Board, event: BriefReady) -> Board:
    seats = tuple(replace(seat, questions=event.questions.get(seat.key, 0)) for seat in board.seats)
    told = replace(board, lenses=event.lenses, propositions=len(event.propositions))
    return replace(told, phase="research", seats=seats)


def _searched(board: Board, event: Searched) -> Board:
    def change(seat: Seat) -> Seat:
        now = f"{board.lenses.get(event.question, event.question)}: {event.query}"
        read = seat.sources | set(event.sources)
        asked = seat.asked | {event.question}
        return replace(seat, asked=asked, now=now, searches=seat.searches + 1, sources=read)

    return replace(board.with_seat(event.persona, change), searches=board.searches + 1)


def _stated(board: Board, event: ClaimsStated) -> Board:
    board = board.with_seat(event.persona, lambda seat: replace(seat, claims=seat.claims + len(event.claims)))
    return replace(board, phase="verifying")


def _verified(board: Board, event: ClaimsVerified) -> Board:
    found = Verified(event.claims, event.supported, event.corrected)
    return replace(board, phase="stances", verified=found)


def _stance(board: Board, event: StanceTaken) -> Board:
    stance = "abstains" if event.probability is None else f"{event.probability}%"
    board = board.with_seat(event.persona, lambda seat: replace(seat, now=f"{event.proposition}: {stance}"))
    return replace(board, phase="stances") if event.round == 0 else board


def _criticised(board: Board, event: CritiqueRaised) -> Board:
    now = f"{event.critique} on {event.target}: {event.kind}"
    board = board.with_seat(event.critic, lambda seat: replace(seat, now=now))
    return board.with_round(lambda one: replace(one, critiques=one.critiques + 1))


def _settled(board: Board, event: ClaimSettled) -> Board:
    board = board.with_round(lambda one: replace(one, settled=one.settled + 1))
    return replace(board, searches=board.searches + 1)


def _replied(board: Board, event: ReplyGiven) -> Board:
    refused = bool(event.refused)
    return board.with_round(lambda one: replace(one, replies=one.replies + 1, refused=one.refused + refused))


def _round_ended(board: Board, event: RoundEnded) -> Board:
    told = {"changed": event.claims_changed, "moved": event.stances_moved, "open": event.open}
    return board.with_round(lambda one: replace(one, **told))


def _written(board: Board, event: SectionWritten) -> Board:
    return replace(board, phase="writing", sections=board.sections + 1)


def _called(board: Board, event: ModelCalled) -> Board:
    tokens = board.tokens + event.tokens_in + event.tokens_out
    return replace(board, calls=board.calls + 1, tokens=tokens, cost=board.cost + (event.cost_usd or 0.0))


def _tried(board: Board, event: PageTried) -> Board:
    read = event.outcome == "read"
    return replace(board, pages=board.pages + read, lost=board.lost + (not read))


def _writing(board: Board, event: SectionText) -> Board:
    return replace(board, phase="writing", writing=(board.writing + event.text)[-_TAIL:])


def _spent(board: Board, event: Spent) -> Board:
    return replace(
        board,
        phase="done",
        searches=event.searches,
        sources=event.sources,
        calls=event.calls,
        tokens=event.tokens,
        cost=event.cost_usd,
    )


_STEPS: dict[type[Event], Callable[[Board, Any], Board]] = {
    RunStarted: _started,
    RunResumed: _started,
    RunStopping: _stopping,
    BriefReady: _briefed,
    Searched: _searched,
    ClaimsStated: _stated,
    ClaimsVerified: _verified,
    StanceTaken: _stance,
    CritiqueRaised: _criticised,
    ClaimSettled: _settled,
    ReplyGiven: _replied,
    RoundEnded: _round_ended,
    SectionWritten: _written,
    ModelCalled: _called,
    PageTried: _tried,
    SectionText: _writing,
    Spent: _spent,
}

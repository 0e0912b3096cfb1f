"""What the panel needs done, whoever does it: the protocol that the graph works against.

An analyst proposes; the graph and `agents/debate` decide. It gives drafts without ids, sees only what it is handed, and
keeps no state between calls, so that the same call always gives the same answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, runtime_checkable

from triptych.agents.verification.claims import Entailment
from triptych.store.records import (
    Answer,
    Bet,
    Brief,
    Citation,
    Claim,
    ClaimKind,
    Confidence,
    Critique,
    CritiqueKind,
    Disagreement,
    Ledger,
    Passage,
    Persona,
    Proposition,
    Question,
    Role,
    Section,
    Sentence,
    Settlement,
    Severity,
    Stance,
)

DEBATED = "For and against"
"""The lens name of the question that every persona shares: what speaks for and against the propositions."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a brief is made from."""

    idea: str
    personas: tuple[Persona, ...]
    as_of: date
    prefixes: dict[str, str]
    """Persona key -> claim prefix, e.g. `{"engineer": "E"}`."""
    questions: int = 6
    """Of each persona, at most, the one that all share included."""


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """A claim before it has an id; `score` orders the drafts of one question."""

    text: str
    kind: ClaimKind
    confidence: Confidence
    citations: tuple[Citation, ...]
    publisher: str
    score: float


@dataclass(frozen=True, slots=True)
class CritiqueDraft:
    """A critique before it has an id."""

    target: str
    kind: CritiqueKind
    severity: Severity
    check: str
    argument: str
    citations: tuple[Citation, ...] = ()
    query: str = ""
    """The search that would find the source which decides it; left empty, one is made from the claim."""


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """A reply before it has an id."""

    critique: str
    claim: str
    answer: Answer
    argument: str
    text: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class StanceDraft:
    """A probability (0-100) or an abstention (None), and what it rests on."""

    probability: int | None
    reasons: tuple[str, ...]
    because: str
    moved_by: tuple[str, ...] = ()
    """Ids of the claims and critiques for which it moves; for the first stance none are needed."""


@dataclass(frozen=True, slots=True)
class Case:
    """One contested claim as its owner must answer it."""

    claim: Claim
    critiques: tuple[Critique, ...]
    settlement: Settlement | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a persona has heard in the debate that may move its stance on one proposition."""

    critiques: tuple[Critique, ...] = ()
    """Of its own claims, and those of the proposition by others."""
    settlements: tuple[Settlement, ...] = ()
    """Of the claims that it made or attacked."""


@dataclass(frozen=True, slots=True)
class Synthesis:
    """The parts of a memo that speak for the whole panel."""

    title: str
    bottom_line: tuple[Sentence, ...]
    bets: tuple[Bet, ...]
    disagreements: tuple[Disagreement, ...]
    change_our_mind: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question to the archive, and what was found there that bears on it."""

    question: str
    evidence: tuple[Passage, ...]
    """Passages and the quotes of claims, best first; only what may be quoted in an answer."""
    read_as: str = ""
    """The question in words that stand alone, where it leans on those before it; empty where it does not."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """How much each concept of the question tells; one that is not there counts as 1."""
    said: Mapping[str, str] = field(default_factory=dict)
    """Passage id -> what a panel says on it, of the passages that a claim or a critique led to."""
    earlier: tuple[tuple[str, str], ...] = ()
    """The questions before it in the conversation, each with its answer, oldest first."""
    most: int = 6
    """Quotes that the answer may rest on."""


class Evidence(Protocol):
    """Where an analyst looks things up while it frames a brief; research and settling are handed their passages."""

    async def search(self, query: str, limit: int, *, without: frozenset[str] = frozenset()) -> list[Passage]:
        """The passages that match best, `without` the named publishers."""
        ...


class Analyst(Protocol):
    """The intelligence behind the personas: embedded, or a chat model."""

    @property
    def label(self) -> str:
        """What the memo says it was written by."""
        ...

    @property
    def limits(self) -> tuple[str, ...]:
        """What a reader of its memos must know of how it thinks, a sentence each."""
        ...

    @property
    def manner(self) -> str:
        """Half a sentence for the head of its memos: how what they say relates to the quotes."""
        ...

    async def brief(self, task: Assignment, evidence: Evidence) -> Brief:
        """Questions for each persona and propositions for all.

        Raises:
            NoEvidenceError: nothing at hand bears on the idea.
        """
        ...

    async def research(
        self, persona: Persona, question: Question, brief: Brief, passages: Sequence[Passage]
    ) -> list[ClaimDraft]:
        """Claims that quote the passages, best first; none when they do not answer the question."""
        ...

    async def gap(
        self, persona: Persona, question: Question, brief: Brief, drafts: Sequence[ClaimDraft]
    ) -> str | None:
        """One more query when the drafts leave the question open, else None."""
        ...

    async def stance(
        self,
        persona: Persona,
        proposition: Proposition,
        claims: Sequence[Claim],
        before: Stance | None,
        heard: Heard,
    ) -> StanceDraft:
        """A probability from these claims; `before` is what the persona said last, `heard` what the debate brought."""
        ...

    async def critique(
        self, persona: Persona, own: Sequence[Claim], others: Sequence[Claim], brief: Brief
    ) -> list[CritiqueDraft]:
        """Objections to others' claims and to propositions, gravest first."""
        ...

    async def settle(
        self, claim: Claim, passages: Sequence[Passage]
    ) -> tuple[tuple[Citation, ...], tuple[Citation, ...]]:
        """What independent passages say for the claim, and what against it."""
        ...

    async def reply(self, persona: Persona, case: Case, brief: Brief) -> list[ReplyDraft]:
        """One reply to each critique of the case."""
        ...

    async def section(
        self,
        persona: Persona,
        brief: Brief,
        claims: Sequence[Claim],
        ledger: Ledger,
        told: Callable[[str], None] | None = None,
    ) -> Section:
        """The persona's part of the memo, from its own claims in the ledger; `told` hears its text as it is written."""
        ...

    async def synthesis(self, brief: Brief, personas: Sequence[Persona], ledger: Ledger) -> Synthesis:
        """What the panel holds together, and where it does not."""
        ...

    async def patch(self, sentence: Sentence, fault: str, claims: Sequence[Claim]) -> Sentence | None:
        """The sentence mended, or None when it is to be cut."""
        ...

    async def entails(self, text: str, quotes: Sequence[str], role: Role = "audit") -> Entailment | None:
        """Whether the quotes say what the text says; None where it cannot tell. `role`: whose work the question is."""
        ...

    async def answer(self, inquiry: Inquiry) -> list[Sentence]:
        """What the evidence says on a question, each sentence with its own quotes; none where it does not answer."""
        ...

    async def close(self) -> None:
        """End what it holds open; it is asked nothing afterwards."""
        ...


@runtime_checkable
class Redrafter(Protocol):
    """An analyst that can be asked in words to change a brief."""

    async def redraft(self, task: Assignment, brief: Brief, wish: str) -> Brief:
        """The brief as the wish would have it; what it does not concern stays.

        Raises:
            ServiceError: the model did not answer.
        """
        ...

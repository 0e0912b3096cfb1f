"""The embedded analyst as the graph sees it: the analyst protocol, each part answered by its own module."""

from collections.abc import Callable, Sequence

from triptych.agents.analyst import (
    Assignment,
    Case,
    ClaimDraft,
    CritiqueDraft,
    Evidence,
    Heard,
    Inquiry,
    ReplyDraft,
    StanceDraft,
    Synthesis,
)
from triptych.agents.embedded.ask import quoted_answer
from triptych.agents.embedded.brief import make_brief
from triptych.agents.embedded.corpus import Corpus
from triptych.agents.embedded.critique import critiques
from triptych.agents.embedded.reply import replies
from triptych.agents.embedded.research import draft_claims
from triptych.agents.embedded.settle import weigh_evidence
from triptych.agents.embedded.stance import take_stance
from triptych.agents.embedded.synthesis import synthesise
from triptych.agents.embedded.write import section
from triptych.agents.verification.claims import Entailment
from triptych.store.records import (
    Brief,
    Citation,
    Claim,
    Ledger,
    Passage,
    Persona,
    Proposition,
    Question,
    Role,
    Section,
    Sentence,
    Stance,
)

ENOUGH = 2  # publishers that must answer a question before it counts as answered


class EmbeddedAnalyst:
    """The panel without a language model.

    Args:
        corpus: the library's word statistics, by which it weighs words.
    """

    label = "embedded analyst (no language model)"
    manner = "every statement about the world is a verbatim quote, numbered to its source"
    limits = (
        "A probability is the smoothed share of quoted evidence for a proposition against evidence against it; "
        "it is a tally, not a forecast.",
        "Which side a sentence takes is read from cue words near what the proposition names; "
        "mind the quotes more than the percentages.",
    )

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    async def brief(self, task: Assignment, evidence: Evidence) -> Brief:
        return await make_brief(task, evidence, self._corpus)

    async def research(
        self, persona: Persona, question: Question, brief: Brief, passages: Sequence[Passage]
    ) -> list[ClaimDraft]:
        return draft_claims(persona, question, brief, passages, self._corpus)

    async def gap(
        self, persona: Persona, question: Question, brief: Brief, drafts: Sequence[ClaimDraft]
    ) -> str | None:
        if len({d.publisher for d in drafts}) >= ENOUGH:
            return None
        lens = next((lens for lens in persona.lenses if lens.name == question.lens), None)
        return f"{brief.topic} {' '.join(lens.terms if lens else brief.entities.organisations)}"

    async def stance(
        self,
        persona: Persona,
        proposition: Proposition,
        claims: Sequence[Claim],
        before: Stance | None,
        heard: Heard,
    ) -> StanceDraft:
        return take_stance(proposition, claims, before, heard, self._corpus)

    async def critique(
        self, persona: Persona, own: Sequence[Claim], others: Sequence[Claim], brief: Brief
    ) -> list[CritiqueDraft]:
        return critiques(own, others, brief, self._corpus)

    async def settle(
        self, claim: Claim, passages: Sequence[Passage]
    ) -> tuple[tuple[Citation, ...], tuple[Citation, ...]]:
        return weigh_evidence(claim, passages)

    async def reply(self, persona: Persona, case: Case, brief: Brief) -> list[ReplyDraft]:
        return replies(case)

    async def section(
        self,
        persona: Persona,
        brief: Brief,
        claims: Sequence[Claim],
        ledger: Ledger,
        told: Callable[[str], None] | None = None,
    ) -> Section:
        return section(persona, brief, claims, ledger, self._corpus)

    async def synthesis(self, brief: Brief, personas: Sequence[Persona], ledger: Ledger) -> Synthesis:
        return synthesise(brief, personas, ledger, self._corpus)

    async def patch(self, sentence: Sentence, fault: str, claims: Sequence[Claim]) -> Sentence | None:
        return None

    async def entails(self, text: str, quotes: Sequence[str], role: Role = "audit") -> Entailment | None:
        return None

    async def answer(self, inquiry: Inquiry) -> list[Sentence]:
        return quoted_answer(inquiry)

    async def close(self) -> None:
        """Nothing is open."""

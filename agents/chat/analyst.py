"""The chat analyst as the graph sees it: the analyst protocol, each part answered by its own module.

Invariant: whatever a model writes, a quote is cut from its source by code, and an id that nobody gave is dropped.
"""

from collections.abc import Sequence
from datetime import date

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
from triptych.agents.chat.ask import answers
from triptych.agents.chat.brief import make_brief
from triptych.agents.chat.critique import critiques
from triptych.agents.chat.mend import entailed, patch
from triptych.agents.chat.redraft import redraft
from triptych.agents.chat.reply import replies
from triptych.agents.chat.research import draft_claims, open_query
from triptych.agents.chat.section import write_section
from triptych.agents.chat.settle import Sides, weigh
from triptych.agents.chat.stance import take_stance
from triptych.agents.chat.synthesis import synthesise
from triptych.agents.language.text import listing
from triptych.agents.models.base import Told
from triptych.agents.models.speaker import Speaker
from triptych.agents.verification.claims import Entailment
from triptych.store.records import (
    Brief,
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


class ChatAnalyst:
    """The panel with a chat model.

    Args:
        speaker: what puts prompts to the models of a run.
        as_of: the day of the run, which a probability depends on.
        models: the models' names, for the memo's head.
    """

    manner = "its sentences are the model's own words, each resting on claims whose quotes are verbatim and numbered"
    limits = (
        "A language model chose what to quote and wrote the sentences. That every quote stands in its source and every "
        "figure in a quote was checked by code; sentences far from the words of their quotes were put to the model again, "
        "which can err both times.",
        "A probability is the model's own judgement in each persona's role. Personas on one model share its blind spots: "
        "their agreement is weaker evidence than that of independent experts.",
    )

    def __init__(self, speaker: Speaker, as_of: date, models: Sequence[str] = ()) -> None:
        self._speaker, self._as_of = speaker, as_of
        self._models = tuple(dict.fromkeys(models))

    @property
    def label(self) -> str:
        """What the memo says it was written by."""
        return f"chat model {listing(self._models)}".strip()

    async def brief(self, task: Assignment, evidence: Evidence) -> Brief:
        return await make_brief(self._speaker, task, evidence)

    async def redraft(self, task: Assignment, brief: Brief, wish: str) -> Brief:
        return await redraft(self._speaker, task, brief, wish)

    async def research(
        self, persona: Persona, question: Question, brief: Brief, passages: Sequence[Passage]
    ) -> list[ClaimDraft]:
        return await draft_claims(self._speaker, persona, question, brief, passages)

    async def gap(
        self, persona: Persona, question: Question, brief: Brief, drafts: Sequence[ClaimDraft]
    ) -> str | None:
        return await open_query(self._speaker, persona, question, drafts)

    async def stance(
        self,
        persona: Persona,
        proposition: Proposition,
        claims: Sequence[Claim],
        before: Stance | None,
        heard: Heard,
    ) -> StanceDraft:
        return await take_stance(self._speaker, persona, proposition, claims, before, heard, self._as_of)

    async def critique(
        self, persona: Persona, own: Sequence[Claim], others: Sequence[Claim], brief: Brief
    ) -> list[CritiqueDraft]:
        return await critiques(self._speaker, persona, own, others, brief)

    async def settle(self, claim: Claim, passages: Sequence[Passage]) -> Sides:
        return await weigh(self._speaker, claim, passages)

    async def reply(self, persona: Persona, case: Case, brief: Brief) -> list[ReplyDraft]:
        return await replies(self._speaker, persona, case)

    async def section(
        self,
        persona: Persona,
        brief: Brief,
        claims: Sequence[Claim],
        ledger: Ledger,
        told: Told | None = None,
    ) -> Section:
        return await write_section(self._speaker, persona, brief, claims, ledger, told)

    async def synthesis(self, brief: Brief, personas: Sequence[Persona], ledger: Ledger) -> Synthesis:
        return await synthesise(self._speaker, brief, personas, ledger)

    async def patch(self, sentence: Sentence, fault: str, claims: Sequence[Claim]) -> Sentence | None:
        return await patch(self._speaker, sentence, fault, claims)

    async def entails(self, text: str, quotes: Sequence[str], role: Role = "audit") -> Entailment | None:
        return await entailed(self._speaker, text, quotes, role)

    async def answer(self, inquiry: Inquiry) -> list[Sentence]:
        return await answers(self._speaker, inquiry)

    async def close(self) -> None:
        await self._speaker.close()

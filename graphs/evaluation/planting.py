"""An analyst that errs in known ways: it thinks as the one behind it, and each persona also states what the case says.

The documents of a case reach the panel through those claims and through the searches of the debate, not through blind
research, so that each error stands in the ledger once.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from triptych.agents.analyst import DEBATED, Analyst, ClaimDraft
from triptych.agents.desk import Desk
from triptych.agents.language.sentences import kind_of
from triptych.graphs.evaluation.cases import Case, Statement, statements
from triptych.graphs.evaluation.collection import Collection
from triptych.store.records import Brief, Passage, Persona, Question

_FIRST = 1_000.0
"""A score above any that an analyst gives, so that what is planted is not crowded out."""


@dataclass
class Asked:
    """How many questions the graph put to an analyst."""

    count: int = 0


class PlantingAnalyst:
    """The analyst behind it, but for the claims that are planted.

    Args:
        analyst: what thinks.
        desk: where the run looks; what is planted counts as read.
        case, collection: what is planted, and the documents that it cites.
        asked: counts the questions.
    """

    def __init__(
        self, analyst: Analyst, desk: Desk, case: Case, collection: Collection, asked: Asked
    ) -> None:
        self._analyst, self._case, self._collection, self._asked = analyst, case, collection, asked
        self._hidden = {s.id for s in collection.documents.values()}
        desk.read.update(self._hidden, (s.id for s in collection.starter.values()))

    async def research(
        self, persona: Persona, question: Question, brief: Brief, passages: Sequence[Passage]
    ) -> list[ClaimDraft]:
        """What the analyst finds, behind what is planted under this question."""
        seen = [p for p in passages if p.source_id not in self._hidden]
        self._asked.count += 1
        found = await self._analyst.research(persona, question, brief, seen)
        return [*(self._draft(s) for s in self._planted(question, brief)), *found]

    def _planted(self, question: Question, brief: Brief) -> list[Statement]:
        """The persona's statements are dealt out over its own questions in turn."""
        own = [q.id for q in brief.questions if q.persona == question.persona and q.lens != DEBATED]
        if question.id not in own:
            return []
        dealt = list(statements(self._case, question.persona))
        return dealt[own.index(question.id) :: len(own)]

    def _draft(self, statement: Statement) -> ClaimDraft:
        citations = tuple(map(self._collection.citation, statement.quotes))
        return ClaimDraft(
            text=statement.text,
            kind=kind_of(statement.text),
            confidence="medium",
            citations=citations,
            publisher=citations[0].publisher,
            score=_FIRST,
        )

    def __getattr__(self, name: str) -> Any:
        """Everything else is the analyst's own; each question to it is counted."""
        found = getattr(self._analyst, name)
        return self._counted(found) if callable(found) and name != "close" else found

    def _counted(self, ask: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def asked(*args: Any, **named: Any) -> Any:
            self._asked.count += 1
            return await ask(*args, **named)

        return asked

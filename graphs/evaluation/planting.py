"""An analyst that errs in known ways: it thinks as the one behind it, and each persona also states what the case says.

The documents of a case reach the panel through those claims and through the searches of the debate, not through blind
research, so that each error stands in the ledger once.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from triptych.agents.analyst import DEBATED, Analyst, ClaimDraft
from triptych.agents.desk import Desk
from triptych.agents.distinct import first_of_each
from triptych.agents.language.sentences import kind_of
from triptych.graphs.evaluation.cases import Case, Statement, statements
from triptych.graphs.evaluation.collection import Collection
from triptych.graphs.nodes.research import CLAIMS
from triptych.store.records import Brief, Passage, Persona, Question

_FIRST = 1_000.0
"""A score above any that an analyst gives, so that what is planted is not crowded out."""


@dataclass
class Watched:
    """What went through an analyst in one run."""

    count: int = 0
    """Questions that the graph put to it."""
    stated: set[Statement] = field(default_factory=set)
    """What it stated of what was planted; a question that nobody researched states nothing."""


class PlantingAnalyst:
    """The analyst behind it, but for the claims that are planted.

    Args:
        analyst: what thinks.
        desk: where the run looks; what is planted counts as read.
        case, collection: what is planted, and the documents that it cites.
        watched: is told what happens.
    """

    def __init__(
        self, analyst: Analyst, desk: Desk, case: Case, collection: Collection, watched: Watched
    ) -> None:
        self._analyst, self._case, self._collection, self._watched = analyst, case, collection, watched
        self._hidden = {s.id for s in collection.documents.values()}
        desk.read.update(self._hidden, (s.id for s in collection.starter.values()))

    async def research(
        self, persona: Persona, question: Question, brief: Brief, passages: Sequence[Passage]
    ) -> list[ClaimDraft]:
        """What the analyst finds, behind what is planted under this question."""
        seen = [p for p in passages if p.source_id not in self._hidden]
        self._watched.count += 1
        found = await self._analyst.research(persona, question, brief, seen)
        planted = self._planted(question, brief)
        self._watched.stated.update(planted)
        quoted = {s.quotes[0].quote for s in planted}
        own = [d for d in found if not any(c.quote in quoted for c in d.citations[:1])]
        return [*map(self._draft, planted), *own]

    def _planted(self, question: Question, brief: Brief) -> list[Statement]:
        """The persona's statements, dealt out over its own questions in turn; of each question's, those that it can hold.

        A question keeps so many claims, and a first of each publisher before a second of any.
        """
        own = [q.id for q in brief.questions if q.persona == question.persona and q.lens != DEBATED]
        if question.id not in own:
            return []
        dealt = list(statements(self._case, question.persona))[own.index(question.id) :: len(own)]
        return first_of_each(dealt, lambda s: self._collection.citation(s.quotes[0]).publisher)[:CLAIMS]

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
            self._watched.count += 1
            return await ask(*args, **named)

        return asked

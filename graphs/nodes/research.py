"""Blind research: a branch for each persona and question sees the passages it found and nobody else's work."""

from collections.abc import Sequence
from dataclasses import replace

from langgraph.runtime import Runtime

from triptych.agents.analyst import DEBATED, ClaimDraft
from triptych.agents.distinct import first_of_each
from triptych.agents.verification.citations import verified
from triptych.errors import BudgetError, NoEvidenceError, ServiceError, TriptychError
from triptych.graphs.branches import abstaining, given_up
from triptych.graphs.events import ClaimsStated, Searched
from triptych.graphs.evidence import texts
from triptych.graphs.state import Fallen, Panel, PanelState, Task
from triptych.keys import hidden
from triptych.store.records import Brief, Claim, Passage, Persona, Question

PASSAGES = 30  # read for one query
CLAIMS = 3  # kept for one question
SHARED = 8  # kept for the question that all personas share: it has several propositions


Notes = dict[str, Fallen]
_DOCTOR = "Check it with: triptych doctor"


@abstaining("research")
async def research(task: Task, runtime: Runtime[Panel]) -> PanelState:
    """Claim drafts for one question; one more search when the first leave it open."""
    panel, brief = runtime.context, task["state"]["brief"]
    persona = panel.persona(task["persona"])
    question = next(q for q in brief.questions if q.id == task["question"])
    if panel.allowance.spent_for(
        "research", panel.least_call
    ):  # a search that nobody can read is not paid for
        panel.allowance.refuse("research")
        return {"notes": given_up(BudgetError(panel.allowance.refusal), runtime, "research")}
    passages, notes = await _look(question, question.queries, runtime)
    drafts = await panel.analyst.research(persona, question, brief, passages)
    drafts, further = await _once_more(persona, question, brief, passages, drafts, runtime)
    return {"drafts": {question.id: [d for d in drafts if d.citations]}, "notes": notes | further}


async def _once_more(
    persona: Persona,
    question: Question,
    brief: Brief,
    passages: list[Passage],
    drafts: list[ClaimDraft],
    runtime: Runtime[Panel],
) -> tuple[list[ClaimDraft], Notes]:
    """The drafts after one more search where they leave the question open; what was found already is never lost."""
    analyst = runtime.context.analyst
    try:
        gap = await analyst.gap(persona, question, brief, drafts)
        if gap is None:
            return drafts, {}
        known = {p.id for p in passages}
        found, notes = await _look(question, (gap,), runtime)
        more = [p for p in found if p.id not in known]
        return _spread([*drafts, *await analyst.research(persona, question, brief, more)]), notes
    except (BudgetError, ServiceError) as e:
        return drafts, given_up(e, runtime, "gap", persona.key, question.id)


def _spread(drafts: Sequence[ClaimDraft]) -> list[ClaimDraft]:
    """The drafts, a first of each publisher before a second of any; the same quote once."""
    distinct = first_of_each((d for d in drafts if d.citations), lambda d: d.citations[0].quote)
    seen: dict[str, int] = {}
    turns: list[tuple[int, ClaimDraft]] = []
    for draft in distinct:
        seen[draft.publisher] = seen.get(draft.publisher, 0) + 1
        turns.append((seen[draft.publisher], draft))
    return [draft for _, draft in sorted(turns, key=lambda turn: turn[0])]


async def _look(
    question: Question, queries: Sequence[str], runtime: Runtime[Panel]
) -> tuple[list[Passage], Notes]:
    """What the queries find, each query's best passages first, and the note on a search that ended it early."""
    found: list[list[Passage]] = []
    notes: Notes = {}
    for query in queries:
        try:
            passages = await runtime.context.desk.search(query, PASSAGES, role="research")
        except (BudgetError, ServiceError) as e:
            if not found:
                raise
            notes = given_up(e, runtime, "search", question.persona, question.id)
            break
        titles = {p.source_id: hidden(p.title) for p in passages}
        told = Searched(
            question.persona, question.id, query, len(passages), tuple(titles), tuple(titles.values())
        )
        runtime.stream_writer(told)
        found.append(passages)
    return first_of_each((p for passages in found for p in passages), lambda p: p.id), notes


async def number(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """Give the drafts their ids, persona by persona and question by question, after checking every quote.

    Raises:
        NoEvidenceError: not one claim stands.
        BudgetError: the budget was spent before one did.
        ServiceError: what was needed for one did not answer.
    """
    panel, brief = runtime.context, state["brief"]
    drafts = await _verified(state.get("drafts", {}), panel)
    claims: dict[str, Claim] = {}
    for persona in panel.personas:
        questions = [q for q in brief.questions if q.persona == persona.key]
        for n, (question, draft) in enumerate(_shared_out(questions, drafts), start=1):
            claim = _claim(f"{panel.prefixes[persona.key]}{n}", question, draft)
            claims[claim.id] = claim
    if not claims:
        raise _no_claims(brief, state.get("notes", {}), panel)
    _announce(claims, runtime)
    return {"claims": claims}


async def _verified(drafts: dict[str, list[ClaimDraft]], panel: Panel) -> dict[str, list[ClaimDraft]]:
    """The drafts by question, with those of their quotes that stand in their source; one that has none is dropped."""
    sources = await texts(panel, (c for those in drafts.values() for d in those for c in d.citations))
    checked = {
        question: [replace(d, citations=verified(d.citations, sources)) for d in those]
        for question, those in drafts.items()
    }
    return {question: [d for d in those if d.citations] for question, those in checked.items()}


def _no_claims(brief: Brief, notes: Notes, panel: Panel) -> TriptychError:
    """Why there is nothing to write about: the budget, something outside that did not answer, or no evidence."""
    stopped, journal = panel.allowance.refusal, panel.journal
    if stopped:
        return BudgetError(f"No memo: {stopped}, and no claim stood by then.", "Raise the limit.")
    if len(notes) >= len(brief.questions) and all(one.service for one in notes.values()):
        part, fallen = next(iter(notes.items()))
        return ServiceError(f"No memo: {part}: {fallen.reason}", _DOCTOR)
    if journal.faults and not journal.pages_read:
        what, reason = next(iter(journal.faults.items()))
        return ServiceError(f"No memo: {what}: {reason}", _DOCTOR)
    asked = f"{len(brief.questions)} questions were researched on “{brief.idea}”"
    if notes:
        part, fallen = next(iter(notes.items()))
        return NoEvidenceError(
            f"No evidence: {asked}, {len(notes)} of them failed and no passage answers another.",
            f"The first that failed: {part} ({fallen.reason.rstrip('.')}).",
        )
    if journal.pages_failed and not journal.pages_read:
        return NoEvidenceError(
            f"No evidence: {asked}, and none of {journal.pages_failed} pages could be read.",
            f"The first: {journal.first_lost}",
        )
    return NoEvidenceError(
        f"No evidence: {asked} and no passage answers one.",
        "Add documents on it with `triptych library add PATH|URL` and run again.",
    )


def _shared_out(
    questions: Sequence[Question], drafts: dict[str, list[ClaimDraft]]
) -> list[tuple[Question, ClaimDraft]]:
    """The best drafts of each question; a sentence that answers two questions goes to the one it answers better."""
    best: dict[str, tuple[float, str]] = {}
    for question in questions:
        for draft in drafts.get(question.id, []):
            quote = draft.citations[0].quote
            if quote not in best or draft.score > best[quote][0]:
                best[quote] = (draft.score, question.id)
    return [(question, draft) for question in questions for draft in _own(question, drafts, best)]


def _own(
    question: Question, drafts: dict[str, list[ClaimDraft]], best: dict[str, tuple[float, str]]
) -> list[ClaimDraft]:
    kept = [d for d in drafts.get(question.id, []) if best[d.citations[0].quote][1] == question.id]
    return kept[: SHARED if question.lens == DEBATED else CLAIMS]


def _claim(claim_id: str, question: Question, draft: ClaimDraft) -> Claim:
    return Claim(
        id=claim_id,
        persona=question.persona,
        question=question.id,
        text=draft.text,
        kind=draft.kind,
        confidence=draft.confidence,
        citations=draft.citations,
    )


def _announce(claims: dict[str, Claim], runtime: Runtime[Panel]) -> None:
    by_question: dict[tuple[str, str], dict[str, str]] = {}
    for claim in claims.values():
        by_question.setdefault((claim.persona, claim.question), {})[claim.id] = hidden(claim.text)
    for (persona, question), said in by_question.items():
        runtime.stream_writer(ClaimsStated(persona, question, tuple(said), tuple(said.values())))

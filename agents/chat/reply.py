"""Replies to critiques, one call each. A model chooses how to answer; code holds it to what that answer needs."""

from triptych.agents.analyst import Case, ReplyDraft
from triptych.agents.chat.answers import Replied
from triptych.agents.chat.dossier import fenced_claims, quoted
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.support import unsupported
from triptych.agents.chat.words import said, shown
from triptych.agents.models.speaker import Speaker
from triptych.errors import BudgetError, ServiceError
from triptych.store.records import Brief, Critique, Persona, Settlement

_NO_REBUTTAL = "You cannot rebut."
_SILENT = "No usable answer came; the claim stands as it was."


async def replies(speaker: Speaker, persona: Persona, case: Case, brief: Brief) -> list[ReplyDraft]:
    """One reply to each critique of the case; where no answer comes, the claim stands without one.

    Raises:
        BudgetError: there is nothing left to pay the first with; what was paid for is never lost.
    """
    drafts: list[ReplyDraft] = []
    for critique in case.critiques:
        try:
            drafts.append(await _reply(speaker, persona, case, critique, brief))
        except BudgetError:
            if not drafts:
                raise
            break
    return drafts


async def _reply(
    speaker: Speaker, persona: Persona, case: Case, critique: Critique, brief: Brief
) -> ReplyDraft:
    asked = prompt(
        "reply",
        "debate",
        persona,
        max_tokens=350,
        claim=fenced_claims([case.claim]),
        critic=critique.critic,
        kind=critique.kind,
        severity=critique.severity,
        check=f", failed check: {critique.check}" if critique.check else "",
        argument=shown(critique.argument),
        evidence="".join(f"Its evidence: {quoted(q)}\n" for q in critique.citations[:2]),
        found=_found(case.settlement),
    )
    try:
        answer = await speaker.fill(asked, Replied)
    except ServiceError:
        return ReplyDraft(critique.id, case.claim.id, "stand", _SILENT)
    return _draft(answer, case, critique, brief)


def _draft(answer: Replied, case: Case, critique: Critique, brief: Brief) -> ReplyDraft:
    """The answer as it may count: a revision that its quotes bear, a rebuttal that brings evidence, else it stands."""
    argument = said(answer.argument) or "It gives no reason."
    supports = case.settlement.supports if case.settlement else ()
    opposes = case.settlement.opposes if case.settlement else ()
    if answer.answer == "concede":
        return ReplyDraft(critique.id, case.claim.id, "concede", argument, citations=opposes)
    if answer.answer == "rebut" and supports:
        return ReplyDraft(critique.id, case.claim.id, "rebut", argument, citations=supports)
    text = said(answer.text, 300)
    if answer.answer == "revise" and _narrower(text, case, brief):
        return ReplyDraft(critique.id, case.claim.id, "revise", argument, text)
    return ReplyDraft(critique.id, case.claim.id, "stand", argument, citations=opposes)


def _narrower(text: str, case: Case, brief: Brief) -> bool:
    """Whether a new text says something else than the old, and nothing that the claim's quotes do not bear."""
    question = next((q.text for q in brief.questions if q.id == case.claim.question), "")
    publishers = " ".join(q.publisher for q in case.claim.citations)
    context = f"{case.claim.text} {publishers} {brief.topic} {question}"
    quotes = [q.quote for q in case.claim.citations]
    return bool(text) and text != case.claim.text and not unsupported(text, quotes, context)


def _found(settlement: Settlement | None) -> str:
    if settlement is None or not (settlement.supports or settlement.opposes):
        return f"nothing that bears on it. {_NO_REBUTTAL}"
    lines = [f"for it: {quoted(q)}" for q in settlement.supports[:2]] or [f"nothing for it. {_NO_REBUTTAL}"]
    return "\n".join(lines + [f"against it: {quoted(q)}" for q in settlement.opposes[:2]])

"""Replies to critiques, one call each. A model chooses how to answer; code holds it to what that answer needs."""

from triptych.agents.analyst import Case, ReplyDraft
from triptych.agents.chat.answers import Replied
from triptych.agents.chat.dossier import fenced_claims, quoted
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.words import said, shown
from triptych.agents.models.speaker import Speaker
from triptych.errors import BudgetError, ServiceError
from triptych.store.records import Critique, Persona, Settlement

_NO_REBUTTAL = "You cannot rebut."
_SILENT = "No usable answer came."


async def replies(speaker: Speaker, persona: Persona, case: Case) -> list[ReplyDraft]:
    """One reply to each critique of the case; where no answer comes, the claim stands without one.

    Raises:
        BudgetError: there is nothing left to pay the first with; what was paid for is never lost.
    """
    drafts: list[ReplyDraft] = []
    for critique in case.critiques:
        try:
            drafts.append(await _reply(speaker, persona, case, critique))
        except BudgetError:
            if not drafts:
                raise
            break
    return drafts


async def _reply(speaker: Speaker, persona: Persona, case: Case, critique: Critique) -> ReplyDraft:
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
    return _draft(answer, case, critique)


def _draft(answer: Replied, case: Case, critique: Critique) -> ReplyDraft:
    """The answer with what it needs: a revision its new text, a rebuttal its evidence; without, it stands."""
    argument = said(answer.argument) or "It gives no reason."
    supports = case.settlement.supports if case.settlement else ()
    opposes = case.settlement.opposes if case.settlement else ()
    if answer.answer == "concede":
        return ReplyDraft(critique.id, case.claim.id, "concede", argument, citations=opposes)
    if answer.answer == "rebut" and supports:
        return ReplyDraft(critique.id, case.claim.id, "rebut", argument, citations=supports)
    text = said(answer.text, 300)
    if answer.answer == "revise" and text and text != case.claim.text:
        return ReplyDraft(critique.id, case.claim.id, "revise", argument, text)
    return ReplyDraft(critique.id, case.claim.id, "stand", argument, citations=opposes)


def _found(settlement: Settlement | None) -> str:
    if settlement is None or not (settlement.supports or settlement.opposes):
        return f"nothing that bears on it. {_NO_REBUTTAL}"
    lines = [f"for it: {quoted(q)}" for q in settlement.supports[:2]] or [f"nothing for it. {_NO_REBUTTAL}"]
    return "\n".join(lines + [f"against it: {quoted(q)}" for q in settlement.opposes[:2]])

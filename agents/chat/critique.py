"""Objections to others' claims and to propositions, as a model raises them; the rules of the debate say which count."""

from collections.abc import Mapping, Sequence

from triptych.agents.analyst import CritiqueDraft
from triptych.agents.chat.answers import Objection, Objections
from triptych.agents.chat.dossier import fenced_claims, fitting
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.research import query_of
from triptych.agents.chat.support import related
from triptych.agents.chat.words import claim_id, said, shown
from triptych.agents.debate.checks import OVERREACH
from triptych.agents.debate.critiques import GRAVITY
from triptych.agents.debate.objections import floor
from triptych.agents.language.text import overlap, stem_set
from triptych.agents.models.speaker import Speaker
from triptych.store.records import Brief, Citation, Claim, Persona

MOST = 3


async def critiques(
    speaker: Speaker, persona: Persona, own: Sequence[Claim], others: Sequence[Claim], brief: Brief
) -> list[CritiqueDraft]:
    """At most three objections of the model's, gravest first, and at most three that it overlooked and code did not.

    Raises:
        ServiceError: the model did not answer, or with nothing usable.
        BudgetError: there is nothing left to pay it with.
    """
    mine, living = ([c for c in those if c.status != "withdrawn"] for those in (own, others))
    if not living:
        return []
    room = speaker.room("debate", persona.key)
    attacked = fitting(_nearest(living, mine), 2 * room // 3)
    backing = fitting(_nearest(mine, attacked), room // 3) if mine else []
    asked = prompt(
        "critique",
        "debate",
        persona,
        max_tokens=700,
        today=f"{brief.as_of:%d %B %Y}",
        idea=shown(brief.idea),
        propositions="\n".join(f"- {p.id}: {shown(p.text)}" for p in brief.propositions) or "none",
        own=fenced_claims(backing, quotes=1) or "none: only a failed check counts",
        others=fenced_claims(attacked, quotes=1),
    )
    answer = await speaker.fill(asked, Objections)
    texts = {c.id: c.text for c in attacked} | {p.id: p.text for p in brief.propositions}
    evidence = {c.id: c for c in backing}
    drafts = (_draft(o, texts, evidence) for o in answer.critiques)
    once = {(d.target, d.check or d.kind): d for d in drafts if d is not None}
    raised = sorted(once.values(), key=lambda d: GRAVITY[d.severity])[:MOST]
    return [*raised, *_overlooked(raised, floor(mine, living, brief))]


def _overlooked(raised: Sequence[CritiqueDraft], found: Sequence[CritiqueDraft]) -> list[CritiqueDraft]:
    """What code finds by itself and would mislead a reader most, where the model has not said it."""
    # One without evidence may count for nothing; what both find is merged, the graver voice counting.
    said = {(d.target, d.check) for d in raised if d.citations}
    return [d for d in found if (d.target, d.check) not in said]


def _nearest(claims: Sequence[Claim], to: Sequence[Claim]) -> list[Claim]:
    """The claims that have most in common with others first: there they can be compared."""
    stems = [stem_set(c.text) for c in to]
    near = {c.id: max((overlap(stem_set(c.text), s) for s in stems), default=0.0) for c in claims}
    return sorted(claims, key=lambda c: -near[c.id])


def _check(objection: Objection) -> str:
    """The named check; a bare `unsupported` says that the claim goes beyond its quote."""
    bare = not objection.check and objection.kind == "unsupported"
    return OVERREACH if bare else objection.check


def _draft(
    objection: Objection, texts: Mapping[str, str], evidence: Mapping[str, Claim]
) -> CritiqueDraft | None:
    """The objection as it was meant; None where it names nothing that was shown, or does not say why."""
    target, argument = claim_id(objection.target), said(objection.argument)
    if target not in texts or not argument:
        return None
    quotes = _evidence(objection, texts[target], evidence)
    check, query = _check(objection), query_of(objection.query)
    return CritiqueDraft(target, objection.kind, objection.severity, check, argument, quotes, query)


def _evidence(objection: Objection, text: str, evidence: Mapping[str, Claim]) -> tuple[Citation, ...]:
    """The first quote of each named claim that is about the same matter."""
    named = (evidence.get(claim_id(i)) for i in objection.evidence)
    quotes = (c.citations[0] for c in named if c is not None and c.citations and related(text, c.text))
    return tuple({q.quote: q for q in quotes}.values())

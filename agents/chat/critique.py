"""Objections to others' claims: a model argues; only what brings evidence, or names a check that truly fails, counts."""

from collections.abc import Sequence

from triptych.agents.analyst import CritiqueDraft
from triptych.agents.chat.answers import Objection, Objections
from triptych.agents.chat.checks import PROVENANCE, holds
from triptych.agents.chat.dossier import fenced_claims, fitting
from triptych.agents.chat.mend import unsaid
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.support import related
from triptych.agents.chat.words import claim_id, said, shown
from triptych.agents.language.text import overlap, stem_set
from triptych.agents.models.speaker import Speaker
from triptych.errors import BudgetError, ServiceError
from triptych.store.records import Brief, Citation, Claim, Persona, Severity

MOST = 3
_GRAVITY: dict[Severity, int] = {"fatal": 0, "major": 1, "minor": 2}
_OVERREACH = "says more than its quote"


async def critiques(
    speaker: Speaker, persona: Persona, own: Sequence[Claim], others: Sequence[Claim], brief: Brief
) -> list[CritiqueDraft]:
    """At most three objections, gravest first; none without anybody to object to.

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
        own=fenced_claims(backing, quotes=1) or "none: only a failed check counts",
        others=fenced_claims(attacked, quotes=1),
    )
    answer = await speaker.fill(asked, Objections)
    targets, evidence = {c.id: c for c in attacked}, {c.id: c for c in backing}
    beyond = await _beyond(speaker, answer.critiques, targets)
    drafts = (_draft(o, targets, evidence, brief, beyond) for o in answer.critiques)
    once = {(d.target, d.check or d.kind): d for d in drafts if d is not None}
    return sorted(once.values(), key=lambda d: _GRAVITY[d.severity])[:MOST]


def _nearest(claims: Sequence[Claim], to: Sequence[Claim]) -> list[Claim]:
    """The claims that have most in common with others first: there they can be compared."""
    stems = [stem_set(c.text) for c in to]
    near = {c.id: max((overlap(stem_set(c.text), s) for s in stems), default=0.0) for c in claims}
    return sorted(claims, key=lambda c: -near[c.id])


async def _beyond(
    speaker: Speaker, objections: Sequence[Objection], targets: dict[str, Claim]
) -> frozenset[str]:
    """The claims said to go beyond their quotes of which a second reading, of nothing but text and quotes, says so too."""
    named = {claim_id(o.target) for o in objections if _check(o) == _OVERREACH} & targets.keys()
    found = []
    for claim in (targets[i] for i in sorted(named)):
        quotes = [q.quote for q in claim.citations]
        try:
            if claim.text not in quotes and await unsaid(speaker, claim.text, quotes, "debate"):
                found.append(claim.id)
        except (ServiceError, BudgetError):  # unconfirmed, it is the critic's word alone
            continue
    return frozenset(found)


def _check(objection: Objection) -> str:
    """The named check; a bare `unsupported` says that the claim goes beyond its quote."""
    bare = not objection.check and objection.kind == "unsupported"
    return _OVERREACH if bare else objection.check


def _draft(
    objection: Objection,
    targets: dict[str, Claim],
    evidence: dict[str, Claim],
    brief: Brief,
    beyond: frozenset[str],
) -> CritiqueDraft | None:
    """The objection as it counts; None where it has neither evidence nor a check that really fails."""
    target = targets.get(claim_id(objection.target))
    argument = said(objection.argument)
    if target is None or not argument:
        return None
    quotes = _evidence(objection, target, evidence)
    named = _check(objection)
    confirmed = named == _OVERREACH and target.id in beyond
    check = named if confirmed or holds(named, target, brief, quotes) else ""
    if not check and not quotes:
        return None
    provenance = not quotes and check in PROVENANCE
    severity = _milder(objection.severity) if provenance else objection.severity
    return CritiqueDraft(target.id, objection.kind, severity, check, argument, quotes)


def _evidence(objection: Objection, target: Claim, evidence: dict[str, Claim]) -> tuple[Citation, ...]:
    """The first quote of each named claim that is about the same matter and from another source."""
    named = (evidence.get(claim_id(i)) for i in objection.evidence)
    sources = {q.source_id for q in target.citations}
    quotes = (c.citations[0] for c in named if c is not None and c.citations and related(target.text, c.text))
    return tuple({q.quote: q for q in quotes if q.source_id not in sources}.values())


def _milder(severity: Severity) -> Severity:
    """Where the evidence comes from matters, and is not fatal by itself."""
    return "major" if severity == "fatal" else severity

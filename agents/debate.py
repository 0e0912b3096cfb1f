"""The rules of the debate, held by code: no analyst can talk a claim down without evidence or a named failed check."""

from collections.abc import Iterable, Mapping, Sequence

from triptych.agents.analyst import CritiqueDraft, ReplyDraft, StanceDraft
from triptych.store.records import Change, Claim, Confidence, Critique, Settlement, Stance

_LOWER: dict[Confidence, Confidence] = {"high": "medium", "medium": "low", "low": "low"}
_HIGHER: dict[Confidence, Confidence] = {"low": "medium", "medium": "high", "high": "high"}


def admissible(draft: CritiqueDraft, critic: str, claims: Mapping[str, Claim]) -> bool:
    """A critique must hit another's living claim, and bring a quote or name the check that failed."""
    target = claims.get(draft.target)
    if target is None or target.persona == critic or target.status == "withdrawn":
        return False
    return bool(draft.citations or draft.check)


def merged(
    drafts: Iterable[tuple[str, CritiqueDraft]], earlier: Iterable[Critique]
) -> list[tuple[str, CritiqueDraft]]:
    """Drafts without those that say again what was said: same target, same check, same evidence."""
    seen = {_point(c.target, c.check or c.kind, c.citations) for c in earlier}
    kept = []
    for critic, draft in drafts:
        point = _point(draft.target, draft.check or draft.kind, draft.citations)
        if point not in seen:
            seen.add(point)
            kept.append((critic, draft))
    return kept


def _point(target: str, check: str, citations: Sequence[object]) -> tuple[str, str, str]:
    quoted = getattr(citations[0], "quote", "") if citations else ""
    return target, check, quoted


def contested(claims: Iterable[Claim], critiques: Iterable[Critique]) -> list[Claim]:
    """The claims with a critique of this round, most severely hit first."""
    gravity = {"fatal": 0, "major": 1, "minor": 2}
    worst: dict[str, int] = {}
    for critique in critiques:
        worst[critique.target] = min(worst.get(critique.target, 9), gravity[critique.severity])
    hit = [c for c in claims if c.id in worst]
    return sorted(hit, key=lambda c: worst[c.id])


def judged(
    claim: Claim, critiques: Sequence[Critique], drafts: Sequence[ReplyDraft], settlement: Settlement | None
) -> Claim:
    """The claim after its owner's replies of one round; its earlier form goes into its history.

    The gravest outcome wins: conceding withdraws, standing against evidence leaves it contested, revising rewords, and a
    rebuttal with new independent support raises its confidence. What is withdrawn stays so.
    """
    by_critique = {c.id: c for c in critiques}
    answers = [d for d in drafts if d.critique in by_critique and claim.status != "withdrawn"]
    for draft in sorted(answers, key=lambda d: ("concede", "stand", "revise", "rebut").index(d.answer)):
        critique = by_critique[draft.critique]
        changed = _changed(claim, critique, draft, settlement)
        if changed != claim:
            before = Change(
                text=claim.text,
                status=claim.status,
                confidence=claim.confidence,
                round=critique.round,
                because=critique.id,
            )
            return changed.model_copy(update={"history": (*claim.history, before)})
    return claim


def _changed(claim: Claim, critique: Critique, draft: ReplyDraft, settlement: Settlement | None) -> Claim:
    evidence = bool(critique.citations or critique.check)
    opposed = bool(critique.citations) or bool(settlement and settlement.opposes)
    if draft.answer == "concede" and evidence:
        return claim.model_copy(update={"status": "withdrawn"})
    if draft.answer == "stand" and opposed:
        return claim.model_copy(update={"status": "contested"})
    if draft.answer == "revise" and evidence and draft.text:
        return claim.model_copy(
            update={"status": "revised", "text": draft.text, "confidence": _LOWER[claim.confidence]}
        )
    if draft.answer == "rebut" and draft.citations:
        return _borne_out(claim, critique, draft)
    return claim


def _borne_out(claim: Claim, critique: Critique, draft: ReplyDraft) -> Claim:
    """Independent support joins the claim's citations; against a quoted contradiction it still stays contested."""
    known = {c.quote for c in claim.citations}
    added = tuple(c for c in draft.citations if c.quote not in known)
    update: dict[str, object] = {
        "citations": claim.citations + added,
        "confidence": _HIGHER[claim.confidence] if added else claim.confidence,
    }
    if critique.citations:
        update |= {"status": "contested", "confidence": claim.confidence}
    return claim.model_copy(update=update)


def moved(before: Stance | None, draft: StanceDraft) -> bool:
    """Whether a stance may take its new value: the first always, a later one only with a reason."""
    if before is None:
        return True
    return draft.probability != before.probability and bool(draft.because) and bool(draft.reasons)

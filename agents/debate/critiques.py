"""What counts as an objection: it hits another's living claim or a proposition, with evidence or a check that truly fails."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from triptych.agents.analyst import CritiqueDraft
from triptych.agents.debate.checks import DEFECTS, OVERREACH, PROVENANCE, fails
from triptych.agents.verification.claims import ENTAILMENT
from triptych.store.records import Brief, Citation, Claim, Critique, CritiqueKind, Severity

GRAVITY: Mapping[str, int] = {"fatal": 0, "major": 1, "minor": 2}


@dataclass(frozen=True, slots=True)
class Raised:
    """An objection that counts, who raised it, and who raised the same."""

    critic: str
    draft: CritiqueDraft
    seconded: tuple[str, ...] = ()


def admitted(
    draft: CritiqueDraft, critic: str, claims: Mapping[str, Claim], brief: Brief, beyond: bool = False
) -> CritiqueDraft | None:
    """The objection as it counts, None where it does not.

    A check that the claim does not fail is struck out; what is left must bring a quote that is not the claim's own. Against
    a proposition only evidence speaks.

    Args:
        draft: with verified quotes only.
        critic: who raises it; nobody objects to itself.
        beyond: whether a reading of the target's text and quotes alone found that it says more than they do.
    """
    if (
        draft.kind not in get_args(CritiqueKind)
        or draft.severity not in GRAVITY
        or not draft.argument.strip()
    ):
        return None
    if draft.target in {p.id for p in brief.propositions}:
        return replace(draft, check="", severity=_milder(draft.severity)) if draft.citations else None
    target = claims.get(draft.target)
    if target is None or target.persona == critic or target.status == "withdrawn":
        return None
    evidence = _others(draft.citations, target)
    check = (
        draft.check
        if fails(draft.check, target, brief, evidence) or (beyond and draft.check == OVERREACH)
        else ""
    )
    if not check and not evidence:
        return None
    severity = draft.severity if check in DEFECTS or evidence else _milder(draft.severity)
    return replace(draft, check=check, citations=evidence, severity=severity)


def to_confirm(draft: CritiqueDraft, claims: Mapping[str, Claim]) -> Claim | None:
    """The claim that an objection says goes beyond its quotes, where only a further reading can tell.

    What rules found to be borne is not opened again: a second reading can err where they cannot.
    """
    target = claims.get(draft.target)
    if draft.check != OVERREACH or target is None or target.verdict != "supported":
        return None
    return target if target.checked.startswith(ENTAILMENT) else None


def _others(citations: Iterable[Citation], target: Claim) -> tuple[Citation, ...]:
    """The quotes that are not the target's own, nor a part of them."""
    return tuple(c for c in citations if not any(_overlap(c, own) for own in target.citations))


def _overlap(one: Citation, other: Citation) -> bool:
    return one.source_id == other.source_id and one.start < other.end and other.start < one.end


def _milder(severity: Severity) -> Severity:
    """Where a claim comes from matters, and is not fatal by itself."""
    return "major" if severity == "fatal" else severity


def merged(drafts: Iterable[tuple[str, CritiqueDraft]], earlier: Iterable[Critique]) -> list[Raised]:
    """The objections, each once: who says again what was said this round seconds it, and its evidence joins.

    What was said in an earlier round is not said again.
    """
    said = {_point(c.target, c.check or c.kind, c.citations) for c in earlier}
    found: dict[tuple[str, str, str], Raised] = {}
    for critic, draft in drafts:
        point = _point(draft.target, draft.check or draft.kind, draft.citations)
        if point in found:
            found[point] = _joined(found[point], critic, draft)
        elif point not in said:
            found[point] = Raised(critic, draft)
    return list(found.values())


def _point(target: str, check: str, citations: Sequence[Citation]) -> tuple[str, str, str]:
    """What makes an objection another one: its target, its check, and, but for provenance, its first quote."""
    quoted = citations[0].quote if citations and check not in PROVENANCE else ""
    return target, check, quoted


def _joined(first: Raised, critic: str, draft: CritiqueDraft) -> Raised:
    worse = min(first.draft.severity, draft.severity, key=GRAVITY.__getitem__)
    quotes = {(c.source_id, c.quote): c for c in (*first.draft.citations, *draft.citations)}
    joined = replace(first.draft, severity=worse, citations=tuple(quotes.values()))
    seconded = tuple(dict.fromkeys((*first.seconded, critic)))
    return Raised(first.critic, joined, tuple(k for k in seconded if k != first.critic))


def contested(claims: Iterable[Claim], critiques: Iterable[Critique]) -> list[Claim]:
    """The claims with a critique among these, most severely hit first, and of those the ones hit by evidence."""
    worst: dict[str, tuple[int, bool]] = {}
    for critique in critiques:
        hit = (GRAVITY[critique.severity], not critique.citations)
        worst[critique.target] = min(worst.get(critique.target, (9, True)), hit)
    return sorted((c for c in claims if c.id in worst), key=lambda c: worst[c.id])

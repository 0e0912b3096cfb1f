"""What an answer may do to a claim. The owner chooses; the evidence decides what becomes of it.

Invariants: a claim changes only for a critique with evidence or a check that it fails; a new text counts only where its
quotes bear it; what evidence contests stays contested until it is withdrawn; what is withdrawn stays so; no claim is lost,
and each form that it had is in its history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from triptych.agents.analyst import ReplyDraft
from triptych.agents.debate.checks import FATAL, OVERREACHING, PROVENANCE, contradicts
from triptych.agents.verification.claims import MECHANICAL, own_words
from triptych.agents.verification.independence import independent
from triptych.agents.verification.reading import Reading
from triptych.store.records import Change, Citation, Claim, Confidence, Critique, Settlement

_LOWER: dict[Confidence, Confidence] = {"high": "medium", "medium": "low", "low": "low"}
_HIGHER: dict[Confidence, Confidence] = {"low": "medium", "medium": "high", "high": "high"}
_ORDER = ("concede", "stand", "revise", "rebut")
ENOUGH = 2
"""Independent voices that contradict a claim that is borne out by its own quote, from which it may be withdrawn for evidence."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply, and how its new text reads against the quotes that it would stand on; None where it brings no text."""

    draft: ReplyDraft
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The claim after its owner's replies of one round, and why the others had no effect, by critique id."""

    claim: Claim
    refused: Mapping[str, str] = field(default_factory=dict)


def judged(
    claim: Claim, critiques: Sequence[Critique], answers: Sequence[Answered], settlement: Settlement | None
) -> Judgement:
    """Apply the replies of one round to a claim: the gravest that the rules let through takes effect.

    Args:
        claim: as it stands before the round.
        critiques: those of the round that are aimed at it.
        answers: the owner's replies, in any order; those to other critiques do nothing.
        settlement: what the search for its overturning found.
    """
    aimed = {c.id: c for c in critiques if c.target == claim.id}
    refused: dict[str, str] = {}
    after = claim
    for answer in sorted(answers, key=_gravest):
        critique = aimed.get(answer.draft.critique)
        if critique is None or claim.status == "withdrawn":
            continue
        changed, why = _effect(claim, critique, answer, settlement)
        if why:
            refused[critique.id] = why
        if after is claim and changed != claim:
            after = _with_history(claim, changed, critique, answer.draft.argument)
    return Judgement(after, refused)


def _gravest(answer: Answered) -> int:
    return _ORDER.index(answer.draft.answer) if answer.draft.answer in _ORDER else len(_ORDER)


def _with_history(before: Claim, after: Claim, critique: Critique, argument: str) -> Claim:
    step = Change(
        text=before.text,
        status=before.status,
        confidence=before.confidence,
        round=critique.round,
        because=critique.id,
        reason=argument,
    )
    return after.model_copy(update={"history": (*before.history, step)})


def _effect(
    claim: Claim, critique: Critique, answer: Answered, settlement: Settlement | None
) -> tuple[Claim, str]:
    """The claim as one reply would leave it, and why the reply has not the effect that it asks for."""
    if not (critique.citations or critique.check):
        return claim, "the critique brings neither evidence nor a failed check"
    against = _against(critique, settlement)
    kind = answer.draft.answer
    if not answer.draft.argument.strip():
        return claim, "it gives no reason"
    if kind == "concede":
        return _conceded(claim, critique, against, settlement)
    if kind == "stand":
        return (_contested(claim) if against or _grave(critique) else claim), ""
    if kind == "revise":
        return _revised(claim, answer)
    if kind == "rebut":
        return _borne_out(claim, answer.draft, against)
    return claim, f"{kind} is no answer"


def _grave(critique: Critique) -> bool:
    """Whether a claim that stands against a check which it fails would mislead without the check beside it."""
    return critique.check in PROVENANCE and critique.severity != "minor"


def _against(critique: Critique, settlement: Settlement | None) -> tuple[Citation, ...]:
    """All that is quoted against the claim."""
    return critique.citations + (settlement.opposes if settlement else ())


def _contested(claim: Claim) -> Claim:
    return claim.model_copy(update={"status": "contested"})


def _conceded(
    claim: Claim, critique: Critique, against: Sequence[Citation], settlement: Settlement | None
) -> tuple[Claim, str]:
    """Restated where it overreaches, withdrawn where it answers nothing or for enough evidence, else only doubted."""
    if critique.check in OVERREACHING:
        return _restated(claim)
    if critique.check in FATAL:
        return claim.model_copy(update={"status": "withdrawn"}), ""
    own = {c.publisher for c in claim.citations}
    # Whoever weighs evidence may take what is beside the point for an objection; to withdraw, code must see it too.
    opposing = _voices([c for c in against if contradicts(claim, c)], own)
    backing = _voices(settlement.supports if settlement else (), own)
    if opposing >= ENOUGH and opposing > backing:
        return claim.model_copy(update={"status": "withdrawn"}), ""
    if against:
        return _contested(claim), "too little is quoted against it to withdraw it; it stands as contested"
    if critique.check in PROVENANCE:
        lower = claim.model_copy(update={"confidence": _LOWER[claim.confidence]})
        return lower, "where a claim comes from is no reason to withdraw it; it is held with less confidence"
    return claim, "nothing is quoted against it"


def _restated(claim: Claim) -> tuple[Claim, str]:
    """The claim in the words of its quote: what goes beyond it is given up, what it bears is not."""
    text = own_words(claim.text, claim.citations)
    if text == claim.text:
        return claim, "it is in the words of its quote already"
    status = "contested" if claim.status == "contested" else "revised"
    update = {"text": text, "status": status, "verdict": "supported", "checked": MECHANICAL}
    return claim.model_copy(update=update), ""


def _voices(citations: Sequence[Citation], own: set[str]) -> int:
    """How many independent voices speak, the claim's own publishers left out; one sentence on two sites is one."""
    return independent([c for c in citations if c.publisher not in own], {})


def _revised(claim: Claim, answer: Answered) -> tuple[Claim, str]:
    """The new text in the place of the old one, where its quotes bear it; a contested claim stays contested."""
    draft, reading = answer.draft, answer.reading
    if not draft.text.strip() or draft.text == claim.text:
        return claim, "it brings no new text"
    if reading is None or not reading.sound:
        return claim, f"its new text is not borne: {reading.wanting if reading else 'it was not read'}"
    update = {
        "text": draft.text,
        "status": "contested" if claim.status == "contested" else "revised",
        "confidence": _LOWER[claim.confidence],
        "citations": _joined(claim.citations, draft.citations),
        "verdict": "supported",
    }
    return claim.model_copy(update=update), ""


def _borne_out(claim: Claim, draft: ReplyDraft, against: Sequence[Citation]) -> tuple[Claim, str]:
    """Independent support joins the claim's citations; against what is quoted otherwise it still stands contested."""
    own = {c.publisher for c in claim.citations}
    support = tuple(c for c in draft.citations if c.verdict == "supported" and c.publisher not in own)
    if not support:
        why = "it brings no evidence from another source"
        return (_contested(claim) if against else claim), why
    confidence = claim.confidence if against else _HIGHER[claim.confidence]
    update: dict[str, object] = {"citations": _joined(claim.citations, support), "confidence": confidence}
    if against:
        update["status"] = "contested"
    return claim.model_copy(update=update), ""


def _joined(own: tuple[Citation, ...], more: Sequence[Citation]) -> tuple[Citation, ...]:
    known = {(c.source_id, c.quote) for c in own}
    return own + tuple(c for c in more if (c.source_id, c.quote) not in known and c.verdict == "supported")

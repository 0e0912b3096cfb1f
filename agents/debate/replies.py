"""What an answer may do to a claim. The owner chooses; the evidence decides what becomes of it.

Invariants: a claim changes only for a critique with evidence or a check that it fails; a new text counts only where its
quotes bear it; what evidence contests stays contested until it is withdrawn; what is withdrawn stays so; no claim is lost,
and each form that it had is in its history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from triptych.agents.analyst import ReplyDraft
from triptych.agents.debate.checks import DEFECTS, OVERREACHING, PROVENANCE, contradicts
from triptych.agents.verification.claims import ENTAILMENT, MECHANICAL, own_words
from triptych.agents.verification.independence import independent
from triptych.agents.verification.quotes import plain
from triptych.agents.verification.reading import Reading
from triptych.store.records import Change, Citation, Claim, Confidence, Critique, Settlement, Source

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
    claim: Claim,
    critiques: Sequence[Critique],
    answers: Sequence[Answered],
    settlement: Settlement | None,
    sources: Mapping[str, Source] | None = None,
) -> Judgement:
    """Apply the replies of one round to a claim: the gravest that the rules let through takes effect.

    A critique that got no answer is as one that the owner stands against: silence is no way out. Another reply of the
    round that would have had another effect is refused; what a rebuttal found joins the claim in any case, and what
    another critique contests is contested beside it, unless a new text has answered that.

    Args:
        claim: as it stands before the round.
        critiques: those of the round that are aimed at it.
        answers: the owner's replies, in any order; those to other critiques do nothing.
        settlement: what the search for its overturning found.
        sources: by id, the texts around the quotes, by which copies are told.
    """
    aimed = sorted((c for c in critiques if c.target == claim.id), key=lambda c: _number(c.id))
    given = {a.draft.critique: a for a in answers}
    pairs = [(c, given.get(c.id) or _silent(c)) for c in aimed] if claim.status != "withdrawn" else []
    found = _Found(settlement, sources or {})
    refused: dict[str, str] = {}
    after = claim
    for critique, answer in sorted(pairs, key=lambda pair: _gravest(pair[1])):
        changed, why = _effect(claim, critique, answer, found)
        if after is claim and changed != claim:
            after = _with_history(claim, changed, critique, answer.draft.argument)
        elif changed != claim:
            if changed.status == "contested" and _disputed(after, found.against(critique)):
                after = _contested(after)
            why = why or _crowded_out(claim, changed, after)
            after = after.model_copy(update={"citations": _joined(after.citations, changed.citations)})
        if why and critique.id in given:
            refused[critique.id] = why
    return Judgement(after, refused)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the round found on a claim."""

    settlement: Settlement | None
    sources: Mapping[str, Source]

    @property
    def supports(self) -> tuple[Citation, ...]:
        return self.settlement.supports if self.settlement else ()

    def against(self, critique: Critique) -> tuple[Citation, ...]:
        """All that is quoted against the claim."""
        return critique.citations + (self.settlement.opposes if self.settlement else ())

    def voices(self, citations: Sequence[Citation], own: set[str]) -> int:
        """How many independent voices speak, the claim's own publishers left out; one text on two sites is one."""
        return independent([c for c in citations if c.publisher not in own], self.sources)


def _silent(critique: Critique) -> Answered:
    return Answered(ReplyDraft(critique.id, critique.target, "stand", "Nobody answered."))


def _crowded_out(before: Claim, changed: Claim, after: Claim) -> str:
    """Why a further effect is not had: another was; empty where it is the same, or only brings quotes."""
    asked = (changed.text, changed.status)
    had = asked in ((before.text, before.status), (after.text, after.status))
    return "" if had else "another reply of the round took effect"


def _disputed(after: Claim, against: Sequence[Citation]) -> bool:
    """Whether what another critique contests is still open after the reply that took effect."""
    return after.status == "standing" or (
        after.status == "revised" and any(contradicts(after, citation) for citation in against)
    )


def _number(critique: str) -> tuple[int, str]:
    digits = "".join(ch for ch in critique if ch.isdigit())
    return int(digits or 0), critique


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


def _effect(claim: Claim, critique: Critique, answer: Answered, found: _Found) -> tuple[Claim, str]:
    """The claim as one reply would leave it, and why the reply has not the effect that it asks for."""
    if not (critique.citations or critique.check):
        return claim, "the critique brings neither evidence nor a failed check"
    against, kind = found.against(critique), answer.draft.answer
    stood = _contested(claim) if against or _grave(critique) else claim
    if not answer.draft.argument.strip():
        return stood, "it gives no reason"
    if kind == "concede":
        return _conceded(claim, critique, against, found)
    if kind == "stand":
        return stood, ""
    if kind == "revise":
        return _revised(claim, answer, against)
    if kind == "rebut":
        return _borne_out(claim, answer.draft, against)
    return stood, f"{kind} is no answer"


def _grave(critique: Critique) -> bool:
    """Whether a claim that stands against a check which it fails would mislead without the check beside it."""
    return critique.check in DEFECTS or (critique.check in PROVENANCE and critique.severity != "minor")


def _contested(claim: Claim) -> Claim:
    return claim.model_copy(update={"status": "contested"})


def _conceded(
    claim: Claim, critique: Critique, against: Sequence[Citation], found: _Found
) -> tuple[Claim, str]:
    """Restated where it overreaches, withdrawn where it answers nothing or for enough evidence, else only doubted."""
    if critique.check in OVERREACHING:
        return _restated(claim)
    if critique.check in DEFECTS:
        return claim.model_copy(update={"status": "withdrawn"}), ""
    own = {c.publisher for c in claim.citations}
    # Whoever weighs evidence may take what is beside the point for an objection; to withdraw, code must see it too.
    opposing = found.voices([c for c in against if contradicts(claim, c)], own)
    backing = found.voices(found.supports, own)
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


def _revised(claim: Claim, answer: Answered, against: Sequence[Citation]) -> tuple[Claim, str]:
    """The new text in the place of the old one, where its quotes bear it.

    A contested claim stays contested, and so is one of which a quote still says otherwise: other words are no answer to it.
    """
    draft, reading = answer.draft, answer.reading
    disputed = claim.status == "contested" or any(contradicts(claim, c) for c in against)
    stood = _contested(claim) if against else claim
    if plain(draft.text).rstrip(". ") in ("", plain(claim.text).rstrip(". ")):
        return stood, "it brings no new text"
    if reading is None or not reading.sound:
        return stood, f"its new text is not borne: {reading.wanting if reading else 'it was not read'}"
    update = {
        "text": draft.text,
        "status": "contested" if disputed else "revised",
        "confidence": _LOWER[claim.confidence],
        "citations": _joined(claim.citations, draft.citations),
        "verdict": "supported",
        "checked": MECHANICAL if reading.decided else ENTAILMENT,
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

"""A probability from a persona's own claims: asked for with base rates, kept only where it names what it rests on."""

from collections.abc import Sequence
from datetime import date

from triptych.agents.analyst import StanceDraft
from triptych.agents.chat.answers import Judged
from triptych.agents.chat.dossier import fenced_claims, fitting, quoted
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.words import claim_id, said, shown
from triptych.agents.models.speaker import Speaker
from triptych.store.records import Claim, Persona, Proposition, Settlement, Stance

LEAST, MOST = 2, 98
"""What has not happened is never certain."""


async def take_stance(
    speaker: Speaker,
    persona: Persona,
    proposition: Proposition,
    claims: Sequence[Claim],
    before: Stance | None,
    settlements: Sequence[Settlement],
    today: date,
) -> StanceDraft:
    """What a persona gives a proposition; what it said before where nothing is new to it since.

    Raises:
        ServiceError: the model did not answer, or with nothing usable.
        BudgetError: there is nothing left to pay it with.
    """
    living = [c for c in claims if c.status != "withdrawn"]
    if not living:
        return StanceDraft(None, before.reasons if before else (), "It has no claim left to judge by.")
    if before is not None and not _news(claims, before, settlements):
        return StanceDraft(before.probability, before.reasons, "")
    shown_ = fitting(living, speaker.room("debate", persona.key))
    asked = prompt(
        "stance",
        "debate",
        persona,
        max_tokens=300,
        today=f"{today:%d %B %Y}",
        example=shown_[0].id,
        claims=fenced_claims(shown_, quotes=1),
        news=_heard(settlements),
        statement=shown(proposition.text),
        due=f"{proposition.horizon:%d %B %Y}",
        before=_earlier(before),
    )
    return _draft(await speaker.fill(asked, Judged), shown_, settlements, before)


def _draft(
    answer: Judged, claims: Sequence[Claim], settlements: Sequence[Settlement], before: Stance | None
) -> StanceDraft:
    known = {c.id for c in claims} | {s.claim for s in settlements}
    reasons = tuple(dict.fromkeys(r for r in map(claim_id, answer.reasons) if r in known))
    because = said(answer.because)
    if answer.probability is None or not reasons:
        kept = reasons or (before.reasons if before else ())
        return StanceDraft(None, kept, because or "None of its claims bears on this.")
    return StanceDraft(min(max(answer.probability, LEAST), MOST), reasons, because)


def _news(claims: Sequence[Claim], before: Stance, settlements: Sequence[Settlement]) -> bool:
    """Whether anything has been settled or changed since: without it no stance may move, and nobody is asked."""
    settled = any(s.round > before.round and (s.supports or s.opposes) for s in settlements)
    return settled or any(c.history and c.history[-1].round > before.round for c in claims)


def _heard(settlements: Sequence[Settlement]) -> str:
    lines = [
        f"- on claim {s.claim}, {side}: {quoted(q)}"
        for s in settlements
        for side, quotes in (("supporting", s.supports), ("opposing", s.opposes))
        for q in quotes[:2]
    ]
    return "\nFound by independent searches since:\n" + "\n".join(lines[:12]) + "\n" if lines else ""


def _earlier(before: Stance | None) -> str:
    if before is None:
        return ""
    value = "You abstained" if before.probability is None else f"You gave {before.probability}"
    return f"{value} before the debate's last round: {shown(before.because)} Move only as far as what is new bears.\n"

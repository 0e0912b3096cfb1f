"""A probability from a persona's own claims: asked for with base rates, kept only where it names what it rests on."""

from collections.abc import Sequence
from datetime import date

from triptych.agents.analyst import Heard, StanceDraft
from triptych.agents.chat.answers import Judged
from triptych.agents.chat.dossier import fenced_claims, fitting, quoted
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.words import claim_id, said, shown
from triptych.agents.models.speaker import Speaker
from triptych.store.records import Claim, Critique, Persona, Proposition, Stance

LEAST, MOST = 2, 98
"""What has not happened is never certain."""


async def take_stance(
    speaker: Speaker,
    persona: Persona,
    proposition: Proposition,
    claims: Sequence[Claim],
    before: Stance | None,
    heard: Heard,
    today: date,
) -> StanceDraft:
    """What a persona gives a proposition.

    Raises:
        ServiceError: the model did not answer, or with nothing usable.
        BudgetError: there is nothing left to pay it with.
    """
    living = [c for c in claims if c.status != "withdrawn"]
    if not living:
        lost = tuple(c.id for c in claims if before and c.id in before.reasons)
        return StanceDraft(None, before.reasons if before else (), "It has no claim left to judge by.", lost)
    shown_ = fitting(living, speaker.room("debate", persona.key))
    asked = prompt(
        "stance",
        "debate",
        persona,
        max_tokens=300,
        today=f"{today:%d %B %Y}",
        example=shown_[0].id,
        claims=fenced_claims(shown_, quotes=1),
        news=_news(heard),
        statement=shown(proposition.text),
        due=f"{proposition.horizon:%d %B %Y}",
        before=_earlier(before),
    )
    return _draft(await speaker.fill(asked, Judged), shown_, heard, before)


def _draft(answer: Judged, claims: Sequence[Claim], heard: Heard, before: Stance | None) -> StanceDraft:
    named = tuple(dict.fromkeys(map(claim_id, answer.reasons)))
    owned = {c.id for c in claims} | {s.claim for s in heard.settlements}
    known = owned | {c.id for c in heard.critiques}
    reasons, moved_by = tuple(r for r in named if r in owned), tuple(r for r in named if r in known)
    because = said(answer.because)
    if answer.probability is None or not (reasons or (before and moved_by)):
        kept = reasons or (before.reasons if before else ())
        return StanceDraft(None, kept, because or "None of its claims bears on this.", moved_by)
    # What others said may move it; it still rests on what carried it before.
    rests = reasons or tuple(r for r in (before.reasons if before else ()) if r in owned)
    return StanceDraft(min(max(answer.probability, LEAST), MOST), rests, because, moved_by)


def _news(heard: Heard) -> str:
    """What others hold against its claims or bring on the proposition, and what searches found, each under its id."""
    objected = [
        line
        for c in heard.critiques
        for line in (f"- {c.id}, by the {c.critic}, on {c.target}: {shown(c.argument)}", *_quotes(c))
    ]
    found = [
        f"- {s.claim}, {side}: {quoted(q)}"
        for s in heard.settlements
        for side, quotes in (("supported by", s.supports), ("opposed by", s.opposes))
        for q in quotes[:2]
    ]
    parts = (("Said by the others since:", objected), ("Found by independent searches since:", found))
    return "".join(f"\n{title}\n" + "\n".join(lines[:12]) + "\n" for title, lines in parts if lines)


def _quotes(critique: Critique) -> list[str]:
    return [f"  {quoted(q)}" for q in critique.citations[:2]]


def _earlier(before: Stance | None) -> str:
    if before is None:
        return ""
    value = "You abstained" if before.probability is None else f"You gave {before.probability}"
    return (
        f"{value} before the debate's last round: {shown(before.because)} Move only as far as what is new bears, and name "
        "in `reasons` the ids of what moves you, also of what the others said; without one you stay where you were.\n"
    )

"""The audit's two questions to a model: mend this sentence, and do these quotes bear it."""

import re
from collections.abc import Sequence

from triptych.agents.chat.answers import Entailed, Patched
from triptych.agents.chat.dossier import fenced_claims
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.words import said, shown
from triptych.agents.models.speaker import Speaker
from triptych.agents.verification.claims import Entailment
from triptych.agents.verification.numbers import figures_agree, strange_figure
from triptych.errors import ServiceError
from triptych.store.records import Claim, Role, Sentence

_CUT = "CUT"
_FIGURES = re.compile(r"\b(?:figures?|numbers?|amounts?|values?|percentages?)\b", re.IGNORECASE)
_CLAUSE = 5  # words of which a sentence must be left


async def patch(speaker: Speaker, sentence: Sentence, fault: str, claims: Sequence[Claim]) -> Sentence | None:
    """The sentence without its fault, on the same claims; None where nothing sound is left of it.

    Raises:
        BudgetError: there is nothing left to pay the call with.
    """
    if not claims:
        return None
    asked = prompt(
        "patch",
        "audit",
        max_tokens=160,
        sentence=shown(sentence.text),
        fault=shown(fault),
        claims=fenced_claims(claims, quotes=3),
    )
    try:
        text = said((await speaker.fill(asked, Patched)).text)
    except ServiceError:
        text = ""
    quotes = [q.quote for c in claims for q in c.citations] + [q.quote for q in sentence.citations]
    if text.strip(' ."').upper() == _CUT:
        return None
    if not text or text == sentence.text or strange_figure(text, quotes):
        text = _without_last_clause(sentence.text, quotes)
    if not text:
        return None
    known = {c.id for c in claims}
    return sentence.model_copy(
        update={"text": text, "claims": tuple(i for i in sentence.claims if i in known)}
    )


def _without_last_clause(text: str, quotes: Sequence[str]) -> str:
    """The text up to its last comma, where that rids it of a figure that stands in no quote; else nothing."""
    head = text.rpartition(", ")[0].rstrip(" ,;")
    whole = (
        len(head.split()) >= _CLAUSE
        and strange_figure(text, quotes) is not None
        and strange_figure(head, quotes) is None
    )
    return f"{head}." if whole else ""


async def entailed(
    speaker: Speaker, text: str, quotes: Sequence[str], role: Role = "audit"
) -> Entailment | None:
    """What a model says of whether quotes bear a text; None where it finds fault with figures that rules know to be the same.

    Args:
        role: whose work the question is.

    Raises:
        ServiceError: the model did not answer, or with nothing usable.
        BudgetError: there is nothing left to pay the call with.
    """
    asked = prompt(
        "entails",
        role,
        max_tokens=120,
        sentence=shown(text),
        quotes="\n".join(f"<quote>{shown(q)}</quote>" for q in quotes),
    )
    answer = await speaker.fill(asked, Entailed)
    if answer.verdict != "supported" and _FIGURES.search(answer.missing) and figures_agree(text, quotes):
        return None
    missing = said(answer.missing, 200).rstrip(".") or "its quotes do not bear it"
    return Entailment(answer.verdict, "" if answer.verdict == "supported" else missing)

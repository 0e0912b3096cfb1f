"""Settling a contested claim: what independent sentences say for it, and what against."""

from collections.abc import Iterable, Sequence

from triptych.agents.chat.answers import Weighed
from triptych.agents.chat.dossier import quoted
from triptych.agents.chat.fence import labelled
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.support import related
from triptych.agents.chat.words import shown
from triptych.agents.distinct import first_of_each
from triptych.agents.language.measures import same_measure
from triptych.agents.language.text import overlap, stem_set
from triptych.agents.models.speaker import Speaker
from triptych.store.records import Citation, Claim, Passage

MOST = 3  # quotes kept for each side
_COPY = 0.9  # sentences more alike than this are one sentence printed twice

Sides = tuple[tuple[Citation, ...], tuple[Citation, ...]]


async def weigh(speaker: Speaker, claim: Claim, passages: Sequence[Passage]) -> Sides:
    """What sentences of independent publishers say for a claim, and what against it.

    Raises:
        ServiceError: the model did not answer, or with nothing usable.
        BudgetError: there is nothing left to pay it with.
    """
    own = {c.publisher for c in claim.citations}
    independent = [p for p in passages if p.publisher not in own]
    sheet = labelled(independent, speaker.room("debate", claim.persona) // 2)
    if not sheet.passages:
        return (), ()
    asked = prompt(
        "settle",
        "debate",
        max_tokens=160,
        claim=shown(claim.text),
        quotes="\n".join(quoted(c) for c in claim.citations[:2]),
        passages=sheet.text,
    )
    answer = await speaker.fill(asked, Weighed)
    supports, opposes = sheet.sentences(answer.supports), sheet.sentences(answer.opposes)
    both = {q.quote for q in supports} & {q.quote for q in opposes}
    return (
        _kept((q for q in supports if q.quote not in both), claim, 1),
        _kept((q for q in opposes if q.quote not in both), claim, -1),
    )


def _kept(quotes: Iterable[Citation], claim: Claim, side: int) -> tuple[Citation, ...]:
    """Those that are about the claim's matter and whose figures do not say the opposite; one a publisher."""
    sound = (q for q in quotes if related(claim.text, q.quote) and not _belied(q.quote, claim, side))
    return tuple(first_of_each(sound, lambda q: q.publisher)[:MOST])


def _belied(quote: str, claim: Claim, side: int) -> bool:
    own = claim.citations[0].quote if claim.citations else claim.text
    if side > 0 and overlap(stem_set(own), stem_set(quote)) > _COPY:
        return True  # printed twice is not borne out twice
    pair = same_measure(own, quote)
    return pair is not None and pair.agree != (side > 0)

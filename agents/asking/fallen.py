"""What fell in a debate is no evidence: sentences on which only withdrawn claims rest are taken out of the passages."""

from collections.abc import Iterator
from dataclasses import replace

from triptych.agents.asking.leads import Held, Lead, touch
from triptych.agents.sources.sentences import sentences
from triptych.store.quoted import Span


def without_fallen(held: Held) -> Held:
    """The same with what is left of each passage, in as many pieces as that takes."""
    fallen = [span for span, claim in held.resting if claim.status == "withdrawn" and _falls(span, held)]
    left = (piece for lead in held.leads for piece in _left(lead, fallen))
    return replace(held, leads=tuple(left))


def _falls(span: Span, held: Held) -> bool:
    return all(claim.status == "withdrawn" for claim in held.claims_on(span))


def _left(lead: Lead, fallen: list[Span]) -> Iterator[Lead]:
    if not any(touch(span, lead.span) for span in fallen):
        yield lead
        return
    at = lead.passage.start
    run: list[tuple[int, int]] = []
    for start, end in sentences(lead.passage.text):
        here = Span(lead.passage.source_id, at + start, at + end)
        if not any(touch(span, here) for span in fallen):
            run.append((start, end))
        elif run:
            yield _piece(lead, run[0][0], run[-1][1])
            run = []
    if run:
        yield _piece(lead, run[0][0], run[-1][1])


def _piece(lead: Lead, start: int, end: int) -> Lead:
    passage = lead.passage
    first, last = passage.start + start, passage.start + end
    cut = {"start": first, "end": last, "text": passage.text[start:end]}
    named = {"id": f"{passage.source_id}#{first}-{last}"}
    return replace(lead, passage=passage.model_copy(update=cut | named))

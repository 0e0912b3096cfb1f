"""What fell in a debate is no evidence: sentences on which only withdrawn claims rest are taken out of the passages."""

from collections.abc import Iterator
from dataclasses import replace

from triptych.agents.asking.leads import Held, Lead, touch
from triptych.agents.asking.pieces import pieces
from triptych.agents.sources.sentences import sentences
from triptych.store.quoted import Span
from triptych.store.records import Passage


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
    spans = sentences(lead.passage.text)
    kept = [not any(touch(span, _place(lead.passage, *here)) for span in fallen) for here in spans]
    yield from (replace(lead, passage=piece) for piece, _ in pieces(lead.passage, spans, kept))


def _place(passage: Passage, start: int, end: int) -> Span:
    return Span(passage.source_id, passage.start + start, passage.start + end)

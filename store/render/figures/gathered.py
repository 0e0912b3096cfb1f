"""What is quoted of each cited source, and for what: the kinds of claims that rest on it, and the debate about them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from triptych.store.records import Citation, Dossier, Source

LANES = ("fact", "estimate", "judgement", "forecast", "debate")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A source, and how many of its quotes stand under one kind of claim."""

    source: Source
    lane: str
    quotes: int


def gathered(dossier: Dossier) -> list[Quoted]:
    """Each source once in each lane in which it is quoted, in the order of the memo; a quote counts once a lane."""
    found: dict[tuple[str, str], set[str]] = {}
    for lane, citations in _lanes(dossier):
        for one in citations:
            found.setdefault((one.source_id, lane), set()).add(one.quote)
    return [
        Quoted(source, lane, len(found[source.id, lane]))
        for source in dossier.sources
        for lane in LANES
        if (source.id, lane) in found
    ]


def _lanes(dossier: Dossier) -> Iterator[tuple[str, Iterable[Citation]]]:
    ledger = dossier.ledger
    yield from ((claim.kind, claim.citations) for claim in ledger.claims)
    yield from (("debate", c.citations) for c in ledger.critiques)
    yield from (("debate", r.citations) for r in ledger.replies)
    yield from (("debate", (*one.supports, *one.opposes)) for one in ledger.settlements)

"""An answer put together: its sentences, its quotes numbered in order of first use, and the claims that rest on them."""

from collections.abc import Sequence

from triptych.agents.asking.leads import Held, Lead
from triptych.store.conversations import Quoted, Said
from triptych.store.quoted import Span
from triptych.store.records import Citation, Sentence, Source


def numbered(sentences: Sequence[Sentence]) -> dict[Citation, int]:
    """The quotes of sentences, numbered from 1 in order of first use."""
    quotes = dict.fromkeys(c for s in sentences for c in s.citations)
    return {citation: n for n, citation in enumerate(quotes, start=1)}


def said(sentences: Sequence[Sentence], held: Held) -> tuple[Said, ...]:
    """The sentences with the numbers of their quotes."""
    numbers = numbered(sentences)
    return tuple(
        Said(
            text=s.text,
            quotes=tuple(numbers[c] for c in s.citations),
            contested=any(
                claim.status == "contested" for c in s.citations for claim in held.claims_on(_span(c))
            ),
            marked=s.marked,
        )
        for s in sentences
    )


def quotes(sentences: Sequence[Sentence], held: Held, sources: dict[str, Source]) -> tuple[Quoted, ...]:
    """The quotes of sentences by number, each with its source and the claims that rest on it."""
    return tuple(_quoted(n, c, held, sources[c.source_id]) for c, n in numbered(sentences).items())


def _quoted(number: int, citation: Citation, held: Held, source: Source) -> Quoted:
    return Quoted(
        number=number,
        citation=citation,
        title=source.title,
        url=source.url,
        kind=source.kind,
        claims=held.claims_on(_span(citation)),
    )


def _span(citation: Citation) -> Span:
    return Span(citation.source_id, citation.start, citation.end)


def words_said(leads: Sequence[Lead]) -> dict[str, str]:
    """Passage id -> what a panel says on it, of the passages that a claim or a critique led to."""
    return {lead.passage.id: lead.said for lead in leads if lead.said}

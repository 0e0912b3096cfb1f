"""The mechanical audit: a quote stands in its source, a figure stands in a quote, and no sentence cites what is not there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from triptych.agents.language.figures import figures, years
from triptych.agents.language.text import stem_set
from triptych.store import citing
from triptych.store.records import Citation, Claim, Ledger, Memo, Sentence, Source


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence that fails the audit, and why."""

    sentence: Sentence
    reason: str


def checked(citation: Citation, sources: Mapping[str, Source]) -> Citation:
    """The citation with its verdict: `supported` when the quote stands at its span in the stored text.

    A quote that stands elsewhere in the text is moved to where it stands; one that does not stand there at all is `unverified`.
    Who published it and when is what the source says, whatever the analyst wrote.
    """
    source = sources.get(citation.source_id)
    if source is None:
        return citation.model_copy(update={"verdict": "unverified", "checked": "no such source"})
    own = {"publisher": source.publisher, "published_at": source.published_at, "verdict": "supported"}
    if _measures(citation) and source.text[citation.start : citation.end] == citation.quote:
        return citation.model_copy(update={**own, "checked": "substring"})
    at = source.text.find(citation.quote) if citation.quote else -1
    if at < 0:
        return citation.model_copy(update={"verdict": "unverified", "checked": "not in the source"})
    span = {"start": at, "end": at + len(citation.quote)}
    return citation.model_copy(update={**own, **span, "checked": "substring, moved"})


def _measures(citation: Citation) -> bool:
    """Whether the span is one, and as long as the quote."""
    return citation.start >= 0 and 0 < len(citation.quote) == citation.end - citation.start


def verified(citations: Iterable[Citation], sources: Mapping[str, Source]) -> tuple[Citation, ...]:
    """Those citations that stand in their source."""
    return tuple(c for c in (checked(c, sources) for c in citations) if c.verdict == "supported")


def faults(memo: Memo, ledger: Ledger) -> list[Fault]:
    """Every sentence of the memo that fails, in printed order, each once."""
    claims = {c.id: c for c in ledger.claims}
    found = ((s, _fault(s, claims)) for s in dict.fromkeys(citing.sentences(memo)))
    return [Fault(sentence, reason) for sentence, reason in found if reason]


def _fault(sentence: Sentence, claims: Mapping[str, Claim]) -> str:
    """Why a sentence fails; empty when it passes."""
    unknown = [i for i in sentence.claims if i not in claims]
    if unknown:
        return f"unknown claim {', '.join(unknown)}"
    quotes = [*sentence.citations, *(q for i in sentence.claims for q in claims[i].citations)]
    if sentence.computed:
        return ""
    if not quotes:
        return "no citation"
    if any(q.verdict != "supported" for q in quotes):
        return "a quote that is not in its source"
    return unsupported_figure(sentence.text, [q.quote for q in quotes]) or unheard_year(sentence.text, quotes)


def unsupported_figure(text: str, quotes: Iterable[str]) -> str:
    """What is wrong with the first figure of a text that stands in none of its quotes; empty where all do."""
    held = [f for quote in quotes for f in figures(quote)]
    missing = [f.text for f in figures(text) if not any(f.agrees(h, tolerance=1e-9) for h in held)]
    return f"{missing[0]} stands in no quote" if missing else ""


def unheard_year(text: str, citations: Iterable[Citation]) -> str:
    """What is wrong with a year that is later than anything the quotes speak of; empty where there is none.

    A year up to that of publication may be a quote's `last year`; a later one that no quote names is nobody's forecast.
    """
    those = list(citations)
    held = {year for c in those for year in years(c.quote)}
    latest = max((c.published_at.year for c in those if c.published_at), default=None)
    late = [y for y in sorted(years(text)) if y not in held and latest is not None and y > latest]
    return f"{late[0]} stands in no quote" if late else ""


def undecided(memo: Memo, ledger: Ledger) -> dict[Sentence, tuple[str, ...]]:
    """The sentences that pass every mechanical check and whose words are too far from their quotes to be sure.

    Returns:
        Each with its quotes, in printed order.
    """
    claims = {c.id: c for c in ledger.claims}
    found: dict[Sentence, tuple[str, ...]] = {}
    for sentence in dict.fromkeys(citing.sentences(memo)):
        if not sentence.computed and not _fault(sentence, claims):
            quotes = tuple(dict.fromkeys(q.quote for q in citing.citations(sentence, ledger)))
            if _distance(sentence.text, quotes) > FAR:
                found[sentence] = quotes
    return found


FAR = 0.25
"""Share of a sentence's content words that stand in none of its quotes, above which a model is asked."""


def _distance(text: str, quotes: Iterable[str]) -> float:
    said = stem_set(text)
    held = frozenset(stem for quote in quotes for stem in stem_set(quote))
    return len(said - held) / len(said) if said else 0.0

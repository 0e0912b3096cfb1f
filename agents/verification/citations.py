"""Citations checked: a quote is a span of a stored source, and who published it is what the source says."""

from collections.abc import Iterable, Mapping

from triptych.agents.verification.quotes import find
from triptych.store.records import Citation, Source


def checked(citation: Citation, sources: Mapping[str, Source]) -> Citation:
    """The citation with its verdict: `supported` when its quote stands in the stored text.

    A quote that stands elsewhere in the text is moved to where it stands; one in other typography, or nearly a sentence of
    the text, becomes the text's own words; one that does not stand there at all is `unverified`. Who published it and
    when is what the source says, whatever the analyst wrote.
    """
    source = sources.get(citation.source_id)
    if source is None:
        return citation.model_copy(update={"verdict": "unverified", "checked": "no such source"})
    own = {"publisher": source.publisher, "published_at": source.published_at, "verdict": "supported"}
    if _measures(citation) and source.text[citation.start : citation.end] == citation.quote:
        return citation.model_copy(update={**own, "checked": "substring"})
    stands = find(citation.quote, source.text)
    if stands is None:
        return citation.model_copy(update={"verdict": "unverified", "checked": "not in the source"})
    how = "substring, moved" if stands.how == "substring" else stands.how
    span = {"quote": source.text[stands.start : stands.end], "start": stands.start, "end": stands.end}
    return citation.model_copy(update={**own, **span, "checked": how})


def _measures(citation: Citation) -> bool:
    """Whether the span is one, and as long as the quote."""
    return citation.start >= 0 and 0 < len(citation.quote) == citation.end - citation.start


def verified(citations: Iterable[Citation], sources: Mapping[str, Source]) -> tuple[Citation, ...]:
    """Those citations that stand in their source, each passage once."""
    found = (c for c in (checked(c, sources) for c in citations) if c.verdict == "supported")
    return tuple({(c.source_id, c.start, c.end): c for c in found}.values())

"""Claims verified: each is read against its quotes before anybody sees it, and again before any change of it counts.

Invariant: a claim's text is never one that rules refute; what they refute is put back into the words of its quote, and the
words it had stay in its history.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from triptych.agents.language.sentences import capitalised
from triptych.agents.language.text import stem_set
from triptych.agents.sources.sentences import sentences
from triptych.agents.verification.independence import independent
from triptych.agents.verification.reading import Reading, read
from triptych.store.records import Change, Citation, Claim, Source, Verdict

MECHANICAL, ENTAILMENT = "mechanical", "entailment"
_AROUND = 500  # characters on each side of a quote in which a name that it points to may stand


class Entailment(NamedTuple):
    """What somebody who can read says of a statement and its quotes: tier two."""

    verdict: Verdict
    missing: str = ""
    """What the quotes do not say, in words."""


def reading_of(text: str, citations: Iterable[Citation], sources: Mapping[str, Source]) -> Reading:
    """A statement read against its quotes, with what the sources' heads and surroundings say of who and when."""
    those = list(citations)
    cited = {c.source_id: sources[c.source_id] for c in those if c.source_id in sources}
    beside = " ".join(f"{s.title} {s.author}" for s in cited.values())
    return read(text, those, beside, " ".join(_around(c, cited) for c in those))


def _around(citation: Citation, cited: Mapping[str, Source]) -> str:
    source = cited.get(citation.source_id)
    return source.text[max(0, citation.start - _AROUND) : citation.end + _AROUND] if source else ""


def stamped(claim: Claim, reading: Reading, sources: Mapping[str, Source], how: str = MECHANICAL) -> Claim:
    """The claim with its verdict, how that came about, and how many independent sources bear it out."""
    wanting = f"{how}: {reading.wanting}" if reading.wanting else how
    found = {"verdict": reading.verdict, "checked": wanting}
    return claim.model_copy(update=found | {"independent": corroboration(claim, sources)})


def corroboration(claim: Claim, sources: Mapping[str, Source]) -> int:
    """How many independent sources bear a claim out, each by itself; 1 where they do so only together."""
    alone = [c for c in claim.citations if not _refuted(reading_of(claim.text, [c], sources))]
    return independent(alone, sources) or min(1, independent(claim.citations, sources))


def _refuted(reading: Reading) -> bool:
    return reading.decided and not reading.sound


def corrected(claim: Claim, reading: Reading, sources: Mapping[str, Source]) -> Claim:
    """The claim put back into the words of the quote that it renders; what it said goes into its history."""
    before = Change(
        text=claim.text,
        status=claim.status,
        confidence=claim.confidence,
        round=0,
        because="",
        reason=reading.wanting,
    )
    text = own_words(claim.text, claim.citations)
    restated = claim.model_copy(update={"text": text, "history": (*claim.history, before)})
    return stamped(restated, reading_of(text, claim.citations, sources), sources)


def own_words(text: str, citations: Iterable[Citation]) -> str:
    """The whole sentence of the quotes that is most like a text."""
    said = stem_set(text)
    own = [c.quote[a:b] for c in citations for a, b in sentences(c.quote)]
    best = max(own, key=lambda s: len(said & stem_set(s)))
    return capitalised(" ".join(best.split()))


def settled(
    claim: Claim, reading: Reading, second: Entailment | None, sources: Mapping[str, Source]
) -> Claim:
    """The claim as verification leaves it.

    Args:
        claim: with verified quotes.
        reading: what rules found.
        second: what tier two says where rules could not tell; None where nobody could say.
    """
    if not reading.decided and second is not None:
        reading = Reading(second.verdict, second.missing if second.verdict != "supported" else "")
        return _settled(claim, reading, sources, ENTAILMENT)
    return _settled(claim, reading, sources, MECHANICAL)


def _settled(claim: Claim, reading: Reading, sources: Mapping[str, Source], how: str) -> Claim:
    if reading.decided and reading.verdict in ("partial", "contradicted"):
        return corrected(claim, reading, sources)
    return stamped(claim, reading, sources, how)

"""A dossier with what every part of its page looks up in it: names, numbers of sources, who says a thing and when.

Invariant: what comes back from here can stand in a line, an item or a cell as it is.
"""

from collections.abc import Iterable, Iterator, Sequence

from triptych.store import citing
from triptych.store.records import Citation, Claim, ClaimStatus, Dossier, Sentence
from triptych.store.render.argued import matters, quote
from triptych.store.render.lines import line
from triptych.store.render.nodes import Block, Cite, Inlines, Item, Items, Paragraph, Ref, Section
from triptych.store.render.phrases import bracketed, listed, phrase, quoted, spaced


class Page:
    """One memo being written out."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier, self.memo, self.ledger = dossier, dossier.memo, dossier.ledger
        self.claims = {c.id: c for c in dossier.ledger.claims}
        self._became: dict[str, set[ClaimStatus]] = {}
        for claim in dossier.ledger.claims:
            self._became.setdefault(quote(claim), set()).add(claim.status)
        self._number = {source: n for n, source in enumerate(dossier.memo.sources, start=1)}
        self._digests = frozenset(s.id for s in dossier.sources if s.kind == "starter")
        self._names = {p.key: line(p.name) for p in dossier.personas}
        self._printed = list(self._in_full())
        self._where = dict(self._held())

    def name(self, persona: str) -> str:
        """What a persona is called."""
        return self._names.get(persona, line(persona))

    def among(self, personas: Iterable[str]) -> Inlines:
        """Personas as one names them in the middle of a sentence."""
        return listed([self.name(p).lower() for p in personas])

    def claims_of(self, ids: Iterable[str]) -> list[Claim]:
        """The claims of those ids that there are."""
        return [self.claims[i] for i in ids if i in self.claims]

    def fate(self, claim: Claim) -> set[ClaimStatus]:
        """What became of a claim, and what the debate held against its quote where another persona has it too."""
        return {claim.status} | (self._became[quote(claim)] - {"withdrawn"})

    def citations(self, sentence: Sentence) -> list[Citation]:
        """The quotes under a sentence."""
        return citing.citations(sentence, self.ledger)

    def numbers(self, citations: Iterable[Citation]) -> Inlines:
        """The numbers of their sources, each once, with what is quoted of each."""
        found: dict[int, dict[Citation, None]] = {}
        for citation in citations:
            if number := self._number.get(citation.source_id):
                found.setdefault(number, {})[citation] = None
        return tuple(Cite(number, tuple(quotes)) for number, quotes in found.items())

    def said(self, citations: Sequence[Citation]) -> Inlines:
        """Who says it and when: the first source, and how many more."""
        if not citations:
            return ()
        first = citations[0]
        when = f", {first.published_at:%B %Y}" if first.published_at else ", undated"
        more = len({c.publisher for c in citations} - {first.publisher})
        others = f", and {more} more" if more else ""
        digest = "digest of " if first.source_id in self._digests else ""
        return phrase(digest, line(first.publisher) or "unnamed publisher", f"{when}{others}")

    def evidence(self, citations: Iterable[Citation]) -> Inlines:
        """Each quote with who says it, when, and its number."""
        return spaced(
            *(spaced(quoted(q.quote), bracketed(self.said([q])), self.numbers([q])) for q in citations)
        )

    def pointed(self, citations: Iterable[Citation]) -> Inlines:
        """The same, but of a quote that a sentence prints in full, the id of the claim there."""
        return spaced(
            *(
                spaced(bracketed("see ", Ref(where)), self.numbers([q]))
                if (where := self._where.get(q.quote))
                else self.evidence([q])
                for q in citations
            )
        )

    def shown(self, text: str) -> bool:
        """Whether the memo prints a text in full, in a sentence or where it was contested."""
        return any(text.rstrip(".") in printed for printed in self._printed)

    def _in_full(self) -> Iterator[str]:
        yield from (s.text for s in citing.sentences(self.memo))
        for matter in matters(self.dossier.brief, self.ledger):
            yield from (q.quote for q in matter.quotes)

    def _held(self) -> Iterator[tuple[str, str]]:
        """Each quote that a sentence prints in full, with the claim by which it is found there."""
        for sentence in citing.sentences(self.memo):
            held = self.claims_of(sentence.claims)
            yield from ((quote(c), c.id) for c in held if quote(c) in sentence.text)


def part(key: str, title: str | Inlines, blocks: Iterable[Block], otherwise: str = "") -> Section | None:
    """A section; where there is nothing to say, what says that, or no section at all."""
    there = tuple(blocks) or tuple(Paragraph(those) for those in [phrase(otherwise)] if those)
    return Section(key, phrase(title), there) if there else None


def bullets(lines: Iterable[Inlines]) -> tuple[Items, ...]:
    """The lines as a list, if there are any."""
    items = tuple(map(Item, lines))
    return (Items(items),) if items else ()

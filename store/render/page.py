"""A dossier with what every part of its page looks up in it: names, numbers of sources, who says a thing and when.

Invariant: what comes back from here is escaped; it can stand in a line, an item or a cell as it is.
"""

from collections.abc import Iterable, Iterator, Sequence

from triptych.store import citing
from triptych.store.records import Citation, Claim, ClaimStatus, Dossier, Sentence
from triptych.store.render.argued import matters, quote
from triptych.store.render.escape import inline


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
        self._names = {p.key: inline(p.name) for p in dossier.personas}
        self._printed = list(self._in_full())
        self._where = dict(self._held())

    def name(self, persona: str) -> str:
        """What a persona is called."""
        return self._names.get(persona, inline(persona))

    def among(self, personas: Iterable[str]) -> str:
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

    def numbers(self, citations: Iterable[Citation]) -> str:
        """The numbers of their sources, each once."""
        found = dict.fromkeys(self._number[c.source_id] for c in citations if c.source_id in self._number)
        return "".join(f"[{n}]" for n in found)

    def said(self, citations: Sequence[Citation]) -> str:
        """Who says it and when: the first source, and how many more."""
        if not citations:
            return ""
        first = citations[0]
        when = f", {first.published_at:%B %Y}" if first.published_at else ", undated"
        more = len({c.publisher for c in citations} - {first.publisher})
        others = f", and {more} more" if more else ""
        digest = "digest of " if first.source_id in self._digests else ""
        return f"{digest}{inline(first.publisher) or 'unnamed publisher'}{when}{others}"

    def evidence(self, citations: Iterable[Citation]) -> str:
        """Each quote with who says it, when, and its number."""
        return " ".join(
            spaced(quoted(q.quote), bracketed(self.said([q])), self.numbers([q])) for q in citations
        )

    def pointed(self, citations: Iterable[Citation]) -> str:
        """The same, but of a quote that a sentence prints in full, the id of the claim there."""
        return " ".join(
            spaced(f"(see {where})", self.numbers([q]))
            if (where := self._where.get(q.quote))
            else self.evidence([q])
            for q in citations
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


def titled(title: str, body: str, otherwise: str = "") -> str:
    """A section; where there is nothing to say, what says that, or nothing at all."""
    return f"## {title}\n\n{body or otherwise}" if body or otherwise else ""


def bracketed(text: str) -> str:
    """In brackets, if there is anything."""
    return f"({text})" if text else ""


def spaced(*parts: str) -> str:
    """The parts that there are, with a space between."""
    return " ".join(filter(None, parts))


def quoted(text: str) -> str:
    """A text from outside in quotation marks."""
    return f"“{inline(text)}”"


def stopped(text: str) -> str:
    """A text from outside as a sentence: with a stop, unless it ends in one."""
    line = inline(text)
    return line if not line or line.endswith((".", "!", "?", "…", "”")) else f"{line}."


def listed(parts: Sequence[str]) -> str:
    """Parts in a sentence: `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def unique(parts: Iterable[str]) -> Iterator[str]:
    """Each part once, in order."""
    yield from dict.fromkeys(parts)

"""Evidence as a model reads it: fenced, each sentence under a label; and back from labels to verbatim quotes.

A quote is verbatim by construction: a model names labels, and the span in the source comes from here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from triptych.agents.chat.words import shown
from triptych.agents.sources.sentences import Span, sentences
from triptych.store.records import Citation, Claim, Critique, Passage

MOST_PASSAGES = 24
OF_ONE_SOURCE = 3
_SENTENCE = 600  # characters shown of one sentence
_LABEL = re.compile(r"(\d{1,3})\.(\d{1,3})(?:\s*[-–]\s*(?:(\d{1,3})\.)?(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Labelled:
    """Passages with numbered sentences: passage 2's third sentence is `2.3`."""

    passages: tuple[Passage, ...]
    spans: tuple[tuple[Span, ...], ...]

    @property
    def text(self) -> str:
        """What a prompt holds."""
        return "\n".join(
            _fenced(n, p, s) for n, (p, s) in enumerate(zip(self.passages, self.spans, strict=True), 1)
        )

    def citations(self, labels: Iterable[str]) -> tuple[Citation, ...]:
        """The quotes that labels name, neighbours as one quote, in the order of naming; an unknown label is none."""
        named = dict.fromkeys(key for label in labels for key in self._known(label))
        runs = [
            (passage, run)
            for passage, those in groupby(named, key=lambda key: key[0])
            for run in _runs(sorted(sentence for _, sentence in those))
        ]
        return tuple(self._citation(passage, first, last) for passage, (first, last) in runs)

    def of(self, labels: Iterable[str]) -> list[Passage]:
        """The passages in which the labelled sentences stand."""
        numbers = dict.fromkeys(key[0] for label in labels for key in self._known(label))
        return [self.passages[n] for n in numbers]

    def _known(self, label: str) -> Iterator[tuple[int, int]]:
        """The places of a label, or of a range such as `2.3-2.5`, counted from 0; those that exist."""
        for found in _LABEL.finditer(label):
            passage, first = int(found[1]) - 1, int(found[2]) - 1
            same = found[3] is None or int(found[3]) - 1 == passage
            last = int(found[4]) - 1 if found[4] and same else first
            if 0 <= passage < len(self.spans):
                total = len(self.spans[passage])
                yield from ((passage, n) for n in range(max(0, first), min(last, total - 1) + 1))

    def _citation(self, at: int, first: int, last: int) -> Citation:
        passage, spans = self.passages[at], self.spans[at]
        start, end = spans[first][0], spans[last][1]
        return Citation(
            source_id=passage.source_id,
            quote=passage.text[start:end],
            start=passage.start + start,
            end=passage.start + end,
            publisher=passage.publisher,
            published_at=passage.published_at,
        )


def labelled(passages: Sequence[Passage], room: int) -> Labelled:
    """The passages that matter most, in up to `room` characters, with their sentences numbered."""
    chosen: list[Passage] = []
    used, taken = 0, dict[str, int]()
    for passage in _by_rank(passages):
        cost = len(passage.text) + 12 * passage.text.count(". ") + 120
        if taken.get(passage.source_id, 0) < OF_ONE_SOURCE and used + cost <= room:
            chosen.append(passage)
            used, taken[passage.source_id] = used + cost, taken.get(passage.source_id, 0) + 1
        if len(chosen) == MOST_PASSAGES:
            break
    return Labelled(tuple(chosen), tuple(tuple(sentences(p.text)) for p in chosen))


def _by_rank(passages: Sequence[Passage]) -> list[Passage]:
    """The best of each search, then the second of each, so that the longest query does not crowd out the others.

    Passages come as their searches found them, one search behind the other; where the score rises, the next begins.
    """
    searches: list[list[Passage]] = []
    for passage in passages:
        if not searches or passage.score > searches[-1][-1].score:
            searches.append([])
        searches[-1].append(passage)
    return [p for rank in zip_longest(*searches) for p in rank if p is not None]


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbours."""
    for _, those in groupby(enumerate(numbers), key=lambda x: x[1] - x[0]):
        run = [n for _, n in those]
        yield run[0], run[-1]


def _fenced(number: int, passage: Passage, spans: Sequence[Span]) -> str:
    when = f"{passage.published_at:%Y-%m-%d}" if passage.published_at else "undated"
    lines = [
        f"[{number}.{k}] {shown(passage.text[start:end])[:_SENTENCE]}"
        for k, (start, end) in enumerate(spans, 1)
    ]
    head = f'<passage {number} from="{_attribute(passage.publisher)}" date="{when}" title="{_attribute(passage.title)}">'
    return "\n".join([head, *lines, "</passage>"])


def _attribute(text: str) -> str:
    return shown(text)[:120].replace('"', "'").replace(">", "›")


def fenced_claims(claims: Iterable[Claim], critiques: Iterable[Critique] = (), quotes: int = 2) -> str:
    """Claims with what they quote, each in a fence under its id; and what was held against the contested ones."""
    against: dict[str, list[str]] = {}
    for critique in critiques:
        against.setdefault(critique.target, []).append(shown(critique.argument))
    return "\n".join(_fenced_claim(c, against.get(c.id, []), quotes) for c in claims)


def _fenced_claim(claim: Claim, against: Sequence[str], quotes: int) -> str:
    state = "" if claim.status == "standing" else f' status="{claim.status}"'
    lines = [f'<claim {claim.id} kind="{claim.kind}" confidence="{claim.confidence}"{state}>']
    lines.append(shown(claim.text))
    lines += [quoted(c) for c in claim.citations[:quotes]]
    lines += [f"disputed: {a[:300]}" for a in against[:2] if claim.status == "contested"]
    return "\n".join([*lines, "</claim>"])


def quoted(citation: Citation) -> str:
    """A quote on one line, with who said it and when."""
    when = f"{citation.published_at:%Y-%m}" if citation.published_at else "undated"
    return (
        f'quote ({_attribute(citation.publisher) or "unnamed"}, {when}): "{_attribute_quote(citation.quote)}"'
    )


def _attribute_quote(quote: str) -> str:
    return shown(quote)[:_SENTENCE].replace('"', "'")


def fitting(claims: Sequence[Claim], room: int, quotes: int = 1) -> list[Claim]:
    """The first claims that a prompt has room for; at least one."""
    kept: list[Claim] = []
    for claim in claims:
        room -= len(_fenced_claim(claim, (), quotes))
        if kept and room < 0:
            break
        kept.append(claim)
    return kept

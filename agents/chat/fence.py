"""Evidence as a model reads it: fenced, each sentence under a label; and back from labels to verbatim quotes.

A quote is verbatim by construction: a model names labels, and the span in the source comes from here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, groupby, zip_longest

from triptych.agents.chat.orders import is_order
from triptych.agents.chat.words import attribute, shown
from triptych.agents.distinct import first_of_each
from triptych.agents.sources import sentences as split
from triptych.agents.sources.passages import is_heading
from triptych.agents.sources.sentences import Span
from triptych.store.records import Citation, Passage

MOST_PASSAGES = 24
OF_ONE_SOURCE = 3
_SENTENCE = 600  # characters shown of one sentence
_GLANCE = 300


@dataclass(frozen=True, slots=True)
class Labelled:
    """Passages with their sentences numbered through, from 1."""

    passages: tuple[Passage, ...]
    spans: tuple[tuple[Span, ...], ...]

    @property
    def text(self) -> str:
        """What a prompt holds."""
        numbers = count(1)
        return "\n".join(_fenced(p, s, numbers) for p, s in zip(self.passages, self.spans, strict=True))

    def sentences(self, labels: Iterable[int]) -> tuple[Citation, ...]:
        """The labelled sentences, each a quote, in the order of naming; an unknown label is none."""
        return tuple(self._citation(passage, n, n) for passage, n in self._places(labels))

    def citations(self, labels: Iterable[int]) -> tuple[Citation, ...]:
        """The quotes that labels name, neighbours of one passage as one quote; an unknown label is none."""
        runs = [
            (passage, run)
            for passage, those in groupby(self._places(labels), key=lambda place: place[0])
            for run in self._runs(passage, sorted(sentence for _, sentence in those))
        ]
        return tuple(self._citation(passage, first, last) for passage, (first, last) in runs)

    @property
    def size(self) -> int:
        """How many sentences are labelled, from 1."""
        return sum(map(len, self.spans))

    def _places(self, labels: Iterable[int]) -> list[tuple[int, int]]:
        """Passage and sentence of each label, counted from 0; those that exist, each once."""
        places = [(p, s) for p, spans in enumerate(self.spans) for s in range(len(spans))]
        return [places[n - 1] for n in dict.fromkeys(labels) if 0 < n <= len(places)]

    def _runs(self, at: int, numbers: Sequence[int]) -> list[tuple[int, int]]:
        """First and last of each run of neighbours; a heading between two keeps them apart."""
        runs: list[tuple[int, int]] = []
        for n in numbers:
            gap = self.passages[at].text[self.spans[at][n - 1][1] : self.spans[at][n][0]] if n else ""
            if runs and n == runs[-1][1] + 1 and not gap.strip():
                runs[-1] = (runs[-1][0], n)
            else:
                runs.append((n, n))
        return runs

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
    return Labelled(tuple(chosen), tuple(_statements(p.text) for p in chosen))


@lru_cache(maxsize=2_000)  # a passage is shown to every persona, and again in every round
def _statements(text: str) -> tuple[Span, ...]:
    """The sentences of a text without its headings, which state nothing, and without orders to whoever reads it."""
    spans = [(start, end, text[start:end]) for start, end in split.sentences(text)]
    return tuple((start, end) for start, end, said in spans if not is_heading(said) and not is_order(said))


def glanced(passages: Sequence[Passage]) -> str:
    """Passages at a glance: who published each, when, its title and its first sentences; one of a source."""
    return "\n".join(map(_glance, first_of_each(passages, lambda p: p.source_id))) or "nothing yet"


def _glance(passage: Passage) -> str:
    opening = shown(" ".join(passage.text[start:end] for start, end in _statements(passage.text)[:2]))
    return f"{_head(passage)}\n{opening[:_GLANCE]}\n</passage>"


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


def _fenced(passage: Passage, spans: Sequence[Span], numbers: Iterator[int]) -> str:
    lines = [f"[{next(numbers)}] {shown(passage.text[start:end])[:_SENTENCE]}" for start, end in spans]
    return "\n".join([_head(passage), *lines, "</passage>"])


def _head(passage: Passage) -> str:
    when = f"{passage.published_at:%Y-%m-%d}" if passage.published_at else "undated"
    return f'<passage from="{attribute(passage.publisher)}" date="{when}" title="{attribute(passage.title)}">'

"""A search engine in small: pages ranked by the words that they share with a query."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from triptych.agents.doubles.pages import Page

_WORD = re.compile(r"[^\W_]{2,}")
_TITLE = 0.1  # what a score gains if the title holds all of the query


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that a query found; `score` lies between 0 and 1."""

    page: Page
    score: float


class Ranking:
    """Ranks pages by the share of a query's words that they hold; a rare word weighs more than a common one."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = pages
        self._words = [_words(f"{page.title} {page.text}") if page.text else frozenset() for page in pages]
        self._holding = Counter(word for words in self._words for word in words)

    def search(self, query: str) -> list[Hit]:
        """The pages that share a word with the query, best first; ties are in order of paths."""
        wanted = {word: self._weight(word) for word in _words(query)}
        whole = sum(wanted.values()) or 1.0
        hits = []
        for page, words in zip(self._pages, self._words, strict=True):
            found = sum(weight for word, weight in wanted.items() if word in words) / whole
            titled = sum(weight for word, weight in wanted.items() if word in _words(page.title)) / whole
            if found:
                hits.append(Hit(page, round((found + _TITLE * titled) / (1 + _TITLE), 4)))
        return sorted(hits, key=lambda hit: (-hit.score, hit.page.path))

    def _weight(self, word: str) -> float:
        return math.log(1 + (len(self._pages) + 1) / (self._holding[word] + 0.5))


def snippets(page: Page, query: str, most: int, length: int) -> list[str]:
    """The paragraphs that share most words with a query, in the order of the page, each cut to a length."""
    wanted = _words(query)
    blocks = [block for block in page.text.split("\n\n") if block and block != page.title]
    best = sorted(range(len(blocks)), key=lambda n: (-len(wanted & _words(blocks[n])), n))[:most]
    return [_cut(blocks[n], length) for n in sorted(best)]


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + "..."


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))

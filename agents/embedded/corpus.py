"""What the library's word counts say: how much a word tells, and which words name one thing."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from triptych.agents.language.direction import kin, kindred
from triptych.agents.language.text import stem_set


@lru_cache(maxsize=50_000)
def concepts(text: str) -> frozenset[str]:
    """The content stems of a text, words of one kin as one: `GPUs` and `chips` are both hardware."""
    return frozenset(kin(s) for s in stem_set(text))


@dataclass(frozen=True, slots=True)
class Corpus:
    """Word statistics of the library.

    Args:
        size: how many passages it has.
        frequency: in how many passages a stem stands.
    """

    size: int
    frequency: Callable[[str], int]

    def weight(self, concept: str) -> float:
        """How much a concept tells: its inverse document frequency, scaled so that a word of one passage weighs 1."""
        count = sum(self.frequency(s) for s in kindred(concept))
        return math.log(1 + self.size / (count + 0.5)) / math.log(1 + self.size / 0.5) if self.size else 0.0

    def total(self, found: Iterable[str]) -> float:
        """The weight of several concepts together."""
        return sum(self.weight(c) for c in found)

    def share(self, wanted: frozenset[str], found: frozenset[str]) -> float:
        """The share of the wanted concepts' weight that was found, 0 to 1."""
        total = self.total(sorted(wanted))
        return self.total(sorted(wanted & found)) / total if total else 0.0

    def flat_share(self, wanted: frozenset[str], found: frozenset[str]) -> float:
        """The same on a flatter scale, so that one rare word does not stand for the whole statement."""
        total = sum(math.sqrt(self.weight(c)) for c in sorted(wanted))
        return sum(math.sqrt(self.weight(c)) for c in sorted(wanted & found)) / total if total else 0.0

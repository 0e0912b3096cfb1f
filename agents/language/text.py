"""Words as the search index sees them: one stemmer for ranking, comparing and naming."""

import re
from collections.abc import Iterable
from functools import lru_cache

from triptych.agents.sources import terms

# Question and filler words that the English stop list keeps; they say nothing about a topic.
_FILLER = frozenset(
    [
        "around",
        "back",
        "come",
        "doe",
        "done",
        "end",
        "even",
        "get",
        "give",
        "given",
        "go",
        "ll",
        "made",
        "make",
        "many",
        "may",
        "mean",
        "much",
        "need",
        "new",
        "next",
        "one",
        "one",
        "say",
        "said",
        "see",
        "shall",
        "still",
        "take",
        "thing",
        "two",
        "three",
        "use",
        "used",
        "user",
        "ve",
        "want",
        "way",
        "well",
        "would",
        "year",
        "today",
        "current",
        "current",
    ]
)
_WORD = re.compile(r"(?<![\w'’.-])[\w'’.-]*\w")  # begins at no place within what it has tried already


@lru_cache(maxsize=50_000)
def stems(text: str) -> tuple[str, ...]:
    """The content stems of a text, in order, with repeats; numbers and filler words are left out."""
    return tuple(s for s in terms.stems(text) if s not in _FILLER and not s[0].isdigit() and len(s) > 1)


@lru_cache(maxsize=50_000)
def stem_set(text: str) -> frozenset[str]:
    """The distinct content stems of a text."""
    return frozenset(stems(text))


def term_stems(phrases: Iterable[str]) -> frozenset[str]:
    """The distinct stems of search terms, phrases taken apart."""
    return frozenset(s for phrase in phrases for s in stems(phrase))


def words(text: str) -> list[str]:
    """The words as written, punctuation off."""
    return _WORD.findall(text)


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Jaccard similarity of two stem sets, 0 to 1."""
    return len(a & b) / len(a | b) if a and b else 0.0


def listing(names: Iterable[str]) -> str:
    """Names as prose: `A`, `A and B`, `A, B and C`."""
    names = list(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""

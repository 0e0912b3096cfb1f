"""What a question asks for: the words that a passage must speak of to bear on it, and those that nothing may lack.

Invariant: words that only ask (`how much`, `tell me`, `what about`) count for nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from triptych.agents.embedded.corpus import concepts
from triptych.agents.language.direction import subject
from triptych.agents.language.text import words

_ASKING = concepts(
    "ask answer tell know think explain describe compare show find look list summarise happen become work differ difference "
    "reason why kind sort type example fact figure number amount level percent share-of big large small high low fast slow long "
    "great good bad best worst main key important latest recent exactly really please anybody anyone somebody someone people "
    "expect expected memo archive source claim evidence panel say believe matter affect influence effect role possible likely "
    "old different actual average typical enough many mind critic expert analyst observer author"
)
_TELLING = concepts(
    "ask answer tell know think explain describe compare show find look list summarise example please exactly really main "
    "key important latest recent"
)
"""Of these, the words that ask for whatever there is, and not for one thing about it."""
_WIDE = concepts("ai llm llms technology system")
"""Words for a whole field: who asks for the price of LLM inference means no brand with LLM in its name."""
_ACT = re.compile(
    r"^\W*(?:and\s+)?(?:who|what)\s+(?P<verb>\w+[^\Ws]s)\s+(?!(?:do|does|did|is|are|was|were|will|can|could|has|have|had)\b)",
    re.IGNORECASE,
)
"""`Who captures the margin?` is about the margin: each source has its own verb for it."""
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MARKED = re.compile(r"[^\W_]*(?:\d[^\W_]*[^\W\d_]|[^\W\d_][^\W_]*\d|[A-Z][^\W_]*[A-Z]|[a-z]+[A-Z])[^\W_]*")
"""A word that is written like no other: `H100`, `TPUs`, `DeepSeek`, `v3`."""
_NAMED = re.compile(r"(?<=[\w,;:] )[A-Z][a-z]+")
"""A capital in mid-sentence."""


_WHEN = re.compile(
    r"^\W*(?:and\s+)?(?:when|since when|by when|until when|(?:in )?(?:what|which) (?:year|month|quarter))\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:(?:19|20)\d\d|january|february|march|april|may \d|june|july|august|september|october|november|december|"
    r"(?:first|second|third|fourth|last|next) (?:quarter|half|year|month)|years?|months?|weeks?|days?|today|tomorrow|never)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for."""

    text: str
    about: frozenset[str]
    """Content stems, words of one kin as one."""
    manner: frozenset[str]
    """The stems of its other words that tell something: which way things move, who does what."""
    names: tuple[str, ...]
    """As they are written."""
    years: tuple[str, ...]

    @property
    def query(self) -> str:
        """The question as a search for its content words."""
        told = [w for w in words(self.text) if _tells(w)]
        return " ".join(dict.fromkeys((*told, *self.years)))

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.about or self.names or self.years)

    def share(self, text: str, weights: Mapping[str, float]) -> float:
        """The share of what is wanted, by weight, that a text speaks of, 0 to 1; of names and years alone all or nothing.

        `weights`: how much each concept tells; one that is not among them 1.
        """
        if not self.about:
            return float(not self.lacking(text))
        found = self._found(text)
        whole = sum(weights.get(c, 1.0) for c in sorted(self.about))
        return sum(weights.get(c, 1.0) for c in sorted(found)) / whole if whole else 0.0

    def count(self, text: str) -> int:
        """How many of the words wanted a text has."""
        return len(self._found(text))

    @property
    def beside(self) -> frozenset[str]:
        """Of the words wanted, those beside the names."""
        return self.about - _all_concepts(self.names)

    def answered_by(self, text: str, title: str) -> bool:
        """Whether a sentence may answer: it has a word that is wanted beside the names, and a name, or its title has that.

        One word beside a name is too little for a sentence that does not name anybody.
        """
        head = title if len(self.beside) > 1 else ""
        told = not self.beside or bool(self.beside & concepts(text))
        return told and self._names_one(f"{head} {text}")

    def _found(self, text: str) -> frozenset[str]:
        standing = _all_concepts(name for name in self.names if _stands(name, text))
        return self.about & (concepts(text) | standing)

    def lacking(self, text: str) -> list[str]:
        """The names and years that are wanted and do not stand in a text."""
        return [word for word in (*self.names, *self.years) if not _stands(word, text)]

    def _names_one(self, text: str) -> bool:
        """Whether a text speaks of one at least of the names that are wanted, if any are."""
        return not self.names or any(_stands(name, text) for name in self.names)

    def timely(self, text: str) -> bool:
        """Whether a text says when, where that is what is asked."""
        return not _WHEN.match(self.text) or bool(_DATED.search(text))

    def absent(self, text: str) -> tuple[str, ...]:
        """The words of the question, as they are written, of which a text does not speak."""
        told = [w for w in words(self.text) if _tells(w) or w in self.years]
        return tuple(dict.fromkeys(w for w in told if not _stands(w, text)))


def wanted(text: str) -> Wanted:
    """What a question asks for."""
    act = _ACT.match(text)
    bare = text[act.end() :] if act else text
    told = frozenset(subject(bare) - _ASKING) or concepts(text) - _ASKING
    about = told - _WIDE or told
    found = [*_MARKED.findall(text), *_NAMED.findall(text)]
    names = dict.fromkeys(n for n in found if concepts(n) <= about)
    if names and about <= _all_concepts(names):
        # Whoever asks who founded a firm is not answered by whatever is said of it.
        about |= concepts(text) - _TELLING - _WIDE
    manner = concepts(text) - about - _ASKING
    return Wanted(text, about, manner, tuple(names), tuple(dict.fromkeys(YEAR.findall(text))))


def _all_concepts(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(c for text in texts for c in concepts(text))


def _stands(word: str, text: str) -> bool:
    """Whether a text speaks of a word; one that has no stem, such as `3D` or a year, must stand there as it is."""
    if stems := concepts(word):
        return stems <= concepts(text) or (word.isalpha() and word.isupper() and _version(word, text))
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE))


def _version(name: str, text: str) -> bool:
    """Whether a text speaks of a version of what has that name: of HBM in HBM3e."""
    return bool(re.search(rf"(?<!\w){re.escape(name)}-?\d", text))


def _tells(word: str) -> bool:
    """Whether a word says what a question is about."""
    return bool(concepts(word) - _ASKING) or bool(_MARKED.fullmatch(word))

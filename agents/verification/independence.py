"""How many voices bear a claim out: one publisher is one voice, and so is one text on two sites.

Two quotes are one voice where their publisher is the same, where the texts around them are nearly the same (estimated
Jaccard similarity of word triples, Broder 1997), where the quotes themselves are, or where one names the other as its source.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from triptych.agents.language.measures import speakers
from triptych.agents.language.text import stem_set, words
from triptych.agents.verification.quotes import plain
from triptych.store.records import Citation, Source

if TYPE_CHECKING:
    from rensa import RMinHash  # type: ignore[import-untyped]

COPY = 0.8
"""Estimated Jaccard similarity of word triples at which two texts are one text printed twice."""
_SAME_WORDS = 92.0  # rapidfuzz ratio of two quotes that are one sentence
_PERMUTATIONS = 128
_SEED = 7
_AROUND = 600  # characters on each side of a quote that are compared


def independent(citations: Sequence[Citation], sources: Mapping[str, Source]) -> int:
    """How many independent sources the verified quotes have; 0 where no quote is verified."""
    return len(voices(citations, sources))


def voices(citations: Sequence[Citation], sources: Mapping[str, Source]) -> list[list[Citation]]:
    """The verified quotes, those of one voice together, in order of their first."""
    groups: list[list[Citation]] = []
    for citation in (c for c in citations if c.verdict == "supported"):
        same = [g for g in groups if any(one_voice(citation, other, sources) for other in g)]
        joined = [c for g in same for c in g] + [citation]
        groups = [g for g in groups if g not in same] + [joined]
    return sorted(groups, key=lambda g: citations.index(g[0]))


def one_voice(one: Citation, other: Citation, sources: Mapping[str, Source]) -> bool:
    """Whether two quotes come from one voice."""
    if (
        one.source_id == other.source_id
        or _same_publisher(one, other)
        or _same_sentence(one.quote, other.quote)
    ):
        return True
    return leans(one, other) or copies(_near(one, sources), _near(other, sources))


def copies(one: str, other: str) -> bool:
    """Whether two texts are one text printed twice."""
    return bool(one and other) and fingerprint(one).jaccard(fingerprint(other)) >= COPY


@lru_cache(maxsize=4_000)
def fingerprint(text: str) -> "RMinHash":
    """The MinHash of a text's word triples."""
    from rensa import RMinHash

    tokens = [w.lower() for w in words(text)]
    made = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    made.update([" ".join(tokens[i : i + 3]) for i in range(max(1, len(tokens) - 2))])
    return made


def _same_publisher(one: Citation, other: Citation) -> bool:
    return bool(one.publisher) and one.publisher.lower() == other.publisher.lower()


def _same_sentence(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(plain(one).lower(), plain(other).lower()) >= _SAME_WORDS


def leans(one: Citation, other: Citation) -> bool:
    """Whether one puts it down to the other, or both to the same third."""
    theirs, ours = speakers(other.quote), speakers(one.quote)
    return _is(one.publisher, theirs) or _is(other.publisher, ours) or bool(theirs & ours)


def _is(publisher: str, speaking: frozenset[str]) -> bool:
    named = stem_set(publisher.split(".")[0])
    return bool(named) and named <= speaking


def _near(citation: Citation, sources: Mapping[str, Source]) -> str:
    source = sources.get(citation.source_id)
    return source.text[max(0, citation.start - _AROUND) : citation.end + _AROUND] if source else ""

"""What an idea is about, and whether the evidence at hand bears on it at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from triptych.agents.embedded.comparisons import comparison
from triptych.agents.embedded.corpus import Corpus, concepts
from triptych.agents.embedded.phrases import WIDE, phrase
from triptych.agents.embedded.questions import Asked, questions_in
from triptych.agents.language.direction import kin, market, subject
from triptych.agents.language.sentences import Quotable
from triptych.agents.language.text import stem_set, words
from triptych.store.records import Passage

# What a phrase is about stands before what says for what or where, and is not the first part of a compound.
_BESIDE = re.compile(r"\s+(?:for|as|at|behind|across|among|through|under|within|inside)\s")
_WHERE = re.compile(r"\s+(?:in|on|from|by|with)\s")
_COMPOUND = re.compile(r"\b\w+(?:-\w+)+\s+(?=\w)")
_DOING = concepts(
    "investing investment risk opportunity exposure dependence bottleneck startups players companies"
)
_ASIDE = 0.4  # of the weight of a text that says nothing of the core
_FAIR = 0.3  # the share of what the nearest passage says of a topic, from which another is near it
_LEAST = 0.15  # the share of a topic from which a sentence is on it at all
_FAIR_SHARE = 0.4  # and the part of what the nearest says of it
_RANKED = 60  # passages that are near by their rank alone


@dataclass(frozen=True, slots=True)
class Topic:
    """What an idea is about, as weighted concepts, whole and question by question."""

    corpus: Corpus
    whole: frozenset[str]
    parts: tuple[frozenset[str], ...]
    core: frozenset[str] = frozenset()
    """What the idea is foremost about: of `reactors for data centres` the reactors. Empty where it asks a yes-or-no question,
    or is about a market's figure alone."""

    def coverage(self, text: str) -> float:
        """The share of the idea's weight that a text speaks of, 0 to 1."""
        return self.corpus.share(self.whole, concepts(text))

    def nearness(self, passage: Passage) -> float:
        """The share of the idea's weight that a passage speaks of with its title, 0 to 1."""
        return self.coverage(_said(passage))

    def focus(self, text: str) -> float:
        """The same for that one of the idea's questions of which the text says most; less beside the core."""
        found = concepts(text)
        beside = bool(self.core) and not self.core & found
        return (_ASIDE if beside else 1.0) * max(self.corpus.share(part, found) for part in self.parts)

    def unknown(self, idea: str) -> list[str]:
        """The idea's own words that stand nowhere in the library."""
        counts = {w: [s for s in stem_set(w) if kin(s) in self.whole] for w in words(idea)}
        return [
            w for w, found in counts.items() if found and not any(self.corpus.frequency(s) for s in found)
        ]

    def words_in(self, text: str) -> int:
        """How many of the idea's concepts a text has."""
        return len(self.whole & concepts(text))


def topic_of(idea: str, corpus: Corpus) -> Topic:
    """An idea as weighted concepts: what it is about, without its verbs, its cue words and words such as `landscape`."""
    said = concepts(idea) - WIDE
    parts = tuple(p for a in questions_in(idea) if (p := _part(a, said)))
    if parts:
        return Topic(corpus, frozenset().union(*parts), parts)
    named = phrase(idea)
    whole = subject(named) - WIDE or subject(idea) - WIDE or concepts(idea)
    return Topic(corpus, whole, (whole,), _core(named) & whole)


def _core(named: str) -> frozenset[str]:
    """The concepts of a phrase's foremost words, unless they are a market's alone; of a comparison those that both sides share,
    or where they share none all."""
    sides = [concepts(_foremost(side)) - WIDE for side in (comparison(named) or (named,))[:2]]
    found = frozenset.intersection(*sides) or frozenset().union(*sides)
    return frozenset() if found <= market(named) else found


def _foremost(named: str) -> str:
    """The words before what says for what, or where, without the first parts of compounds."""
    named = _BESIDE.split(named)[0]
    before = _WHERE.split(named)[0]
    return _COMPOUND.sub("", before if len(concepts(before) - WIDE - _DOING) > 1 else named)


def _part(asked: Asked, said: frozenset[str]) -> frozenset[str]:
    """What one question is about: of a decision on several words also the verb, which else would be half of it."""
    thing = subject(asked.about) & said
    return thing | (subject(asked.subject) & said) if len(thing) > 1 else thing


def bearing(topic: Topic, passages: Sequence[Passage]) -> list[Passage]:
    """The passages that bear on the topic.

    One shared word is chance: a passage must speak of two of the idea's words (of one, where the idea, or one of its
    questions, has only one) and of a third of its weight, or of that of one of its questions. Unless the passages together
    speak of half of the idea, or of one of its questions, none bears on it.
    """
    needed = min(2, *map(len, topic.parts), len(topic.whole))
    found = [
        p
        for p in passages
        if topic.words_in(_said(p)) >= needed and max(topic.nearness(p), topic.focus(_said(p))) >= 0.3
    ]
    if needed == 1 and not any(topic.words_in(p.title) for p in found):
        return []  # a common word in passing is no topic; one that somebody wrote about is
    together = " ".join(p.text for p in found)
    return found if max(topic.coverage(together), topic.focus(together)) >= 0.5 else []


def _said(passage: Passage) -> str:
    return f"{passage.title} {passage.text}"


def nearest(topic: Topic, found: Sequence[Quotable]) -> list[Quotable]:
    """The sentences that say at least `_FAIR_SHARE` of what the nearest says of the topic.

    A few claims on it are worth more than many beside it.
    """
    shares = [max(topic.nearness(q.passage), topic.focus(q.text)) for q in found]
    least = max(_LEAST, _FAIR_SHARE * max(shares, default=0.0))
    return [q for q, share in zip(found, shares, strict=True) if share >= least]


def neighbourhood(topic: Topic, passages: Sequence[Passage]) -> list[Passage]:
    """What is worth looking at once the library bears on a topic: all that speaks of a fair part of it, or ranks high.

    Args:
        passages: what a search for the idea found, best first.
    """
    shares = [topic.nearness(p) for p in passages]
    fair = _FAIR * max(shares, default=0.0)
    return [
        p for n, (p, share) in enumerate(zip(passages, shares, strict=True)) if n < _RANKED or share >= fair
    ]

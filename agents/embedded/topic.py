"""What an idea is about, and whether the evidence at hand bears on it at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from triptych.agents.embedded.corpus import Corpus, concepts
from triptych.agents.embedded.predicates import VERB, predicate
from triptych.agents.embedded.questions import AUXILIARY, Asked, foremost, questions_in
from triptych.agents.language.direction import kin, subject
from triptych.agents.language.text import listing, stem_set, words
from triptych.store.records import Passage

# `How do export controls change China's chips?` is about both.
_OPEN = re.compile(rf"^(?:how|why|when|where)\s+(?P<auxiliary>{AUXILIARY})\s+(?P<said>.+)$", re.IGNORECASE)
# `Who captures the margin in X?` is about the margin in X; `Which engines survive?` about the engines.
_WHO = re.compile(
    rf"^(?:who|what)\s+(?:{AUXILIARY}\s+)?(?:\w+s|{VERB})\s+(?:to\s+)?(?P<rest>\S.*)$", re.IGNORECASE
)
_WHICH = re.compile(
    rf"^which\s+(?:of\s+)?(?P<subject>\S+(?:\s+\S+){{0,4}}?)\s+(?:{AUXILIARY}\s+)?(?:{VERB})s?\b",
    re.IGNORECASE,
)
# `What will limit X: this or that?` is about X.
_CHOICE = re.compile(r"\s*[:–—]\s.*\bor\b.*$", re.IGNORECASE)
_IF = re.compile(r"\s+(?:if|when)\b.*$", re.IGNORECASE)
_IN = re.compile(r"^(?:to|into|with|in|on|for|at|by|from) ", re.IGNORECASE)
_FIRST = re.compile(rf"^{AUXILIARY}\s+", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:please\s+)?(?:research(?: on| into)?|analy[sz]e|explain|describe|investigate|explore|assess|evaluate|"
    r"what about|how about|write (?:me )?(?:a|about)(?: memo)?(?: on| about)?|what (?:is|are|if)|"
    r"how (?:do|does|will|can|should)|why (?:is|are|do|does))\s+",
    re.IGNORECASE,
)
# Words that say how wide to look or how much, not at what; rare ones would outweigh the subject itself.
_WIDE = concepts(
    "stack landscape ecosystem field sector space future outlook overview trend state industry topic subject basics "
    "beginner introduction primer guide summary four five six seven eight nine ten"
)
_FAIR = 0.3  # the share of what the nearest passage says of a topic, from which another is near it
_RANKED = 60  # passages that are near by their rank alone


def is_question(idea: str) -> bool:
    """Whether an idea asks something, rather than names a field."""
    return idea.rstrip().endswith("?") or bool(questions_in(idea))


def phrase(idea: str) -> str:
    """The idea as a noun phrase that fits into a question, e.g. `LLM inference hardware`."""
    asked = questions_in(idea)
    if asked and not asked[0].decided and not stem_set(asked[0].subject):  # `Can we rent X?` is about X
        return asked[0].rest.strip(" ,.?") or idea.strip()
    if asked:
        first = asked[0].subject
        return first if len(stem_set(first)) > 1 or len(asked) == 1 else listing(a.subject for a in asked[:2])
    return _sought(_CHOICE.sub("", idea.strip(" ?.!"))) or idea.strip()


def _sought(idea: str) -> str:
    """What an open question or an order is about."""
    open_ = _OPEN.match(idea)
    if open_ and (put := predicate(open_["said"])):
        anyone = open_["auxiliary"].lower() == "should" or not stem_set(put.subject)
        done = "" if put.verb == "be" else _IN.sub("", put.rest.strip())
        return listing(filter(None, ("" if anyone and done else put.subject, done)))
    if which := _WHICH.match(idea):
        return which["subject"]
    who = _WHO.match(idea)
    plain = foremost(idea) if _FIRST.match(idea) else idea
    named = who["rest"] if who else _FIRST.sub("", _OPENING.sub("", plain))
    return _IF.sub("", named).strip(" ?.!")


@dataclass(frozen=True, slots=True)
class Topic:
    """What an idea is about, as weighted concepts, whole and question by question."""

    corpus: Corpus
    whole: frozenset[str]
    parts: tuple[frozenset[str], ...]

    def coverage(self, text: str) -> float:
        """The share of the idea's weight that a text speaks of, 0 to 1."""
        return self.corpus.share(self.whole, concepts(text))

    def focus(self, text: str) -> float:
        """The same for that one of the idea's questions of which the text says most."""
        found = concepts(text)
        return max(self.corpus.share(part, found) for part in self.parts)

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
    said = concepts(idea) - _WIDE
    parts = tuple(p for a in questions_in(idea) if (p := _part(a, said)))
    whole = (
        frozenset().union(*parts) or subject(phrase(idea)) & said or subject(idea) - _WIDE or concepts(idea)
    )
    return Topic(corpus, whole, parts or (whole,))


def _part(asked: Asked, said: frozenset[str]) -> frozenset[str]:
    """What one question is about: of a decision on several words also the verb, which else would be half of it."""
    thing = subject(asked.about) & said
    return thing | (subject(asked.subject) & said) if len(thing) > 1 else thing


def bearing(topic: Topic, passages: Sequence[Passage]) -> list[Passage]:
    """The passages that bear on the topic.

    One shared word is chance: a passage must speak of two of the idea's words (of one, where the idea has only one) and of a
    third of its weight. Unless the passages together speak of half of the idea, or of one of its questions, none bears on it.
    """
    needed = min(2, len(topic.whole))
    found = [
        p
        for p in passages
        if topic.words_in(f"{p.title} {p.text}") >= needed and topic.coverage(f"{p.title} {p.text}") >= 0.3
    ]
    if needed == 1 and not any(topic.words_in(p.title) for p in found):
        return []  # a common word in passing is no topic; one that somebody wrote about is
    together = " ".join(p.text for p in found)
    return found if max(topic.coverage(together), topic.focus(together)) >= 0.5 else []


def neighbourhood(topic: Topic, passages: Sequence[Passage]) -> list[Passage]:
    """What is worth looking at once the library bears on a topic: all that speaks of a fair part of it, or ranks high.

    Args:
        passages: what a search for the idea found, best first.
    """
    shares = [topic.coverage(f"{p.title} {p.text}") for p in passages]
    fair = _FAIR * max(shares, default=0.0)
    return [
        p for n, (p, share) in enumerate(zip(passages, shares, strict=True)) if n < _RANKED or share >= fair
    ]

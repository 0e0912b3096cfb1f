"""What an idea is about, and whether the evidence at hand bears on it at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from triptych.agents.embedded.corpus import Corpus, concepts
from triptych.agents.embedded.predicates import DOES, VERB, Predicate, predicate
from triptych.agents.embedded.questions import AUXILIARY, OPEN, Asked, foremost, questions_in
from triptych.agents.language.direction import kin, market, subject
from triptych.agents.language.text import listing, stem_set, words
from triptych.store.records import Passage

# `How do export controls change China's chips?` is about both.
_OPEN = re.compile(
    rf"^(?:how(?: (?:much|fast|far|soon|quickly|long|high|low|big|cheap))?|why|when|where)\s+"
    rf"(?P<auxiliary>{AUXILIARY})\s+(?P<said>.+)$",
    re.IGNORECASE,
)
# `Why X may fall`, `How X changes Y`, told rather than asked.
_TOLD = re.compile(r"^(?:how|why|when|where)\s+(?!(?:to|much|many|far|fast)\b)(?P<said>.+)$", re.IGNORECASE)
_DOES = re.compile(
    rf"^(?P<subject>\S+(?: \S+){{0,3}}?) {DOES}(?! {VERB})(?: (?P<rest>\S.*))?$", re.IGNORECASE
)
_MAY = re.compile(rf"\s+{AUXILIARY}(?=\s)", re.IGNORECASE)
_ACT = re.compile(r"^\w+ing(?:\s|$)")  # `keep falling`: nothing that is acted on
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
# `GPU prices: where are they heading?` is about GPU prices.
_ASKING = re.compile(rf"\s*[:–—]\s*(?:{AUXILIARY}|{OPEN})\b.*$", re.IGNORECASE)
# `The case for and against X`, `the economics of X`: X.
_LEAD = re.compile(
    r"^(?:the )?(?:case (?:for and against|for|against)|pros and cons of|(?:unit )?economics of|outlook (?:for|of)|state of) ",
    re.IGNORECASE,
)
_IF = re.compile(r"\s+(?:if|when)\b.*$", re.IGNORECASE)
_IN = re.compile(r"^(?:to|into|with|in|on|for|at|by|from) ", re.IGNORECASE)
_FIRST = re.compile(rf"^{AUXILIARY}\s+", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:please\s+)?(?:research(?: on| into)?|analy[sz]e|explain|describe|investigate|explore|assess|evaluate|"
    r"what about|how about|write (?:me )?(?:a|about)(?: memo)?(?: on| about)?|what (?:is|are|if)|"
    r"how (?:do|does|will|can|should)|how to \w+(?: (?:in|on|into|with|from))?|why (?:is|are|do|does))\s+",
    re.IGNORECASE,
)
# Words that say how wide to look or how much, not at what; rare ones would outweigh the subject itself.
_WIDE = concepts(
    "stack landscape ecosystem field sector space future outlook overview trend state industry topic subject basics "
    "beginner introduction primer guide summary case economics versus vs four five six seven eight nine ten"
)
# What a phrase is about stands before what says where or for what, and is not the first part of a compound.
_BESIDE = re.compile(
    r"\s+(?:in|for|at|on|as|by|from|with|behind|across|among|through|under|within)\s+.*$", re.IGNORECASE
)
_COMPOUND = re.compile(r"\b\w+(?:-\w+)+\s+(?=\w)")
_ASIDE = 0.4  # what a text says of the rest of a phrase counts, beside one that speaks of its core
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
    named = _sought(_ASKING.sub("", _CHOICE.sub("", idea.strip(" ?.!"))))
    return _LEAD.sub("", named) or idea.strip()


def _sought(idea: str) -> str:
    """What an open question or an order is about."""
    if (open_ := _OPEN.match(idea)) and (put := predicate(open_["said"])):
        return _both(put, anyone=open_["auxiliary"].lower() == "should")
    if not open_ and (told := _TOLD.match(idea)):
        if does := _DOES.match(told["said"]):
            return listing(filter(None, (does["subject"], does["rest"])))
        put = predicate(_MAY.sub("", told["said"], 1))
        return _both(put) if put else _MAY.split(told["said"])[0]
    if which := _WHICH.match(idea):
        return which["subject"]
    who = _WHO.match(idea)
    plain = foremost(idea) if _FIRST.match(idea) else idea
    named = who["rest"] if who else _FIRST.sub("", _OPENING.sub("", plain))
    return _IF.sub("", named).strip(" ?.!")


def _both(put: Predicate, *, anyone: bool = False) -> str:
    """Who does something, unless that is anyone, and to what."""
    done = "" if put.verb == "be" or _ACT.match(put.rest.strip()) else _IN.sub("", put.rest.strip())
    return listing(
        filter(None, ("" if done and (anyone or not stem_set(put.subject)) else put.subject, done))
    )


@dataclass(frozen=True, slots=True)
class Topic:
    """What an idea is about, as weighted concepts, whole and question by question."""

    corpus: Corpus
    whole: frozenset[str]
    parts: tuple[frozenset[str], ...]
    core: frozenset[str] = frozenset()
    """What the idea is foremost about: of `reactors for data centres` the reactors. Empty where that is all of it."""

    def coverage(self, text: str) -> float:
        """The share of the idea's weight that a text speaks of, 0 to 1."""
        return self.corpus.share(self.whole, concepts(text))

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
    said = concepts(idea) - _WIDE
    parts = tuple(p for a in questions_in(idea) if (p := _part(a, said)))
    whole = (
        frozenset().union(*parts) or subject(phrase(idea)) & said or subject(idea) - _WIDE or concepts(idea)
    )
    return Topic(corpus, whole, parts or (whole,), frozenset() if parts else _core(phrase(idea)) & whole)


def _core(named: str) -> frozenset[str]:
    """The concepts of a phrase's foremost words; none where those are a market's alone, as in `the margin in X`."""
    foremost_ = _COMPOUND.sub("", _BESIDE.sub("", named))
    found = concepts(foremost_) - _WIDE
    return frozenset() if found <= market(foremost_) else found


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

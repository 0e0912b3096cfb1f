"""What an idea is about, and whether the evidence at hand bears on it at all."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from triptych.agents.text import listing, stem_set, stems
from triptych.store.records import Passage

_AUXILIARY = r"(?:will|would|does|do|did|can|could|should|is|are|was|has|have|may|might|must|shall)"
_VERB = (
    r"(?:be|become|keep|remain|stay|lose|win|fall|rise|grow|replace|displace|beat|dominate|survive|erode|shift|move|collapse|"
    r"reach|overtake|need|pay|disrupt|commoditi[sz]e|hold|have|get|make|take|go|capture|cut|double|exceed|matter|work|scale|"
    r"come|end|face|run|buy|sell|build|use|lead|follow|drive|change|create|destroy|break|drop|shrink|outperform|compete|"
    r"catch|continue|converge|cost|deliver|earn|fail|gain|help|hurt|kill|last|leave|save|spread|start|stop|succeed|transform)"
)
_ASKED = re.compile(rf"^{_AUXILIARY}\s+(?P<subject>.+?)\s+(?P<verb>{_VERB})\b(?P<rest>.*)$", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:please\s+)?(?:research(?: on| into)?|analy[sz]e|explain|describe|investigate|explore|assess|evaluate|"
    r"write (?:me )?(?:a|about)(?: memo)?(?: on| about)?|what (?:is|are)|how (?:do|does|will|can|should)|why (?:is|are|do|does))\s+",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\?\s*|,?\s+and\s+(?=" + _AUXILIARY + r"\b)|;\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One yes-or-no question of an idea: `Will <subject> <verb><rest>`."""

    subject: str
    verb: str
    rest: str


def questions_in(idea: str) -> list[Asked]:
    """The yes-or-no questions that an idea puts."""
    parts = [part.strip(" ,.?") for part in _JOINT.split(idea)]
    found = [_ASKED.match(part) for part in parts]
    return [Asked(m["subject"], m["verb"].lower(), m["rest"].rstrip()) for m in found if m]


def is_question(idea: str) -> bool:
    """Whether an idea asks something, rather than names a field."""
    return idea.rstrip().endswith("?") or bool(questions_in(idea))


def phrase(idea: str) -> str:
    """The idea as a noun phrase that fits into a question, e.g. `LLM inference hardware`."""
    asked = questions_in(idea)
    if asked:
        first = asked[0].subject
        return first if len(stem_set(first)) > 1 or len(asked) == 1 else listing(a.subject for a in asked[:2])
    named = _OPENING.sub("", idea.strip()).strip(" ?.!")
    return named or idea.strip()


@dataclass(frozen=True, slots=True)
class Topic:
    """The content stems of an idea, each with its weight in the library at hand (rare words weigh more)."""

    weights: dict[str, float]

    def coverage(self, text: str) -> float:
        """The share of the idea's weight that a text speaks of, 0 to 1."""
        found = stem_set(text)
        total = sum(self.weights.values())
        return sum(w for s, w in self.weights.items() if s in found) / total if total else 0.0

    def words_in(self, text: str) -> int:
        """How many of the idea's content words a text has."""
        return len(self.weights.keys() & stem_set(text))


def weigh(idea: str, passages: Sequence[Passage], size: int) -> Topic:
    """The idea's stems with their inverse document frequency.

    Args:
        passages: what a search for the idea found; every passage with a word of the idea, up to the search's limit.
        size: how many passages the whole library has.
    """
    counts = {s: sum(s in stem_set(p.text) for p in passages) for s in stems(idea)}
    return Topic({s: math.log(1 + (size + 1) / (n + 0.5)) for s, n in counts.items()})


def bearing(topic: Topic, passages: Sequence[Passage]) -> list[Passage]:
    """The passages that bear on the topic.

    One shared word is chance: a passage must speak of two of the idea's words (of one, where the idea has only one) and of a third
    of its weight. Unless the passages together speak of half of the idea, none bears on it.
    """
    needed = min(2, len(topic.weights))
    found = [
        p
        for p in passages
        if topic.words_in(f"{p.title} {p.text}") >= needed and topic.coverage(f"{p.title} {p.text}") >= 0.3
    ]
    return found if topic.coverage(" ".join(p.text for p in found)) >= 0.45 else []

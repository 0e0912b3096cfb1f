"""How good a subject of debate a statement is: near the idea, with a figure, brief, and with evidence on both sides."""

from collections.abc import Sequence
from dataclasses import dataclass

from triptych.agents.embedded.stance import relation
from triptych.agents.embedded.topic import Topic
from triptych.agents.language.direction import market, subject
from triptych.agents.language.figures import measured
from triptych.agents.language.names import names_in
from triptych.agents.language.sentences import Quotable
from triptych.agents.language.text import overlap
from triptych.store.records import Proposition

OF_LEADER = 0.27
"""How near the idea a sentence is by the leader's name alone."""
_OF_PASSAGE = 0.3  # the same by its passage alone
_OF_MARKET = 0.2  # the same by a price, margin or demand alone
_ON_TOPIC = 0.5  # of the idea's weight, from which a sentence is on it
_FAIR = 0.25  # the part of the sources on the idea that must name a leader
_UNHEARD = 0.25  # what a statement loses on which nothing else at hand bears
_REPEATED = 1.0  # what a second statement in one unit, or on one name, loses


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement with what speaks for debating it; `source` is where it was taken from."""

    proposition: Proposition
    score: float
    heard: int
    nearness: float
    source: str = ""

    @property
    def text(self) -> str:
        return self.proposition.text


@dataclass(frozen=True, slots=True)
class Scale:
    """Weighs statements for one idea.

    Args:
        sentences: the evidence at hand.
        leader: the organisation whose figures are never far from the idea; empty where none leads.
        wanted: the market concepts that the idea names, were it only in an open question.
    """

    topic: Topic
    sentences: Sequence[Quotable]
    leader: str
    wanted: frozenset[str]

    def near(self, quotable: Quotable) -> float:
        """How much of the idea a sentence speaks of, for less its passage, its leader, or a price that is asked for."""
        whole = self.topic.nearness(quotable.passage)
        led = OF_LEADER if self.leader and self.leader in quotable.text else 0.0
        asked = _OF_MARKET if self.wanted & market(quotable.text) else 0.0
        return max(self.topic.focus(quotable.text), _OF_PASSAGE * whole, led, asked)

    def candidate(self, proposition: Proposition, nearness: float, source: str = "") -> Candidate:
        """The statement as a candidate; its own source is no evidence for it."""
        text = proposition.text
        heard = self._heard(text, source)
        worth = 3 * nearness + 0.4 * heard * (0.5 + nearness) - _UNHEARD * (not heard)
        return Candidate(
            proposition, worth + 0.3 * bool(measured(text)) - len(text.split()) / 50, heard, nearness, source
        )

    def _heard(self, text: str, source: str) -> int:
        """How much at hand speaks for or against a statement, 0 to 6; most where both sides are heard."""
        others = (q for q in self.sentences if q.passage.source_id != source)
        sides = [relation(text, q.text, self.topic.corpus)[0] for q in others]
        return min(3, sides.count(1)) + min(3, sides.count(-1))


def leads(leader: str, topic: Topic, sentences: Sequence[Quotable]) -> bool:
    """Whether an organisation is somebody on this idea: a fair part of the sources on it name it beside the idea."""
    near = [q for q in sentences if topic.focus(q.text) >= _ON_TOPIC]
    naming = {q.passage.source_id for q in near if leader and leader in q.text}
    return len(naming) >= _FAIR * max(1, len({q.passage.source_id for q in near}))


def chosen(
    found: Sequence[Candidate], made: Sequence[Proposition], most: int, named: str, alike: float
) -> list[Proposition]:
    """The best, one after the other; a further one of a kind must be that much better.

    Args:
        made: what is put already.
        named: the idea as a noun phrase, whose own names may come back.
        alike: overlap from which a statement says what another says.
    """
    taken: list[Candidate] = []
    left = sorted(found, key=lambda c: (-c.score, c.text))
    while left and len(taken) < most:
        said = [p.text for p in (*made, *(c.proposition for c in taken))]
        best = max(left, key=lambda c: c.score - _REPEATED * _repeats(c.text, said, named))
        left.remove(best)
        fresh = all(overlap(subject(best.text), subject(text)) < alike for text in said)
        if fresh and not (best.source and best.source in [c.source for c in taken]):
            taken.append(best)
    return [c.proposition for c in taken]


def _repeats(text: str, said: Sequence[str], named: str) -> int:
    """How many earlier statements measure in the same unit, and how many are on the same name."""
    units, names = _units(text), _names(text, named)
    return sum(bool(units & _units(other)) + bool(names & _names(other, named)) for other in said)


def _names(text: str, named: str) -> set[str]:
    return {name for name in names_in(text) if name not in named}


def _units(text: str) -> set[str]:
    return {f.dimension for f in measured(text)}

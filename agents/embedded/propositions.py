"""What the debate is about: the idea's own questions, then what publishers forecast or count, then what any field can be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from triptych.agents.embedded.forecasts import forecast
from triptych.agents.embedded.frames import frames, leader_of
from triptych.agents.embedded.own import bare, own
from triptych.agents.embedded.stance import relation
from triptych.agents.embedded.thresholds import thresholds
from triptych.agents.embedded.topic import Topic
from triptych.agents.language.direction import subject
from triptych.agents.language.figures import measured
from triptych.agents.language.names import names_in
from triptych.agents.language.sentences import Quotable
from triptych.agents.language.text import overlap
from triptych.agents.propositions import FEWEST, MOST, fault
from triptych.store.records import Entities, Proposition

_NEAR = 0.15  # how near to the idea a published figure must be
_FRAME = 0.2  # how near a frame is that names the subject itself
_PASSAGE, _LEADER = 0.29, 0.25  # how near a sentence is by its passage alone, and by the leader's name
_ALONE = 0.28  # how near it must be where nothing else at hand bears on it
_ON_TOPIC, _FAIR = 0.5, 0.25  # what of the idea a sentence must say, and of such sources' number those that name the leader
_WEIGHED = 40  # candidates whose evidence is counted
_ALIKE, _SAME = 0.35, 0.8  # overlap from which two statements are on one subject, and from which they say the same
_REPEATED = 1.0  # what a second statement of one kind, or on one name, loses


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A statement with what speaks for debating it."""

    proposition: Proposition
    score: float
    heard: int = 0
    nearness: float = 0.0
    source: str = ""

    @property
    def key(self) -> tuple[float, str]:
        return -self.score, self.proposition.text


def propose(
    idea: str,
    named: str,
    topic: Topic,
    sentences: Sequence[Quotable],
    entities: Entities,
    as_of: date,
    horizon: date,
) -> tuple[Proposition, ...]:
    """Three to five propositions; what the idea asks comes first.

    Args:
        named: the idea as a noun phrase.
        sentences: quotable sentences near the topic.
        entities: what they name.
        horizon: the day by which a proposition without a year of its own is judged.
    """
    known = [q.text for q in sentences]
    entities = entities if _leads(named, topic, sentences, entities) else entities.model_copy(update={"organisations": ()})
    made = [p for p in own(idea, horizon) if not fault(p.text, p.horizon, as_of, known)][:MOST]
    published = _published(topic, sentences, leader_of(named, entities), as_of, horizon)
    framed = [p for p in frames(named, horizon, entities, known) if not fault(p.text, p.horizon, as_of, known)]
    wide = [_candidate(topic, p, sentences, _FRAME * (named in p.text)) for p in framed]
    made += _chosen([*published, *wide], made, FEWEST - len(made), named)
    nearer = _PASSAGE if named in entities.organisations else _LEADER
    made += _chosen([c for c in published if c.nearness > nearer], made, MOST - len(made), named)
    made += _chosen(wide, made, FEWEST - len(made), named, _SAME)
    return tuple(p.model_copy(update={"id": f"P{n}"}) for n, p in enumerate(made, start=1))


def asked_by(idea: str, horizon: date) -> list[Proposition]:
    """What an idea itself asks, as statements without ids: each with what settles it, and each in the idea's words alone."""
    return [*own(idea, horizon), *bare(idea, horizon)]


def _leads(named: str, topic: Topic, sentences: Sequence[Quotable], entities: Entities) -> bool:
    """Whether the leader is somebody on this idea: what is near it names the leader in a fair part of its sources."""
    leader = leader_of(named, entities)
    near = [q for q in sentences if topic.focus(q.text) >= _ON_TOPIC]
    naming = {q.passage.source_id for q in near if leader and leader in q.text}
    return leader == named or len(naming) >= _FAIR * max(1, len({q.passage.source_id for q in near}))


def _published(
    topic: Topic, sentences: Sequence[Quotable], leader: str, as_of: date, horizon: date
) -> list[_Candidate]:
    """Forecasts for a year ahead and thresholds near today's levels."""
    known = [q.text for q in sentences]
    forecasts = ((q, p) for q in sentences if (p := forecast(q, as_of, known)))
    found = (
        (_nearness(topic, q, leader), q, p) for q, p in (*forecasts, *thresholds(sentences, as_of, horizon))
    )
    near = sorted((x for x in found if x[0] >= _NEAR), key=lambda x: (-x[0], x[1].passage.id, x[1].start))
    made = (_candidate(topic, p, sentences, n, q.passage.source_id) for n, q, p in near[:_WEIGHED])
    return [c for c in made if c.heard or c.nearness >= _ALONE]


def _nearness(topic: Topic, quotable: Quotable, leader: str) -> float:
    """How much of the idea a sentence speaks of, or for less its passage; the leader's figures are never far."""
    whole = topic.coverage(f"{quotable.passage.title} {quotable.passage.text}")
    led = _LEADER if leader and leader in quotable.text else 0.0
    return max(topic.focus(quotable.text), _PASSAGE * whole, led)


def _candidate(
    topic: Topic,
    proposition: Proposition,
    sentences: Sequence[Quotable],
    nearness: float = 0.0,
    source: str = "",
) -> _Candidate:
    """How good a subject of debate: near the idea, with a figure, brief, and with evidence on both sides."""
    text = proposition.text
    heard = _evidence(topic, text, sentences, source)
    score = 3 * nearness + 0.4 * heard * (0.5 + nearness) + 0.3 * bool(measured(text)) - len(text.split()) / 50
    return _Candidate(proposition, score, heard, nearness, source)


def _evidence(topic: Topic, text: str, sentences: Sequence[Quotable], source: str) -> int:
    """How much at hand speaks for or against a statement, 0 to 6, most where both sides are heard; its own source aside."""
    sides = [relation(text, q.text, topic.corpus)[0] for q in sentences if q.passage.source_id != source]
    return min(3, sides.count(1)) + min(3, sides.count(-1))


def _chosen(
    found: Sequence[_Candidate], made: Sequence[Proposition], most: int, named: str, alike: float = _ALIKE
) -> list[Proposition]:
    """The best, one after the other, none that says what another says; a further one of a kind must be that much better."""
    taken: list[_Candidate] = []
    left = sorted(found, key=lambda c: c.key)
    while left and len(taken) < most:
        said = [*made, *(c.proposition for c in taken)]
        best = max(left, key=lambda c: c.score - _REPEATED * _repeats(c.proposition, said, named))
        left.remove(best)
        fresh = all(overlap(subject(best.proposition.text), subject(p.text)) < alike for p in said)
        if fresh and not (best.source and best.source in [c.source for c in taken]):
            taken.append(best)
    return [c.proposition for c in taken]


def _repeats(proposition: Proposition, said: Sequence[Proposition], named: str) -> int:
    """How many earlier ones measure in the same unit, and how many are on the same name, if that is not the idea's own."""
    units, names = _units(proposition.text), _names(proposition.text, named)
    return sum(bool(units & _units(p.text)) + bool(names & _names(p.text, named)) for p in said)


def _names(text: str, named: str) -> set[str]:
    return {name for name in names_in(text) if name not in named}


def _units(text: str) -> set[str]:
    return {f.dimension for f in measured(text)}

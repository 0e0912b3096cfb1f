"""What the debate is about: the idea's own questions, what publishers forecast or count, and what any field can be asked."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from triptych.agents.embedded.candidates import OF_LEADER, Candidate, Scale, chosen, leads
from triptych.agents.embedded.comparisons import Comparison, comparison
from triptych.agents.embedded.forecasts import forecast
from triptych.agents.embedded.frames import frames, leader_of
from triptych.agents.embedded.own import bare, own
from triptych.agents.embedded.questions import questions_in
from triptych.agents.embedded.thresholds import thresholds
from triptych.agents.embedded.topic import Topic
from triptych.agents.language.direction import market
from triptych.agents.language.sentences import Quotable
from triptych.agents.propositions import FEWEST, MOST, fault
from triptych.store.records import Entities, Proposition

_NEAR = 0.15  # how near to the idea a published figure must be
_ALONE = 0.27  # the same where nothing else at hand bears on it
_FRAMED = 0.2  # how near a frame is that names the subject itself
_ON_IT = 0.5  # how near a fourth or fifth must be to be put on a single piece of evidence; on two it may be farther
_WEIGHED = 40  # published figures whose evidence is counted
_ALIKE = 0.35  # overlap from which two statements are on one subject
_SAME = 0.8  # overlap from which they say the same


def propose(
    idea: str,
    named: str,
    topic: Topic,
    sentences: Sequence[Quotable],
    entities: Entities,
    as_of: date,
    horizon: date,
) -> tuple[Proposition, ...]:
    """Three to five propositions; what the idea asks comes first, and what any field can be asked only up to three.

    Args:
        named: the idea as a noun phrase.
        sentences: quotable sentences near the topic.
        entities: what they name.
        horizon: the day by which a proposition without a year of its own is judged.
    """
    known = [q.text for q in sentences]
    decided = any(asked.decided for asked in questions_in(idea))
    compared = None if decided else comparison(named)
    entities = _leading(named, topic, sentences, entities, compared)
    scale = Scale(topic, sentences, leader_of(named, entities), market(idea))
    framed = _sound(frames(named, horizon, entities, known, decided=decided), as_of, known)
    wide = [scale.candidate(p, _FRAMED * (named.lower() in p.text.lower())) for p in framed]
    near = _published(scale, as_of, horizon)
    made = (_sound(own(idea, horizon), as_of, known) or (framed[:1] if compared else []))[:MOST]
    made += chosen([*near, *wide], made, FEWEST - len(made), named, _ALIKE)
    further = [c for c in near if c.nearness >= OF_LEADER and c.heard >= (1 if c.nearness > _ON_IT else 2)]
    made += chosen(further, made, MOST - len(made), named, _ALIKE)
    made += chosen(wide, made, FEWEST - len(made), named, _SAME)
    return tuple(p.model_copy(update={"id": f"P{n}"}) for n, p in enumerate(made, start=1))


def asked_by(idea: str, horizon: date) -> list[Proposition]:
    """What an idea itself asks, as statements without ids: each with what settles it, and each in the idea's words alone."""
    return [*own(idea, horizon), *bare(idea, horizon)]


def _sound(found: Iterable[Proposition], as_of: date, known: Sequence[str]) -> list[Proposition]:
    return [p for p in found if not fault(p.text, p.horizon, as_of, known)]


def _leading(
    named: str,
    topic: Topic,
    sentences: Sequence[Quotable],
    entities: Entities,
    compared: Comparison | None,
) -> Entities:
    """The entities, without organisations where the foremost is nobody on this idea; of a comparison only those in it."""
    if compared:
        kept = tuple(
            o for o in entities.organisations if re.search(rf"\b{re.escape(o)}\b", named, re.IGNORECASE)
        )
    else:
        leader = leader_of(named, entities)
        kept = entities.organisations if leader == named or leads(leader, topic, sentences) else ()
    return entities.model_copy(update={"organisations": kept})


def _published(scale: Scale, as_of: date, horizon: date) -> list[Candidate]:
    """Forecasts for a year ahead and thresholds near today's levels, those near the idea."""
    known = [q.text for q in scale.sentences]
    forecasts = [(q, p) for q in scale.sentences if (p := forecast(q, as_of, known))]
    found = [(scale.near(q), q, p) for q, p in forecasts + thresholds(scale.sentences, as_of, horizon)]
    near = sorted((x for x in found if x[0] >= _NEAR), key=lambda x: (-x[0], x[1].passage.id, x[1].start))
    made = (scale.candidate(p, nearness, q.passage.source_id) for nearness, q, p in near[:_WEIGHED])
    return [c for c in made if c.heard or c.nearness >= _ALONE]

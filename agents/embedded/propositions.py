"""What the debate is about: the idea's own questions, forecasts that somebody published, and what any field can be asked."""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.resources import files

from triptych.agents.embedded.corpus import concepts
from triptych.agents.embedded.stance import relation
from triptych.agents.embedded.topic import Asked, Topic, questions_in, topic_of
from triptych.agents.language.direction import subject
from triptych.agents.language.figures import measured, years
from triptych.agents.language.sentences import Quotable, capitalised
from triptych.agents.language.text import overlap
from triptych.store.records import Entities, Proposition

FEWEST, MOST = 3, 5
_ON_TOPIC = 0.2  # the share of a question's weight that a forecast must speak of
_WEIGHED = 40  # candidates whose evidence is counted
_ALIKE = 0.35  # overlap from which two statements are one subject
_HEARD = 2  # pieces of evidence from which a frame is worth a debate
_KEEPING = {"keep", "remain", "stay", "hold", "survive", "last", "continue", "lead", "dominate"}


def propose(
    idea: str,
    named: str,
    topic: Topic,
    sentences: Sequence[Quotable],
    entities: Entities,
    as_of: date,
    horizon: date,
) -> tuple[Proposition, ...]:
    """Three to five propositions where the evidence has that many; what the idea asks comes first.

    Args:
        named: the idea as a noun phrase.
        sentences: quotable sentences near the topic.
        entities: what they name.
        horizon: the day by which a proposition without a year of its own is judged.
    """
    made = asked_by(idea, horizon)
    forecasts = _forecasts(topic, sentences, as_of, MOST - len(made), [p.text for p in made])
    made += [_published(q, as_of, horizon) for q in forecasts]
    framed = _framed(named, topic, sentences, entities, horizon)
    made += _fresh(framed, [p.text for p in made])[: max(0, FEWEST - len(made))]
    return tuple(p.model_copy(update={"id": f"P{n}"}) for n, p in enumerate(made, start=1))


def asked_by(idea: str, horizon: date) -> list[Proposition]:
    """What an idea itself asks, as statements without ids."""
    return [Proposition(id="", text=_stated(q, horizon), horizon=horizon) for q in questions_in(idea)[:2]]


def _stated(asked: Asked, horizon: date) -> str:
    bound = "through" if asked.verb in _KEEPING else "by the end of"
    return f"{capitalised(asked.subject)} will {asked.verb}{asked.rest} {bound} {horizon.year}."


def _forecasts(
    topic: Topic, sentences: Sequence[Quotable], as_of: date, most: int, said: Sequence[str]
) -> list[Quotable]:
    """Forecasts for a year still ahead, on which there is evidence at hand: one a source, no two alike."""
    ahead = [q for q in sentences if q.kind == "forecast" and max(years(q.text), default=0) > as_of.year]
    near = sorted(
        (q for q in ahead if topic.focus(q.text) >= _ON_TOPIC),
        key=lambda q: (-topic.focus(q.text), q.passage.id, q.start),
    )
    weighed = [(_evidence(topic, q.text, sentences, q.passage.source_id), q) for q in near[:_WEIGHED]]
    ranked = sorted(
        ((_contestable(topic, q, n), q) for n, q in weighed if n),
        key=lambda x: (-x[0], x[1].passage.id, x[1].start),
    )
    return _unlike([q for _, q in ranked], most, said)


def _evidence(topic: Topic, text: str, sentences: Sequence[Quotable], source: str = "") -> int:
    """How much at hand speaks for or against a statement, 0 to 6; most where both sides are heard.

    Args:
        source: where the statement comes from; it does not count for itself.
    """
    sides = [relation(text, q.text, topic.corpus)[0] for q in sentences if q.passage.source_id != source]
    return min(3, sides.count(1)) + min(3, sides.count(-1))


def _contestable(topic: Topic, quotable: Quotable, evidence: int) -> float:
    """How good a subject of debate: on the idea, measured, brief, and with evidence on both sides."""
    text = quotable.text
    return 2 * topic.focus(text) + 0.3 * bool(measured(text)) + 0.6 * evidence - len(text.split()) / 50


def _framed(
    named: str, topic: Topic, sentences: Sequence[Quotable], entities: Entities, horizon: date
) -> list[Proposition]:
    """The frames on which evidence is heard, most first."""
    heart = topic_of(named, topic.corpus).heart
    topical = [q for q in sentences if concepts(q.text) & heart]
    heard = []
    for frame in _fitting(named, entities):
        text = _filled(frame, named, entities, horizon)
        witnesses = sentences if "{leader}" in frame["text"] else topical
        heard.append((_evidence(topic, text, witnesses) if text else 0, text))
    ranked = sorted(((n, t) for n, t in heard if n >= _HEARD), key=lambda x: -x[0])
    return [Proposition(id="", text=text, horizon=horizon) for _, text in ranked]


def _frames() -> list[dict[str, str]]:
    text = files("triptych.agents.embedded").joinpath("frames.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["frame"])


def _fitting(named: str, entities: Entities) -> list[dict[str, str]]:
    """The frames that make sense of a topic: no price of a price, no commodity of a company."""
    topic = concepts(named)
    if named in entities.organisations:
        return [{"text": f["text"].replace("{leader}", named)} for f in _frames() if "{leader}" in f["text"]]
    own = [{**f, "text": f["itself"]} for f in _frames() if concepts(f.get("about", "")) & topic]
    led = [f for f in _frames() if "{leader}" in f["text"]]
    return [*own, *led] if own else _frames()


def _filled(frame: dict[str, str], named: str, entities: Entities, horizon: date) -> str:
    """A frame as a statement; empty where it needs a leader and nobody is named."""
    template = frame["text"]
    leader = entities.organisations[0] if entities.organisations else ""
    if "{leader}" in template and not leader:
        return ""
    parts = {"{topic}": named, "{Topic}": capitalised(named), "{leader}": leader, "{year}": str(horizon.year)}
    for mark, value in parts.items():
        template = template.replace(mark, value)
    return template


def _unlike(sentences: Iterable[Quotable], most: int, said: Sequence[str]) -> list[Quotable]:
    """One a source, none that says what another or an earlier statement says."""
    chosen: list[Quotable] = []
    for q in sentences:
        texts = [*said, *(c.text for c in chosen)]
        if all(c.passage.source_id != q.passage.source_id for c in chosen) and not _said(q.text, texts):
            chosen.append(q)
    return chosen[:most]


def _fresh(propositions: Iterable[Proposition], said: Sequence[str]) -> list[Proposition]:
    return [p for p in propositions if not _said(p.text, said)]


def _said(text: str, texts: Iterable[str]) -> bool:
    return any(overlap(subject(text), subject(other)) >= _ALIKE for other in texts)


def _published(quotable: Quotable, as_of: date, horizon: date) -> Proposition:
    ahead = [y for y in years(quotable.text) if y >= as_of.year]
    due = date(max(ahead), 12, 31) if ahead else horizon
    return Proposition(id="", text=capitalised(quotable.text), horizon=due, basis=quotable.citation())

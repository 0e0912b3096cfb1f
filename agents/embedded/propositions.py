"""What the debate is about: the idea's own yes-or-no questions, and forecasts that somebody published."""

from collections.abc import Iterable, Sequence
from datetime import date

from triptych.agents.embedded.direction import direction, of_market
from triptych.agents.embedded.sentences import Quotable, capitalised
from triptych.agents.embedded.stance import relation
from triptych.agents.embedded.topic import Asked, Topic, questions_in
from triptych.agents.figures import measured, years
from triptych.agents.text import overlap, stem_set
from triptych.store.records import Proposition

FEWEST, MOST = 3, 5
_ON_TOPIC = 0.25  # the share of a question's weight that a forecast must speak of
_YOUNG = 400  # days
_WEIGHED = 40  # candidates whose evidence is counted
_KEEPING = {"keep", "remain", "stay", "hold", "survive", "last", "continue", "lead", "dominate"}


def propose(
    idea: str, topic: Topic, sentences: Sequence[Quotable], as_of: date, horizon: date
) -> tuple[Proposition, ...]:
    """Three to five propositions where the evidence has that many; what the idea asks comes first.

    Args:
        sentences: quotable sentences of passages that bear on the topic, best first.
        horizon: the day by which a proposition without a year of its own is judged.
    """
    asked = [Proposition(id="", text=_stated(q, horizon), horizon=horizon) for q in questions_in(idea)[:2]]
    room = MOST - len(asked)
    published = [_published(q, as_of, horizon) for q in _forecasts(topic, sentences, as_of, room)]
    if len(asked) + len(published) < FEWEST:
        published += _judgements(topic, sentences, horizon, FEWEST - len(asked) - len(published))
    return tuple(p.model_copy(update={"id": f"P{n}"}) for n, p in enumerate([*asked, *published], start=1))


def _stated(asked: Asked, horizon: date) -> str:
    bound = "through" if asked.verb in _KEEPING else "by the end of"
    subject = asked.subject[0].upper() + asked.subject[1:]
    return f"{subject} will {asked.verb}{asked.rest} {bound} {horizon.year}."


def _forecasts(topic: Topic, sentences: Sequence[Quotable], as_of: date, most: int) -> list[Quotable]:
    """Forecasts that are still open: one a source, no two alike, those on the idea and with a year first."""
    open_ = [
        q
        for q in sentences
        if q.kind == "forecast" and _still_open(q, as_of) and topic.focus(q.text) >= _ON_TOPIC
    ]
    return _best(topic, open_, sentences, most)


def _still_open(quotable: Quotable, as_of: date) -> bool:
    """Whether what is forecast lies ahead; one without a year is open while its source is young."""
    named = max(years(quotable.text), default=0)
    if named:
        return named > as_of.year
    published = quotable.passage.published_at
    return published is not None and (as_of - published).days < _YOUNG and " will " in quotable.text


def _contestable(topic: Topic, quotable: Quotable, sentences: Sequence[Quotable]) -> float:
    """How good a subject of debate: on the idea, dated, pointed, and with evidence at hand, best of all on both sides."""
    text, published = quotable.text, quotable.passage.published_at
    dated = any(y >= published.year for y in years(text)) if published else False
    others = (q for q in sentences if q.passage.source_id != quotable.passage.source_id)
    sides = [relation(text, q.text, topic.corpus)[0] for q in others]
    evidence = min(3, sides.count(1)) + min(3, sides.count(-1))
    return (
        2 * topic.focus(text)
        + 0.7 * dated
        + 0.3 * bool(measured(text))
        + 0.6 * evidence
        - len(text.split()) / 50
    )


def _best(
    topic: Topic, candidates: Sequence[Quotable], sentences: Sequence[Quotable], most: int
) -> list[Quotable]:
    likely = sorted(candidates, key=lambda q: (-topic.focus(q.text), q.passage.id, q.start))[:_WEIGHED]
    likely.sort(key=lambda q: (-_contestable(topic, q, sentences), q.passage.id, q.start))
    return _unlike(likely, most)


def _judgements(topic: Topic, sentences: Sequence[Quotable], horizon: date, most: int) -> list[Proposition]:
    pointed = [q for q in sentences if _arguable(q, market=True)] or [
        q for q in sentences if _arguable(q, market=False)
    ]
    return [
        Proposition(
            id="",
            text=f"At the end of {horizon.year} this holds: {capitalised(q.text)}",
            horizon=horizon,
            basis=q.citation(),
        )
        for q in _best(topic, pointed, sentences, most)
    ]


def _arguable(quotable: Quotable, market: bool) -> bool:
    """A judgement (about a market, where there is one) that points somewhere and names no year."""
    text = quotable.text
    pointed = bool(direction(text)) and not years(text) and (of_market(text) or not market)
    return pointed and quotable.kind in ("judgement", "forecast")


def _unlike(sentences: Iterable[Quotable], most: int) -> list[Quotable]:
    chosen: list[Quotable] = []
    for q in sentences:
        if all(
            q.passage.source_id != c.passage.source_id and overlap(stem_set(q.text), stem_set(c.text)) < 0.35
            for c in chosen
        ):
            chosen.append(q)
    return chosen[:most]


def _published(quotable: Quotable, as_of: date, horizon: date) -> Proposition:
    ahead = [y for y in years(quotable.text) if y >= as_of.year]
    due = date(max(ahead), 12, 31) if ahead else horizon
    return Proposition(id="", text=capitalised(quotable.text), horizon=due, basis=quotable.citation())

"""Claims from passages: the sentences that answer a persona's question best, each from its own source where possible."""

from collections.abc import Sequence

from triptych.agents.analyst import ClaimDraft
from triptych.agents.embedded.direction import direction
from triptych.agents.embedded.names import names_in
from triptych.agents.embedded.sentences import Quotable, capitalised, quotables
from triptych.agents.embedded.topic import Topic, weigh
from triptych.agents.figures import measured
from triptych.agents.genres import genre
from triptych.agents.text import overlap, stem_set, term_stems
from triptych.store.records import Brief, Confidence, Lens, Passage, Persona, Question

MOST_DRAFTS = 8
_LEAST = 1.0  # a sentence that scores less does not answer the question


def draft_claims(
    persona: Persona, question: Question, brief: Brief, passages: Sequence[Passage], size: int
) -> list[ClaimDraft]:
    """The best sentences for this question, best first; the same thing is not quoted twice.

    Args:
        size: how many passages the library has.
    """
    topic = weigh(brief.idea, passages, size)
    lens = _lens(persona, question)
    scored = [(_score(q, topic, persona, lens, brief), q) for q in quotables(passages)]
    ranked = sorted((x for x in scored if x[0] >= _LEAST), key=lambda x: (-x[0], x[1].passage.id, x[1].start))
    return [_draft(score, q, persona) for score, q in _diverse(ranked)]


def _lens(persona: Persona, question: Question) -> Lens | None:
    return next((lens for lens in persona.lenses if lens.name == question.lens), None)


def _score(quotable: Quotable, topic: Topic, persona: Persona, lens: Lens | None, brief: Brief) -> float:
    """How well a sentence answers: the lens's words first, then the topic's, then substance and provenance."""
    text, passage = quotable.text, quotable.passage
    found = stem_set(text)
    asked = 0.9 * min(3, len(term_stems(lens.terms) & found)) if lens else 0.8 + 0.5 * abs(direction(text))
    near = topic.coverage(f"{passage.title} {passage.text}")
    if near < 0.12 or not asked:
        return 0.0
    about = 2.5 * topic.coverage(text) + near
    substance = 0.35 * bool(measured(text)) + 0.25 * bool(names_in(text)) + 0.25 * (quotable.kind == "forecast")
    return asked + about + substance + _provenance(passage, persona, brief) - 0.3 * text.startswith(("I ", "We "))


def _provenance(passage: Passage, persona: Persona, brief: Brief) -> float:
    """A bonus for what the user brought, for the kind of source this persona prefers, and for what is recent."""
    brought = 0.6 if passage.kind != "starter" else 0.0
    kind = genre(passage.publisher, passage.url, passage.text)
    preferred = 0.4 - 0.1 * persona.prefers.index(kind) if kind in persona.prefers[:4] else 0.0
    age = (brief.as_of - passage.published_at).days / 365 if passage.published_at else 3.0
    return brought + preferred + max(0.0, 0.3 - 0.1 * age)


def _diverse(ranked: Sequence[tuple[float, Quotable]]) -> list[tuple[float, Quotable]]:
    """The best sentences, one a source before a second from any, none that says what another says."""
    chosen: list[tuple[float, Quotable]] = []
    left = list(ranked[:60])
    while left and len(chosen) < MOST_DRAFTS:
        best = max(left, key=lambda x: (x[0] - _repetition(x[1], chosen), -left.index(x)))
        left.remove(best)
        if not any(overlap(stem_set(best[1].text), stem_set(c.text)) > 0.5 for _, c in chosen):
            chosen.append(best)
    return chosen


def _repetition(quotable: Quotable, chosen: Sequence[tuple[float, Quotable]]) -> float:
    same = sum(c.passage.publisher == quotable.passage.publisher for _, c in chosen)
    alike = max((overlap(stem_set(quotable.text), stem_set(c.text)) for _, c in chosen), default=0.0)
    return 0.9 * same + 1.5 * alike


def _draft(score: float, quotable: Quotable, persona: Persona) -> ClaimDraft:
    return ClaimDraft(
        text=capitalised(quotable.text),
        kind=quotable.kind,
        confidence=_confidence(quotable, persona),
        citations=(quotable.citation(),),
        publisher=quotable.passage.publisher,
        score=round(score, 6),
    )


def _confidence(quotable: Quotable, persona: Persona) -> Confidence:
    """Before anybody has checked it: forecasts and vendors' own words start low, all else in the middle."""
    kind = genre(quotable.passage.publisher, quotable.passage.url, quotable.text)
    return "low" if kind == "vendor" or quotable.kind == "forecast" else "medium"

"""Claims from passages: the sentences that answer a persona's question best, each from its own source where possible."""

from collections.abc import Iterator, Sequence

from triptych.agents.analyst import DEBATED, ClaimDraft
from triptych.agents.embedded.corpus import Corpus, concepts
from triptych.agents.embedded.stance import origin, relation
from triptych.agents.embedded.topic import Topic, nearest, topic_of
from triptych.agents.language.figures import measured
from triptych.agents.language.genres import genre
from triptych.agents.language.measures import same_measure
from triptych.agents.language.names import names_in
from triptych.agents.language.sentences import Quotable, capitalised, quotables
from triptych.agents.language.text import overlap, stem_set
from triptych.store.records import Brief, Confidence, Lens, Passage, Persona, Question

MOST_DRAFTS = 8
_LOOKED_AT = 60  # sentences compared with each other

Scored = tuple[float, Quotable]


def draft_claims(
    persona: Persona, question: Question, brief: Brief, passages: Sequence[Passage], corpus: Corpus
) -> list[ClaimDraft]:
    """The best sentences for this question, best first; the same thing is not quoted twice."""
    scorer = _Scorer(persona, brief, topic_of(brief.idea, corpus), corpus)
    found = list(quotables(passages))
    if question.lens == DEBATED:
        chosen = _both_sides(found, scorer)
    else:
        lens, near = _lens(persona, question), nearest(scorer.topic, found)
        chosen = _diverse(_disputed(_ranked((scorer.answer(q, lens), q) for q in near)))
    return [_draft(score, q) for score, q in chosen]


def _lens(persona: Persona, question: Question) -> Lens:
    """The lens of a question; one that a person added to a brief is read as a lens of its own words."""
    named = next((lens for lens in persona.lenses if lens.name == question.lens), None)
    terms = tuple(dict.fromkeys(question.text.split()))
    return named or Lens(name=question.lens, test="", ask=question.text, terms=(*terms, "", "", "", ""))


class _Scorer:
    """How well a sentence serves a persona."""

    def __init__(self, persona: Persona, brief: Brief, topic: Topic, corpus: Corpus) -> None:
        self.persona, self.brief, self.topic, self.corpus = persona, brief, topic, corpus

    def answer(self, quotable: Quotable, lens: Lens) -> float:
        """For a lens: the lens's words first, then the topic's, then substance and provenance; 0 beside the point."""
        asked = self.lens(quotable.text, lens)
        if not asked:
            return 0.0
        return (
            2.0 * asked
            + 0.8 * self.lens(quotable.passage.text, lens)
            + 1.4 * self.topic.focus(quotable.text)
            + 0.6 * self.topic.nearness(quotable.passage)
            + self._worth(quotable)
        )

    def side(self, quotable: Quotable, proposition: str) -> tuple[int, float]:
        """For a proposition: which side the sentence takes, and how good a witness it is."""
        side, share = relation(proposition, quotable.text, self.corpus)
        lenses = max((self.lens(quotable.text, lens) for lens in self.persona.lenses), default=0.0)
        return side, share + 2.0 * lenses + self._worth(quotable)

    def lens(self, text: str, lens: Lens) -> float:
        """The weight of the lens's three rarest terms that a sentence has, 0 to 1; a phrase counts only whole."""
        found = concepts(text)
        weights = []
        for term in lens.terms:
            wanted = concepts(term)
            if wanted and wanted <= found:
                weights.append(max(self.corpus.weight(c) for c in wanted))
        alone = 0.5 if len(weights) == 1 else 1.0  # one word may be chance
        return alone * sum(sorted(weights)[-3:]) / 3

    def _worth(self, quotable: Quotable) -> float:
        """Substance and provenance: figures, names, a forecast; what the user brought, the preferred genre, what is recent."""
        text, passage = quotable.text, quotable.passage
        substance = (
            0.25 * bool(measured(text)) + 0.15 * bool(names_in(text)) + 0.15 * (quotable.kind == "forecast")
        )
        brought = 0.45 if passage.kind != "starter" else 0.0
        kind, prefers = genre(passage.publisher, passage.url, passage.text), self.persona.prefers[:4]
        preferred = 0.3 - 0.07 * prefers.index(kind) if kind in prefers else 0.0
        age = (self.brief.as_of - passage.published_at).days / 365 if passage.published_at else 3.0
        first_person = 0.25 * text.startswith(("I ", "We ", "I'", "We'"))
        return substance + brought + preferred + max(0.0, 0.3 - 0.1 * age) - first_person


def _ranked(scored: Iterator[Scored]) -> list[Scored]:
    return sorted((x for x in scored if x[0] > 0), key=lambda x: (-x[0], x[1].passage.id, x[1].start))[
        :_LOOKED_AT
    ]


def _disputed(ranked: list[Scored]) -> list[Scored]:
    """The same with those first that another publisher's figure contradicts: a panel should meet what is disputed."""
    return _ranked((score + 0.5 * any(_conflict(q, other) for _, other in ranked), q) for score, q in ranked)


def _conflict(one: Quotable, other: Quotable) -> bool:
    if one.passage.publisher == other.passage.publisher:
        return False
    pair = same_measure(one.text, other.text)
    return pair is not None and not pair.agree


def _diverse(ranked: list[Scored]) -> list[Scored]:
    """The best sentences, one a publisher before a second from any, none that says what another says."""
    chosen: list[Scored] = []
    left = list(ranked)
    while left and len(chosen) < MOST_DRAFTS:
        best = max(left, key=lambda x: (x[0] - _repetition(x[1], chosen), -left.index(x)))
        left.remove(best)
        if not any(_same(best[1], c) for _, c in chosen):
            chosen.append(best)
    return chosen


def _same(one: Quotable, other: Quotable) -> bool:
    return overlap(stem_set(one.text), stem_set(other.text)) > 0.5 and not _conflict(one, other)


def _repetition(quotable: Quotable, chosen: Sequence[Scored]) -> float:
    same = sum(c.passage.publisher == quotable.passage.publisher for _, c in chosen)
    alike = max((overlap(stem_set(quotable.text), stem_set(c.text)) for _, c in chosen), default=0.0)
    return 0.6 * same + 1.0 * alike


def _both_sides(found: Sequence[Quotable], scorer: _Scorer) -> list[Scored]:
    """For each proposition its best witnesses, one for and one against by turns."""
    chosen: dict[str, Scored] = {}
    for proposition in scorer.brief.propositions:
        own = origin(proposition)
        judged = [(*scorer.side(q, proposition.text), q) for q in found if q.text.lower() not in own]
        for side in (1, -1):
            witnesses = _diverse(_ranked((worth, q) for s, worth, q in judged if s == side))
            for rank, (worth, q) in enumerate(witnesses[:2]):
                chosen.setdefault(q.text, (10 + worth - 3 * rank, q))
    return sorted(chosen.values(), key=lambda x: (-x[0], x[1].passage.id, x[1].start))[: 2 * MOST_DRAFTS]


def _draft(score: float, quotable: Quotable) -> ClaimDraft:
    return ClaimDraft(
        text=capitalised(quotable.text),
        kind=quotable.kind,
        confidence=_confidence(quotable),
        citations=(quotable.citation(),),
        publisher=quotable.passage.publisher,
        score=round(score, 6),
    )


def _confidence(quotable: Quotable) -> Confidence:
    """Before anybody has checked it: forecasts and vendors' own words start low, all else in the middle."""
    kind = genre(quotable.passage.publisher, quotable.passage.url, quotable.text)
    return "low" if kind == "vendor" or quotable.kind == "forecast" else "medium"

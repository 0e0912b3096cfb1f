"""An answer without a language model: the sentences that speak most of what is asked, verbatim, one a publisher first."""

from collections.abc import Iterator, Sequence

from triptych.agents.analyst import Inquiry
from triptych.agents.asking.worth import Scored, Scorer
from triptych.agents.language.sentences import MAX_WORDS, Quotable, quotables
from triptych.agents.language.text import overlap, stem_set
from triptych.store.records import Passage, Sentence

_NEAR = 0.5  # of the best sentence's worth, below which a sentence is left out
_ALIKE = 0.6  # overlap from which one sentence says what another says
_LOOKED_AT = 60


def quoted_answer(inquiry: Inquiry) -> list[Sentence]:
    """The best sentences, best first, each quoting itself; none where no sentence speaks of what is asked."""
    scorer = Scorer(inquiry)
    scored = ((scorer.worth(q), q) for q in _candidates(inquiry.evidence))
    of_then = list(scorer.of_the_years(x for x in scored if x[0] > 0))
    ranked = sorted(of_then, key=lambda x: (-x[0], x[1].passage.id, x[1].start))
    return [
        Sentence(text=f"“{q.text}”", citations=(q.citation(),))
        for q in _diverse(ranked[:_LOOKED_AT], inquiry.most)
    ]


def _candidates(evidence: Sequence[Passage]) -> Iterator[Quotable]:
    """The sentences that can be quoted alone; where a claim's quote has none, the quote, which somebody chose."""
    for passage in evidence:
        found = list(quotables([passage]))
        if not found and len(passage.text.split()) <= MAX_WORDS and "\n" not in passage.text:
            found = [Quotable(passage.text, passage.start, passage.end, passage)]
        yield from found


def _diverse(ranked: Sequence[Scored], most: int) -> list[Quotable]:
    """One a publisher before a second from any, none that says what another says, none that is far from the best."""
    chosen: list[Scored] = []
    left = [x for x in ranked if x[0] >= _NEAR * ranked[0][0]]
    while left and len(chosen) < most:
        best = max(left, key=lambda x: x[0] - _repetition(x[1], chosen))
        left.remove(best)
        if not any(_alike(best[1], other) > _ALIKE for _, other in chosen):
            chosen.append(best)
    return [quotable for _, quotable in chosen]


def _repetition(quotable: Quotable, chosen: Sequence[Scored]) -> float:
    same = sum(c.passage.publisher == quotable.passage.publisher for _, c in chosen)
    return 0.5 * same + max((_alike(quotable, c) for _, c in chosen), default=0.0)


def _alike(one: Quotable, other: Quotable) -> float:
    return overlap(stem_set(one.text), stem_set(other.text))

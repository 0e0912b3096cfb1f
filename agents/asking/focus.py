"""The evidence as a model should read it: what answers best first, and where room is short only what matters of it."""

from collections.abc import Iterator

from triptych.agents.analyst import Inquiry
from triptych.agents.asking.pieces import pieces
from triptych.agents.asking.worth import Scorer
from triptych.agents.language.sentences import Quotable
from triptych.agents.sources.sentences import sentences
from triptych.store.records import Passage

_NEAR = 0.5  # of the best sentence's worth, below which one takes room from those that answer
_HEAD = 130  # characters around a passage in its fence


def focused(inquiry: Inquiry, room: int) -> tuple[Passage, ...]:
    """The passages, those with the best sentences first; `score` is what the best sentence of each is worth.

    Args:
        inquiry: the question and its evidence.
        room: characters that all of it may take. Where it does not fit, a passage is cut to the sentences that speak of
            what is asked, each with the one behind it, which often says why.
    """
    scorer = Scorer(inquiry)
    whole = sum(len(p.text) + _HEAD for p in inquiry.evidence) <= room
    pieces = [piece for p in inquiry.evidence for piece in _pieces(p, scorer, whole)]
    best = max((p.score for p in pieces), default=0.0)
    near = [p for p in pieces if whole or p.score >= _NEAR * best]
    return tuple(sorted(near, key=lambda p: (-p.score, p.source_id, p.start)))


def _pieces(passage: Passage, scorer: Scorer, whole: bool) -> Iterator[Passage]:
    spans = sentences(passage.text)
    worths = [scorer.worth(_sentence(passage, *span)) for span in spans]
    if whole:
        yield passage.model_copy(update={"score": max(worths, default=0.0)})
        return
    wanted = [bool(worth) or bool(n and worths[n - 1]) for n, worth in enumerate(worths)]
    for piece, (first, behind) in pieces(passage, spans, wanted):
        yield piece.model_copy(update={"score": max(worths[first:behind])})


def _sentence(passage: Passage, start: int, end: int) -> Quotable:
    return Quotable(passage.text[start:end], passage.start + start, passage.start + end, passage)

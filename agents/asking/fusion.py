"""Rankings of several places made one, and kept diverse: few of one source, few of one memo, no text twice."""

from collections.abc import Sequence
from dataclasses import replace

from triptych.agents.asking.leads import Lead, within
from triptych.agents.desk import distinct
from triptych.store.quoted import Span

KEPT = 24
OF_ONE_SOURCE = 3
OF_ONE_MEMO = 8
_FLAT = 20.0
"""Of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): the larger, the less the first ranks stand out."""


def fused(rankings: Sequence[Sequence[Lead]]) -> list[Lead]:
    """The leads of all rankings in one order, by reciprocal rank; a quote within a passage adds to that passage."""
    widest = sorted({one.span for ranking in rankings for one in ranking}, key=lambda s: (s.start - s.end, s))
    scores: dict[Span, float] = {}
    leads: dict[Span, Lead] = {}
    for ranking in rankings:
        for rank, lead in enumerate(ranking):
            around = next(span for span in widest if within(lead.span, span))
            leads[around] = _joined(leads[around], lead) if around in leads else lead
            scores[around] = scores.get(around, 0.0) + 1.0 / (_FLAT + rank)
    order = sorted(leads, key=lambda span: (-scores[span], span))
    return [_scored(leads[span], scores[span]) for span in order]


def diverse(leads: Sequence[Lead]) -> list[Lead]:
    """The best leads, at most `KEPT`, few of one source and of one memo, and none that another source prints too."""
    kept: list[Lead] = []
    for lead in leads:
        source = sum(k.passage.source_id == lead.passage.source_id for k in kept)
        memo = sum(k.memo == lead.memo for k in kept) if lead.memo else 0
        if source < OF_ONE_SOURCE and memo < OF_ONE_MEMO:
            kept.append(lead)
        if len(kept) == KEPT:
            break
    own = {p.id for p in distinct([lead.passage for lead in kept])}
    return [lead for lead in kept if lead.passage.id in own]


def _joined(known: Lead, lead: Lead) -> Lead:
    """One lead for two to the same place: the longer passage, and all that is said on it."""
    wider = max(known.passage, lead.passage, key=lambda p: p.end - p.start)
    said = dict.fromkeys(filter(None, (*known.said.split("\n"), *lead.said.split("\n"))))
    return Lead(wider, "\n".join(said), known.memo or lead.memo)


def _scored(lead: Lead, score: float) -> Lead:
    return replace(lead, passage=lead.passage.model_copy(update={"score": score}))

"""What the embedded analyst objects: all that code can find by itself, and the evidence that others have not weighed."""

from collections.abc import Iterator, Sequence

from triptych.agents.analyst import CritiqueDraft
from triptych.agents.debate.checks import COUNTER, LONE
from triptych.agents.debate.objections import objections, ranked, who
from triptych.agents.embedded.corpus import Corpus
from triptych.agents.embedded.stance import bearings
from triptych.store.records import Brief, Claim, Proposition

MOST = 6
MOST_LONE = 1  # of them, objections that a figure has a single source


def critiques(
    own: Sequence[Claim], others: Sequence[Claim], brief: Brief, corpus: Corpus
) -> list[CritiqueDraft]:
    """Everything that one persona can hold against the others' claims and the propositions, gravest first, at most `MOST`."""
    mine, living = ([c for c in those if c.status != "withdrawn"] for those in (own, others))
    raised = [*objections(mine, living, brief), *_counters(mine, living, brief, corpus)]
    found = ranked(raised, living)
    lone_ones = [c for c in found if c.check == LONE][MOST_LONE:]
    return [c for c in found if c not in lone_ones][:MOST]


def _counters(
    own: Sequence[Claim], others: Sequence[Claim], brief: Brief, corpus: Corpus
) -> Iterator[CritiqueDraft]:
    """For each proposition, the critic's strongest evidence on the side that the others hold less of, where they lack it."""
    for proposition in brief.propositions:
        mine, theirs = (bearings(proposition, those, corpus) for those in (own, others))
        known = {c.quote for claim in others for c in claim.citations}
        lean = sum(b.side * b.weight for b in theirs)
        fresh = [
            (b.side, c) for b in mine for c in own if c.id == b.claim and c.citations[0].quote not in known
        ]
        side, claim = next(((s, c) for s, c in fresh if s * lean < 0), (0, None))
        if claim is not None:
            yield _counter(proposition, claim, side)


def _counter(proposition: Proposition, claim: Claim, side: int) -> CritiqueDraft:
    argument = f"{who(claim)} speaks {'for' if side > 0 else 'against'} it ({claim.id}), which the others have not weighed."
    return CritiqueDraft(proposition.id, "alternative", "major", COUNTER, argument, claim.citations[:1])

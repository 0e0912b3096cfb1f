"""What may move a stance: something that was said or found since it was taken, and that its holder names."""

import re
from collections.abc import Iterable

from triptych.agents.analyst import StanceDraft
from triptych.store.records import Claim, Critique, Settlement, Stance

_PROPOSITION = re.compile(r"P\d+")


def news(
    before: Stance | None,
    proposition: str,
    claims: Iterable[Claim],
    critiques: Iterable[Critique],
    settlements: Iterable[Settlement],
) -> frozenset[str]:
    """The ids of all that is new since a stance was taken: claims changed or settled, critiques raised.

    Args:
        before: the stance; None before the first, when nothing is news.
        proposition: what it is on; critiques of other propositions are no news to it.
        claims, critiques, settlements: all that its holder has heard of.
    """
    if before is None:
        return frozenset()
    since = before.round
    changed = {c.id for c in claims if c.history and c.history[-1].round > since}
    settled = {s.claim for s in settlements if s.round > since and (s.supports or s.opposes)}
    heard = {c.id: c.target for c in critiques if c.round > since}
    on_others = {i for i, target in heard.items() if _PROPOSITION.fullmatch(target) and target != proposition}
    return frozenset(changed | settled | (heard.keys() - on_others))


def moved(before: Stance | None, draft: StanceDraft, fresh: frozenset[str]) -> tuple[str, ...] | None:
    """The ids that move a stance; None where it may not move. The first is free, a later one needs news that it names.

    Args:
        before: the stance so far.
        draft: the new one.
        fresh: `news` since.
    """
    if before is None:
        return ()
    named = tuple(dict.fromkeys(i for i in draft.moved_by if i in fresh))
    if draft.probability == before.probability or not named or not draft.because.strip():
        return None
    return named

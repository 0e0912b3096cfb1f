"""What may move a stance: something that was said or found since it was taken, and that its holder names."""

from collections.abc import Iterable

from triptych.agents.analyst import StanceDraft
from triptych.store.records import Claim, Critique, Settlement, Stance


def news(
    before: Stance | None,
    proposition: str,
    claims: Iterable[Claim],
    critiques: Iterable[Critique],
    settlements: Iterable[Settlement],
) -> frozenset[str]:
    """The ids of all that is new to a stance since it was taken: claims changed or settled, critiques raised.

    New to a stance is what changed or settled a claim that it rests on, or was brought on the proposition itself; to one
    that rests on nothing, as an abstention may, all of it is new. An objection that came to nothing is no news.

    Args:
        before: the stance; None before the first, when nothing is news.
        proposition: what it is on.
        claims, critiques, settlements: all that its holder has heard of.
    """
    if before is None:
        return frozenset()
    since, rests = before.round, before.reasons
    changed = {c.id for c in claims if c.history and c.history[-1].round > since}
    settled = {s.claim for s in settlements if s.round > since and (s.supports or s.opposes)}
    touched = {i for i in changed | settled if not rests or i in rests}
    said = {c.id for c in critiques if c.round > since and c.target in touched | {proposition}}
    return frozenset(touched | said)


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

"""Whether the debate found something out or only made the panel agree: its moves of stance, counted.

A move goes towards the others when it ends nearer than it began to the median of what they held before the round; it is
evidenced when what moved it brought a quote that the mover did not hold. Agreement without evidence is how debates among
copies of one model fail (arXiv 2508.17536, 2605.00914).
"""

from collections.abc import Iterable
from statistics import median

from triptych.store.records import Conformity, Ledger, Stance


def conformity(ledger: Ledger) -> Conformity:
    """The moves of a debate; those from or to an abstention are none."""
    moves = [
        (before, s) for s in ledger.stances if s.round and (before := _before(s, ledger.stances)) is not None
    ]
    judged = [
        (_towards(b, s, ledger.stances), _evidenced(s, ledger)) for b, s in moves if s.probability is not None
    ]
    return Conformity(
        moves=len(judged),
        towards=sum(towards for towards, _ in judged),
        evidenced=sum(evidenced for _, evidenced in judged),
        towards_evidenced=sum(towards and evidenced for towards, evidenced in judged),
    )


def _before(stance: Stance, stances: Iterable[Stance]) -> int | None:
    """What the same persona gave the same proposition before."""
    earlier = [
        s for s in stances if _same(s, stance) and s.persona == stance.persona and s.round < stance.round
    ]
    last = max(earlier, key=lambda s: s.round, default=None)
    return last.probability if last else None


def _same(one: Stance, other: Stance) -> bool:
    return one.proposition == other.proposition


def _towards(before: int, stance: Stance, stances: Iterable[Stance]) -> bool:
    """Whether a move ends nearer to the median of the others, as they stood before the round, than it began."""
    last: dict[str, Stance] = {}
    for s in sorted(stances, key=lambda s: s.round):
        if _same(s, stance) and s.persona != stance.persona and s.round < stance.round:
            last[s.persona] = s
    values = [s.probability for s in last.values() if s.probability is not None]
    if not values or stance.probability is None:
        return False
    middle = median(values)
    return abs(stance.probability - middle) < abs(before - middle)


def _evidenced(stance: Stance, ledger: Ledger) -> bool:
    """Whether what moved a stance brought a quote that its holder's own claims did not have at birth."""
    brought = {q.quote for c in ledger.critiques if c.id in stance.moved_by for q in c.citations}
    found = {
        q.quote
        for s in ledger.settlements
        if s.claim in stance.moved_by and s.round <= stance.round
        for q in (*s.supports, *s.opposes)
    }
    late = {(s.claim, q.quote) for s in ledger.settlements for q in s.supports}
    held = {(c.id, q.quote) for c in ledger.claims if c.persona == stance.persona for q in c.citations}
    own = {quote for _, quote in held - late}
    return bool((brought | found) - own)

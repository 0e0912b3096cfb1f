"""Which claims of two memos are one claim.

Two claims that rest on the same quote first, in words that have much in common, are one, whoever makes them. Others are
one where they say nearly the same of the same names, or give a figure for the same measure: another figure in the same
words is a change, not another claim.

The bounds were set on all pairs of the 1,231 sentences of the starter collection; `test_claims.py` holds the pairs on both
sides of each.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from triptych.agents.comparison.pairs import Likeness, Paired, Pairing
from triptych.agents.language.measures import comparable, same_measure, speakers
from triptych.store.records import Claim
from triptych.store.render.argued import quote

ALIKE = 84.0
"""Least likeness in words (rapidfuzz ratio, 0-100) of two claims of the same names that are one.

One revenue share of two years has 82, one revenue share with and without its percentage 85.
"""
MEASURED = 64.0
"""The same for two that give a figure for one measure: a latency at two batch sizes has 61, one backlog told twice 65."""
ABOUT = 75.0
"""Least token set ratio of two that rest on one quote, which may bear more than one claim: a margin and its forecast have 74."""


def pairs(before: Sequence[Claim], after: Sequence[Claim]) -> list[Paired]:
    """The claims that are one: those of one quote first, then those of the same words, then what is much alike."""
    made = Pairing(before, after)
    made.alike(_exact, lambda old, new: (1.0,))
    made.alike(_quoted, _by_quote)
    made.alike(lambda claim: plain(said(claim)), lambda old, new: _owner(old, new))
    made.take(_by_words(made), _one)
    return made.found()


def said(claim: Claim) -> str:
    """What a claim says of the world: its quote where it prints that, else its own words."""
    first = quote(claim)
    return first if first in claim.text else claim.text


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A text as it is compared: without case, the width of its spaces and its last stop."""
    return " ".join(text.casefold().split()).rstrip(".")


def _exact(claim: Claim) -> tuple[object, ...]:
    return (_place(claim), plain(claim.text), claim.persona, claim.question)


def _place(claim: Claim) -> tuple[object, ...]:
    return tuple((c.source_id, c.start, c.end) for c in claim.citations[:1])


def _quoted(claim: Claim) -> str | None:
    return plain(claim.citations[0].quote) if claim.citations else None


def _owner(old: Claim, new: Claim) -> Likeness:
    """Of claims that are as like as can be, a persona's own is meant, and under its own question."""
    return (float(old.persona == new.persona), float(old.question == new.question))


def _by_quote(old: Claim, new: Claim) -> Likeness:
    """The same place of one source before the same words elsewhere, then whose claim it is, then its words."""
    about = _about(old.text, new.text)
    if about < ABOUT:
        return ()
    persona, question = _owner(old, new)
    return (float(_place(old) == _place(new)), persona, about, question)


@lru_cache(maxsize=50_000)
def _about(old: str, new: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.token_set_ratio(plain(old), plain(new)))


def _by_words(made: Pairing[Claim]) -> Iterator[tuple[Likeness, int, int]]:
    """What is left, rated by its words alone: what they mean is read only of those that may become a pair."""
    from rapidfuzz import fuzz, process

    words = {n: plain(said(old)) for n, old in made.before.items()}
    for m, new in made.after.items():
        near = process.extract(plain(said(new)), words, scorer=fuzz.ratio, score_cutoff=MEASURED, limit=None)
        for _, ratio, n in near:
            yield (ratio, *_owner(made.before[n], new)), n, m


def _one(before: Claim, after: Claim) -> bool:
    """Whether two claims of much the same words say one thing, if both are put down to somebody, to the same."""
    from rapidfuzz import fuzz

    old, new = said(before), said(after)
    one, other = speakers(old), speakers(new)
    if not (one <= other or other <= one):
        return False
    alike = fuzz.ratio(plain(old), plain(new)) >= ALIKE
    return (alike and comparable(old, new)) or same_measure(old, new) is not None

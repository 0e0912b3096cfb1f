"""Which claims of two memos are one claim, and what is different about it.

Two claims that rest on the same quote first, in words that have much in common, are one, whoever makes them. Others are
one where they say nearly the same of the same names, or give a figure for the same measure: another figure in the same
words is a change, not another claim.
"""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from triptych.agents.comparison.records import Aspect, Changed
from triptych.agents.language.figures import Figure, figures
from triptych.agents.language.measures import comparable, same_measure
from triptych.store.records import Claim
from triptych.store.render.argued import quote

ALIKE = 82.0
"""Least likeness in words (rapidfuzz ratio, 0-100) of two claims of the same names that are one."""
_MEASURED = 45.0  # the same for two that give a figure for one measure
_ABOUT = 60.0  # least token set ratio of two that rest on one quote, which may bear more than one claim
_PLAIN: tuple[Aspect, ...] = ("verdict", "status", "confidence", "kind")


def likeness(before: Claim, after: Claim) -> float:
    """How sure it is that two claims are one, 0 if it is not: the same quote, then the wording, then the persona."""
    base = _by_quote(before, after) or _by_words(before, after)
    if not base:
        return 0.0
    return base + 5.0 * (before.persona == after.persona) + (before.question == after.question)


def changes(before: Claim, after: Claim) -> Iterator[Changed]:
    """What is different about a claim, figures first."""
    old, new = _said(before), _said(after)
    yield from _figures(old, new)
    if _plain(before.text) != _plain(after.text):
        yield Changed(aspect="wording", before=before.text, after=after.text)
    for aspect in _PLAIN:
        was, now = getattr(before, aspect), getattr(after, aspect)
        if was != now:
            yield Changed(aspect=aspect, before=was, after=now)


def _by_quote(before: Claim, after: Claim) -> float:
    """Over 200 for a first quote at the same place of the same source, over 100 for one in the same words."""
    if not (before.citations and after.citations):
        return 0.0
    old, new = before.citations[0], after.citations[0]
    if _plain(old.quote) != _plain(new.quote):
        return 0.0
    about = _about(before.text, after.text)
    if about < _ABOUT:
        return 0.0
    at = (old.source_id, old.start, old.end) == (new.source_id, new.start, new.end)
    return about + (200.0 if at else 100.0)


@lru_cache(maxsize=50_000)
def _about(old: str, new: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.token_set_ratio(_plain(old), _plain(new)))


def _by_words(before: Claim, after: Claim) -> float:
    pairs = {(before.text, after.text), (_said(before), _said(after))}
    return max(_like(old, new) for old, new in pairs)


@lru_cache(maxsize=50_000)
def _like(old: str, new: str) -> float:
    from rapidfuzz import fuzz

    ratio = float(fuzz.ratio(_plain(old), _plain(new), score_cutoff=_MEASURED))
    if not ratio:
        return 0.0
    if ratio >= ALIKE and (_plain(old) == _plain(new) or comparable(old, new)):
        return ratio
    return ratio if same_measure(old, new) else 0.0


def _said(claim: Claim) -> str:
    """What a claim says of the world: its quote where it prints that, else its own words."""
    first = quote(claim)
    return first if first in claim.text else claim.text


def _figures(old: str, new: str) -> Iterator[Changed]:
    """Figures that stand in one text alone, paired with one of the same kind in the other."""
    gone, fresh = _without(figures(old), figures(new)), _without(figures(new), figures(old))
    for figure in gone:
        other = next((f for f in fresh if f.dimension == figure.dimension), None)
        if other is not None:
            fresh.remove(other)
        yield Changed(aspect="figure", before=figure.text, after=other.text if other else "")
    yield from (Changed(aspect="figure", before="", after=figure.text) for figure in fresh)


def _without(those: tuple[Figure, ...], others: tuple[Figure, ...]) -> list[Figure]:
    """The figures that have no equal among the others, which stand for one each."""
    left = Counter(_value(f) for f in others)
    found = []
    for figure in those:
        if left[_value(figure)] > 0:
            left[_value(figure)] -= 1
        else:
            found.append(figure)
    return found


def _value(figure: Figure) -> tuple[str, str]:
    return figure.dimension, f"{figure.value:.9g}"


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")

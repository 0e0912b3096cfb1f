"""A subject that sets two things beside each other: `consumer GPUs versus data-centre GPUs for inference`."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from triptych.agents.embedded.predicates import is_plain_verb
from triptych.agents.language.text import stem_set

_AGAINST = re.compile(
    r" (?:vs?\.?|versus|/|(?:as )?compared (?:with|to)|rather than|instead of|relative to) ", re.IGNORECASE
)
_OR = re.compile(r",? or ", re.IGNORECASE)
_ARTICLE = re.compile(r"^the ", re.IGNORECASE)
_PLACE = re.compile(r"(?:in|at|on|under|behind|within|inside)\b", re.IGNORECASE)
_REST = re.compile(r" (?:for|in|at|on|as|by|under|within|inside|during|when) ", re.IGNORECASE)
_LED = re.compile(r" (?:on|of) ", re.IGNORECASE)
_YEAR = re.compile(r",? (?:in|by|before|until|through)(?: the end of)? 20\d\d$", re.IGNORECASE)
_ENDS = re.compile(r"[,:;?]")
_NAME = re.compile(r"[A-Z0-9]|\w+[A-Z]")
_MOST = 8
"""Words that a name has at most."""


class Comparison(NamedTuple):
    """Two things by their full names, and what they are compared for: ` for inference`, or nothing."""

    first: str
    second: str
    rest: str


def comparison(named: str, said: Sequence[str] = ()) -> Comparison | None:
    """The two things that a noun phrase compares, or the first of several and the others; None where it compares none.

    Args:
        named: the phrase.
        said: sentences at hand, which tell whether `liquid vs air cooling` means `liquid cooling`.
    """
    named = _YEAR.sub("", " ".join(named.split()))
    if _ENDS.search(named):
        return None
    halves = _AGAINST.split(named)
    if len(halves) == 1:
        halves = _OR.split(named)
        if len(halves) != 2 or not (_PLACE.match(halves[1]) or _are_names(*halves)):
            return None
    elif any(_OR.search(half) for half in halves):
        return None
    first, second = halves[0], " and ".join(halves[1:])
    found = _placed(first, second) or _told(first, second, said)
    return found if all(map(_is_thing, found[:2])) and found.first != found.second else None


def rivals(subject: str) -> tuple[str, str] | None:
    """The two that a question asks about one against the other, `memory makers or foundries`; None where it asks about one thing.

    Two are rivals that are alike: two names, two plurals, or as many words each; `open or closed models` are none.
    """
    halves = _OR.split(subject)
    if len(halves) != 2 or "," in subject:
        return None
    first, second = halves
    alike = all(half.endswith("s") for half in halves) or len(first.split()) == len(second.split())
    alike &= all(map(_is_thing, halves))
    return (first, second) if alike or are_named(first, second) else None


def are_named(first: str, second: str) -> bool:
    """Whether two things are both names, `China or the US`."""
    return _are_names(_ARTICLE.sub("", first), _ARTICLE.sub("", second))


def _are_names(first: str, second: str) -> bool:
    return len(first.split()) <= 3 and bool(_NAME.match(first) and _NAME.match(second))


def _is_thing(name: str) -> bool:
    spoken = name.split()
    return bool(stem_set(name)) and len(spoken) <= _MOST and not is_plain_verb(spoken[0])


def _placed(first: str, second: str) -> Comparison | None:
    """One thing in two places: `inference at the edge or in the cloud`."""
    leads = [found for found in _REST.finditer(first) if _PLACE.match(found.group().strip())]
    if not leads or not _PLACE.match(second):
        return None
    return Comparison(first, f"{first[: leads[-1].start()]} {second}", "")


def _told(first: str, tail: str, said: Sequence[str]) -> Comparison:
    at = _REST.search(tail)
    second, rest = (tail[: at.start()], tail[at.start() :]) if at else (tail, "")
    if at and at.group() in first:  # `moats in AI vs moats in SaaS`
        return Comparison(first, tail, "")
    whole = f"{first} {second.split()[-1]}"
    if not _REST.search(first) and any(whole.lower() in text.lower() for text in said):
        return Comparison(whole, second, rest)
    led = list(_LED.finditer(first))
    if led and at is None and not _LED.search(second):  # `inference on GPUs vs ASICs`
        second = f"{first[: led[-1].end()]}{second}"
    return Comparison(first, second, rest)

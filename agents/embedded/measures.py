"""Whether two statements give a figure for the same thing, and then whether the figures agree.

The same thing means: one dimension, the same names, the same year, and nearly the same words around the number once
it is put aside who says so. What cannot be matched that closely is neither agreement nor conflict.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from triptych.agents.embedded.names import names_in
from triptych.agents.figures import Figure, figures, years
from triptych.agents.text import stem_set, stems

_NEAR = 45  # characters on each side of a figure that say what it measures
_LIKE = 0.7  # the share of the shorter statement's words that the longer must have
_LEAST_WORDS = 3
_TOLERANCE = 0.05

_SAYS = (
    r"(?:says?|said|expects?|expected|projects?|projected|forecasts?|estimates?|estimated|found|finds|reports?|reported|"
    r"argues?|argued|rates?|rated|measured|states?|stated|claims?|claimed|puts?|counts?|counted|calculates?|predicts?|predicted)"
)
_COMMON = r"of|the|and|analysts?|researchers?|authors?|survey|report|base case"
_SPEAKER = re.compile(
    rf"^(?P<who>(?:[A-Z][\w.'’&-]*|{_COMMON})(?: (?:[A-Z0-9][\w.'’&-]*|{_COMMON}|later|had|raised its forecast))*)"
    rf" {_SAYS}(?: (?:in|on) (?:[A-Z]\w+ )?\d{{4}})?(?: that)? "
)
_ACCORDING = re.compile(r",? according to [^,.;]+|\b(?:in|by) the base case of the \w+")
_TELLING = stem_set(
    "says said expects expected projects projected projection forecasts estimates estimated found reports reported "
    "argues argued according base case later raised claims stated predicts counted rated measured analysts researchers "
    "authors survey report January February March April May June July August September October November December"
)
_RANGE = re.compile(r"^\s?(?:to|-|–|and)\s?$")
_QUALIFIER = re.compile(
    r"\b(?:US|U\.S\.|EU|UK|European|American|Chinese|worldwide|global|AI-\w+|input|output|early|late|peak|average|"
    r"(?:first|second|third|fourth) quarter|Q[1-4])\b"
)


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure, or the two ends of a range, with the year it is for and the words beside it."""

    low: float
    high: float
    dimension: str
    text: str
    year: int | None
    beside: frozenset[str]

    def meets(self, other: "Interval") -> bool:
        """Whether the two overlap, with five per cent of slack."""
        slack = _TOLERANCE * max(abs(self.high), abs(other.high))
        return self.low - slack <= other.high and other.low - slack <= self.high


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures for one thing."""

    ours: Interval
    theirs: Interval

    @property
    def agree(self) -> bool:
        """Within five per cent of each other, or one within the other's range."""
        return self.ours.meets(self.theirs)


@lru_cache(maxsize=20_000)
def core(text: str) -> str:
    """A statement without who makes it: `Gartner forecast in 2025 that X` is X."""
    spoken = _SPEAKER.match(text)
    bare = text[spoken.end() :] if spoken else text
    return _ACCORDING.sub("", bare)


@lru_cache(maxsize=20_000)
def speakers(text: str) -> frozenset[str]:
    """The content stems of what `core` leaves out: the names to whom a statement is put down in its own words."""
    return stem_set(text) - stem_set(core(text)) - _TELLING


@lru_cache(maxsize=20_000)
def intervals(text: str) -> tuple[Interval, ...]:
    """The measured figures of a statement, ranges joined."""
    found = list(figures(text))
    made: list[Interval] = []
    while found:
        first = found.pop(0)
        if (
            found
            and _RANGE.match(text[first.end : found[0].start])
            and first.dimension in ("", found[0].dimension)
        ):
            made.append(_interval(text, first, found.pop(0)))
        elif first.dimension:
            made.append(_interval(text, first, first))
    return tuple(made)


def _interval(text: str, low: Figure, high: Figure) -> Interval:
    near = f"{text[max(0, low.start - _NEAR) : low.start]} {text[high.end : high.end + _NEAR]}"
    start = low.value if low.dimension else low.value * (high.value / float(_bare(high.text)))
    shown = low.text if low is high else f"{low.text} to {high.text}"
    return Interval(
        min(start, high.value), high.value, high.dimension, shown, _year(text, low, high), stem_set(near)
    )


def _bare(text: str) -> float:
    number = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    return float(number.group().replace(",", "")) if number else 1.0


def _year(text: str, low: Figure, high: Figure) -> int | None:
    """The year named nearest to a figure; one behind it goes before one ahead of it."""
    after = re.search(r"\b(?:19|20)\d{2}\b", text[high.end : high.end + 60])
    if after:
        return int(after.group())
    named = years(text)
    return max(named) if named else None


def _named(text: str) -> frozenset[str]:
    return frozenset(names_in(text)) | frozenset(m.lower() for m in _QUALIFIER.findall(text))


def comparable(ours: str, theirs: str) -> bool:
    """Whether two statements have the same subject: the same names, and most of the shorter one's words."""
    one, two = core(ours), core(theirs)
    mine, other = _named(one), _named(two)
    if not (mine <= other or other <= mine) or bool(mine) != bool(other):
        return False
    a, b = stem_set(one), stem_set(two)
    if not (stems(one)[:1] and stems(one)[0] in b and stems(two)[0] in a):
        return False  # "Google held …" and "Amazon held …" differ in nothing but who did
    shared, shorter = len(a & b), min(len(a), len(b))
    return shared >= _LEAST_WORDS and shared >= _LIKE * shorter


@lru_cache(maxsize=100_000)
def same_measure(ours: str, theirs: str) -> Pair | None:
    """The figures of two statements for one thing: an agreeing pair if there is one, else the closest conflict."""
    if not comparable(ours, theirs):
        return None
    pairs = [Pair(a, b) for a in intervals(ours) for b in intervals(theirs) if _alike(a, b)]
    agreeing = next((p for p in pairs if p.agree), None)
    return agreeing or max(pairs, key=lambda p: len(p.ours.beside & p.theirs.beside), default=None)


def _alike(a: Interval, b: Interval) -> bool:
    return a.dimension == b.dimension and a.year == b.year and len(a.beside & b.beside) >= 2

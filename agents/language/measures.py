"""Whether two statements give a figure for the same thing, and then whether the figures agree.

The same thing means: one dimension, the same names, the same year, and nearly the same words around the number once
it is put aside who says so. What cannot be matched that closely is neither agreement nor conflict.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from triptych.agents.language.figures import SHARE, Figure, dated, figures, measured
from triptych.agents.language.names import names_in
from triptych.agents.language.text import stem_set, stems

_NEAR = 45  # characters on each side of a figure that say what it measures
_LIKE = 0.7  # the share of the shorter statement's words that the longer must have
_LEAST_WORDS = 3
_TOLERANCE = 0.05

_SAYS = (
    r"(?:says?|said|expects?|expected|projects?|projected|forecasts?|estimates?|estimated|found|finds|reports?|reported|"
    r"argues?|argued|rates?|rated|measured|states?|stated|claims?|claimed|puts?|counts?|counted|calculates?|predicts?|predicted|calculated|concluded|assumes?|assumed|warns?|warned)"
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
_BREAK = re.compile(r"[,;:]|\b(?:and|but|while|from)\b")  # where another clause begins
_FAR = 60  # characters behind a figure within which its year stands
_PERIOD = re.compile(
    r"\b(?:(?:first|second|third|fourth) (?:quarter|half)|[QH][1-4]|daily|monthly|quarterly|annual|yearly|"
    r"a (?:day|month|quarter))\b"
)
_SEVERAL = re.compile(r"\b[A-Z]\w+(?:, (?:and )?| and )[A-Z]\w+")  # several are not one of them
_MORE = re.compile(
    r"\s(?:more|less|higher|lower|above|below|up|faster|slower|cheaper|fewer|growth|increase)\b"
)
_MOVED = re.compile(r"\b(?:rose|grew|fell|up|down|increased|declined|dropped|jumped|growth of)(?: by)?\s$")
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
        if found and _RANGE.match(text[first.end : found[0].start]) and first.dimension == found[0].dimension:
            made.append(_interval(text, first, found.pop(0)))
        elif first.dimension:
            made.append(_interval(text, first, first))
    return tuple(made)


def _interval(text: str, low: Figure, high: Figure) -> Interval:
    near = f"{text[max(0, low.start - _NEAR) : low.start]} {text[high.end : high.end + _NEAR]}"
    shown = low.text if low is high else f"{low.text} to {high.text}"
    dimension = f"change in {high.dimension}" if _is_change(text, low, high) else high.dimension
    return Interval(
        min(low.value, high.value), high.value, dimension, shown, _year(text, low, high), stem_set(near)
    )


def _is_change(text: str, low: Figure, high: Figure) -> bool:
    """Whether a share says how far something moved (`16% more`), not what it is a share of."""
    moved = _MORE.match(text, high.end) or _MOVED.search(text[: low.start])
    return high.dimension == SHARE and bool(moved)


def _year(text: str, low: Figure, high: Figure) -> int | None:
    """The year that a figure is for: of those in its clause the nearest, one behind it before one ahead of it.

    Where its clause names none, the nearest that no other figure stands before; failing that, the latest of the text.
    """
    named = dated(text)
    near = [(at, year) for at, year in named if not _apart(text, low, high, at)]
    clause = [(at, year) for at, year in near if not _BREAK.search(_between(text, low, high, at))]
    behind = [year for at, year in clause if high.end <= at < high.end + _FAR]
    if behind:
        return behind[0]
    nearest = min(clause or near, key=lambda x: len(_between(text, low, high, x[0])), default=None)
    return nearest[1] if nearest else max((year for _, year in named), default=None)


def _between(text: str, low: Figure, high: Figure, at: int) -> str:
    """What stands between a figure and a place in the text."""
    return text[high.end : at] if at >= high.end else text[at : low.start]


def _apart(text: str, low: Figure, high: Figure, at: int) -> bool:
    """Whether another figure stands between a figure and a place in the text."""
    first, last = (high.end, at) if at >= high.end else (at, low.start)
    return any(first <= f.start < last for f in measured(text))


def _named(text: str) -> frozenset[str]:
    return frozenset(names_in(text)) | frozenset(m.lower() for m in _QUALIFIER.findall(text))


def comparable(ours: str, theirs: str) -> bool:
    """Whether two statements have the same subject: the same names, and most of the shorter one's words."""
    one, two = core(ours), core(theirs)
    mine, other = _named(one), _named(two)
    if not (mine <= other or other <= mine) or bool(mine) != bool(other):
        return False
    if mine != other and (_SEVERAL.search(one) or _SEVERAL.search(two)):
        return False
    if set(_PERIOD.findall(one)) != set(_PERIOD.findall(two)):
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
    both = [Pair(a, b) for a in intervals(ours) for b in intervals(theirs) if _of_one_kind(a, b)]
    pairs = [p for p in both if len(p.ours.beside & p.theirs.beside) >= 2]
    if lone := next((p for p in pairs if not p.agree and _only(p, both)), None):
        return lone
    agreeing = next((p for p in pairs if p.agree), None)
    if agreeing is None and any(p.agree for p in both):
        return None  # they share a figure, so that another one is no contradiction
    return agreeing or max(pairs, key=lambda p: len(p.ours.beside & p.theirs.beside), default=None)


def _only(pair: Pair, both: Sequence[Pair]) -> bool:
    """Whether each statement gives one figure of this kind alone, so that agreement in others does not excuse it."""
    return sum(_kind(other) == _kind(pair) for other in both) == 1


def _kind(pair: Pair) -> tuple[str, int | None]:
    return pair.ours.dimension, pair.ours.year


def _of_one_kind(a: Interval, b: Interval) -> bool:
    return a.dimension == b.dimension and a.year == b.year

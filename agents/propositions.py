"""What a proposition must be, held by code: dated, resolvable, contestable. Both analysts obey it, whoever words the statement.

A person may put to the panel what they like: their statements are told their faults and never refused.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from triptych.agents.language.figures import Figure, figures, measured, years
from triptych.agents.language.sentences import kind_of
from triptych.agents.language.text import stem_set

FEWEST, MOST = 3, 5
YEARS_AHEAD = 2
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    r"(?:,? ?\b(?:by|before|until|through|in|at|on)\s+)?(?:(?:the )?end of\s+)?(?:\d{1,2} )?"
    rf"(?:(?:{_MONTHS})(?: \d{{1,2}},)? )?(?:19|20)\d\d\b,?",
    re.IGNORECASE,
)
_JOINT = re.compile(r";\s|,?\s(?:and|but|while|whereas)\s")
_FINITE = re.compile(r"\bwill\b")
_MORE = r"\b(?:more than|above|over|at least|exceeds?|reach(?:es)?|pass(?:es)?)\s+"
_LESS = r"\b(?:less than|fewer than|below|under|at most)\s+"
_UP, _DOWN = re.compile(f"{_MORE}$"), re.compile(f"{_LESS}$")
_COMPARED = re.compile(rf"(?:{_MORE}|{_LESS})[$€£]?\d")
_QUARTER = re.compile(r"\bquarter\b")
_SPAN = stem_set("quarter year end least rise fall drop exceed hold take")
_NAMED = re.compile(r"[A-Z]\w*(?:[ -]v)?[ -]?$")  # `Llama 3.1`: the number belongs to a name


def horizon_of(as_of: date) -> date:
    """The day by which a proposition without a year of its own is judged."""
    return date(as_of.year + YEARS_AHEAD, 12, 31)


def fault(text: str, horizon: date, as_of: date, known: Sequence[str] = ()) -> str:
    """What keeps a statement from being a proposition, in a sentence; empty when it is one.

    Args:
        horizon: the day by which it is judged.
        as_of: today.
        known: sentences at hand, by which it may have come true already.
    """
    return (
        _undated(text, horizon, as_of) or _open(text) or _unresolvable(text) or _decided(text, as_of, known)
    )


def _undated(text: str, horizon: date, as_of: date) -> str:
    named = years(text)
    if horizon <= as_of or (named and max(named) < as_of.year):
        return "Its day has passed."
    if not named:
        return "It names no year by which it is judged."
    if horizon.year != max(named):
        return f"It is judged in {horizon.year} and names {max(named)}."
    return ""


def _open(text: str) -> str:
    """Why it states nothing, or more than one thing."""
    if text.rstrip().endswith("?") or _words("question").match(undated(text)) or _words("tail").search(text):
        return "It asks instead of stating."
    if hedge := _words("hedge").search(text.replace("May ", "")):
        return f"It leaves itself open: “{hedge.group().strip()}”."
    return "It joins two statements." if joint(text) else ""


def _unresolvable(text: str) -> str:
    outcome = undated(text)
    if len(stem_set(outcome)) < 2:
        return "It does not say what of whom."
    counted = any(f.dimension or not _NAMED.search(outcome[: f.start]) for f in figures(outcome))
    if counted or _words("threshold").search(outcome) or _words("event").search(outcome):
        return ""
    return "It names no threshold and no event that anyone could look up."


def _decided(text: str, as_of: date, known: Sequence[str]) -> str:
    if _words("certain").search(text):
        return "It cannot come out otherwise."
    limits = list(_limits(text))
    passed = next((k for k in known if any(limit.reached(k, as_of) for limit in limits)), "")
    return f"It has come true already: “{passed}”" if passed else ""


def undated(text: str) -> str:
    """A statement without the date by which it is judged."""
    return re.sub(r"\s+([.,:])", r"\1", " ".join(_DATE.sub(" ", text).split()))


def joint(text: str) -> int:
    """Where a second statement is joined on; 0 where there is only one."""
    for found in _JOINT.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        finite = _FINITE.search(before) and _FINITE.search(after)
        if found.group().startswith(";") or finite or _both_compared(before, after):
            return found.start()
    return 0


def _both_compared(before: str, after: str) -> bool:
    """Whether each side has a threshold of its own; `more than 10% and less than 20%` is one range."""
    return bool(_COMPARED.search(before) and _COMPARED.search(after)) and not _COMPARED.match(after)


# How much something differs from another thing, or from itself before.
_BY = re.compile(
    r"\b(?:by|up|down|rose|fell|grew) (?:about |almost |nearly |more than |less than |over )?$", re.IGNORECASE
)
_THAN = re.compile(
    r"\s*(?:less|more|lower|higher|cheaper|fewer|faster|slower|larger|smaller)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Limit:
    """A threshold of a statement: on which side of what figure it holds, of what, and over what span."""

    sign: int
    figure: Figure
    about: frozenset[str]
    span: str

    def reached(self, known: str, as_of: date) -> bool:
        """Whether a sentence of late, that is no forecast, puts the same thing beyond it already."""
        if not self.about <= stem_set(known) or kind_of(known) == "forecast":
            return False
        late = max(years(known), default=as_of.year) >= as_of.year - 1
        alike = (
            self._times(known) * f.value
            for f in measured(known)
            if f.dimension == self.figure.dimension and not _is_change(f, known)
        )
        return late and any(value and self.sign * value > self.sign * self.figure.value for value in alike)

    def _times(self, known: str) -> int:
        """How often the span that a sentence counts over fits into this one's; 0 where it is longer."""
        counted = "quarter" if _QUARTER.search(known) else ""
        if counted and self.span == "year":
            return 4
        return 0 if self.span == "quarter" and not counted else 1


def _is_change(figure: Figure, text: str) -> bool:
    """Whether a figure says by how much something differs, and not what it is: `90% less`, `fell by 40%`."""
    return bool(_BY.search(text[: figure.start]) or _THAN.match(text[figure.end :]))


def _limits(text: str) -> Iterator[_Limit]:
    span = "quarter" if _QUARTER.search(text) else "year" if "in a year" in text else ""
    for figure in measured(text):
        before, after = text[: figure.start], undated(text[figure.end :])
        sign = bool(_UP.search(before)) - bool(_DOWN.search(before))
        about = stem_set(f"{undated(before)} {after}") - _SPAN
        if sign and about:
            yield _Limit(sign, figure, about, span)


@lru_cache(maxsize=8)
def _words(kind: str) -> re.Pattern[str]:
    data = tomllib.loads(files("triptych.agents").joinpath("propositions.toml").read_text(encoding="utf-8"))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(data[kind])})(?![\w-])", re.IGNORECASE)

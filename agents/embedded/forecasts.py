"""Forecasts that somebody published, as statements that can be bet on: without who says it, hedges and asides."""

import re
from collections.abc import Sequence
from datetime import date

from triptych.agents.language.figures import years
from triptych.agents.language.measures import core
from triptych.agents.language.sentences import Quotable, capitalised
from triptych.agents.propositions import fault, joint
from triptych.store.records import Proposition

_ASIDE = re.compile(
    r"(?:, (?:after|which|as|because|where|when|ahead of|before|so|up from|down from|compared|an? (?:in|de)crease|more than|four|"
    r"with|since|and (?:more|less))\b| and (?:another|overtake|reach|add|cost) | up from | compared with ).*$"
)
_SPEAKER = re.compile(
    r",? (?:in|by) (?:the [^,]*?(?:scenario|case|forecast|projections?) of|[A-Z]\w+'s (?:own )?(?:forecast|projections?))[^,.]*|"
    r", (?:[A-Z][\w.'’-]*|the|its) ?(?:[\w'’-]+ ){0,4}?"
    r"(?:says?|said|expects?|argues?|argued|forecasts?|estimates?|predicts?)\b[^,]*$|, (?:says?|said|expects?) [A-Z][^,]*$"
)
_UNFIT = re.compile(r"\bif\b|\b(?:under|over)state")  # a condition, or what no figure will show
_RANGE = re.compile(
    r"(?<!from )(?P<between>between )?(?P<money>[$€£])?(?P<low>(?<![\d.,])(?!20\d\d )\d+(?:\.\d+)?)(?P<unit>%| [A-Za-z]\w+)?"
    r" (?(between)and|to) [$€£]?(?P<high>\d+(?:\.\d+)?)(?P<tail>%| [A-Za-z]\w+)"
)
_BEFORE = re.compile(r"\b(?:used|consumed) [^,]*? and (?=will\b)")
_NEAR = re.compile(
    r"\b(?:by )?(?P<by>as much as|up to) (?=[$€£]?\d)(?!20\d\d\b)|"
    r"\b(?:about|around|roughly|nearly|almost|just under|approximately) (?=[$€£]?\d|half\b)"
)
_EVEN = re.compile(
    r"\b(?P<verb>will (?:account for|take|supply|make up|use|hold|be|need|bring|cause|drive|consume|cover|represent)) "
    r"(?=[$€£]?\d|half\b)(?![$\d.,]+%? (?:more|less|higher|lower))"
)


def forecast(quotable: Quotable, as_of: date, known: Sequence[str] = ()) -> Proposition | None:
    """A published forecast for a year still ahead as a proposition; None where it cannot be made one.

    Args:
        known: sentences at hand, by which it may have come true already.
    """
    due = max(years(quotable.text), default=0)
    if quotable.kind != "forecast" or due <= as_of.year or _UNFIT.search(quotable.text):
        return None
    text, horizon = _stated(quotable.text), date(due, 12, 31)
    if " will " not in text or " and will " in text or fault(text, horizon, as_of, known):
        return None
    return Proposition(id="", text=text, horizon=horizon, basis=quotable.citation())


def _stated(text: str) -> str:
    said = _BEFORE.sub("", _SPEAKER.sub("", core(text).rstrip(".")))
    said = _ASIDE.sub("", said[: joint(said)] if joint(said) else said)
    said = _NEAR.sub(lambda m: "by more than " if m["by"] else "", _RANGE.sub(_middle, said))
    return f"{capitalised(' '.join(_EVEN.sub(_more, said).split()))}."


def _middle(found: re.Match[str]) -> str:
    """`9% to 17%` as the middle of it, on which one can bet."""
    middle = (float(found["low"]) + float(found["high"])) / 2
    return f"{found['money'] or ''}{middle:,.3g}{found['tail']}"


def _more(found: re.Match[str]) -> str:
    return f"{found['verb']} more than "

"""A model's statement in the words of a proposition: without who says it, hedges, a second statement, and with its date first."""

import re

from triptych.agents.propositions import joint

_ANY_CASE = re.IGNORECASE
_NEARLY = r"(?:around|about|approximately|roughly|nearly|almost)"
_EXPECTED = r"(?:expected|projected|likely|forecast|predicted|set)"
_ATTRIBUTED = re.compile(r",? according to [^,.;]+", _ANY_CASE)
_TAIL = re.compile(r",?\s+(?:and|or|but)\s+(?:who|what|which|how|why|when|where|whether)\b[^.]*", _ANY_CASE)
_HEDGES = (
    (re.compile(rf"\b(is|are) {_EXPECTED} to be\b", _ANY_CASE), r"\1"),
    (re.compile(rf"\b(?:is|are) {_EXPECTED} to\b", _ANY_CASE), "will"),
    (re.compile(r"\b(?:may|might|could|should) (?:well |possibly )?(?=[a-z])"), "will "),
    (re.compile(r"\b(?:likely|probably|possibly|potentially|significantly|substantially) ", _ANY_CASE), ""),
    (re.compile(rf"\b(to|by) {_NEARLY} (?=[$€£]?\d)", _ANY_CASE), r"\1 "),
    (re.compile(rf"\b{_NEARLY} (?=[$€£]?\d)", _ANY_CASE), "at least "),
)
_DATED = re.compile(r"^\s*(?:by (?:the )?end of|by|in|through) (?:\d{4}|(?:the )?year),?\s*", _ANY_CASE)
_DUE = re.compile(r"^(?P<what>.+?),? (?P<when>by the end of|through) (?P<year>\d{4})(?P<told>[:,].*)?\.$")
_SMALL = re.compile(
    r"(?:the|an?|at|no|more|less|fewer|any|every|most|each|all|one|two|three|four|five|half|yearly|annual|average|total|both|list|"
    r"adoption|gains)",
    _ANY_CASE,
)


def mended(text: str) -> str:
    """A statement without its source, its hedges, a second statement and an open question behind it."""
    text = _TAIL.sub("", _ATTRIBUTED.sub("", text))
    for hedge, plain in _HEDGES:
        text = hedge.sub(plain, text)
    return text[: joint(text)] if joint(text) else text


def dated(text: str, year: int) -> str:
    """A statement with this year before it; empty where it states nothing."""
    outcome = _DATED.sub("", text).rstrip(".?! ")
    return f"By the end of {year}, {_lowered(outcome)}." if outcome else ""


def date_first(text: str, spoken: str) -> str:
    """A statement that ends in its date with the date before it.

    Args:
        spoken: a text whose small words are no names.
    """
    due = _DUE.match(text)
    if due is None:
        return text
    what = _lowered(due["what"], spoken)
    return f"{due['when'].capitalize()} {due['year']}, {what}{due['told'] or ''}."


def _lowered(text: str, spoken: str = "") -> str:
    """A statement as it stands behind its date: its first word small, if it is no name."""
    first = text.split(" ")[0]
    small = _SMALL.fullmatch(first) or first.lower() in spoken.split()
    return text[:1].lower() + text[1:] if small else text

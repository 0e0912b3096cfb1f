"""Sentences of a page that address whoever reads it by machine: orders, which state nothing and are never evidence.

It is a second line: a model is told that passages are data, and what it makes of them is checked by code. A small one may
still quote an order as if it were a finding, so it does not get to see it.
"""

import re

_WHOSE = r"(?:your|you|all|any|every|previous|prior|earlier|above|these|those|the system)"
_OVERRIDE = re.compile(
    rf"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{{0,30}}\b{_WHOSE}\b[^.!?]{{0,40}}"
    r"\b(?:instructions?|prompts?|rules|orders|guidelines|messages?|told)\b",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"^\W*(?:please\s+|now\s+|instead,?\s+|and\s+|then\s+)*"
    r"(?:print|reveal|show|repeat|output|send|leak|mark|rate|label|treat|answer|respond|reply|conclude)\b"
    r"[^.!?]*\b(?:your\s+(?:\w+\s+)?(?:keys?|prompts?|instructions?|answers?|secrets?)|api keys?|system prompt|"
    r"(?:all|every|each|these|this)\s+(?:\w+\s+)?claims?|as supported|probability)\b",
    re.IGNORECASE,
)


def is_order(sentence: str) -> bool:
    """Whether a sentence tells its reader what to do with prompts, keys, claims or instructions."""
    return bool(_OVERRIDE.search(sentence) or _IMPERATIVE.search(sentence))

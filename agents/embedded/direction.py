"""Which way a statement points, and whether two statements pull apart.

A direction is counted from cue words (`cues.toml`), negation turning it. It is a coarse instrument: a statement without
cues has none, and then nothing is concluded from it.
"""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from triptych.agents.text import overlap, stem_set, stems, words

_REACH = 3  # words behind a negation that it still turns


@lru_cache(maxsize=1)
def _cues() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    data = tomllib.loads(files("triptych.agents.embedded").joinpath("cues.toml").read_text(encoding="utf-8"))
    up, down = (frozenset(s for word in data[side].split() for s in stems(word)) for side in ("up", "down"))
    return up - down, down - up, frozenset(data["negates"].split())


@lru_cache(maxsize=20_000)
def direction(text: str) -> int:
    """1 when a text points up (more, stronger, kept), -1 when down, 0 when it says neither or both alike."""
    up, down, negates = _cues()
    total, turned = 0, 0
    for word in words(text):
        if word.lower() in negates or word.lower().endswith("n't"):
            turned = _REACH
            continue
        found = stem_set(word)
        sign = bool(found & up) - bool(found & down)
        total += -sign if turned else sign
        turned = max(0, turned - 1)
    return (total > 0) - (total < 0)


def subject(text: str) -> frozenset[str]:
    """The content stems of a text without its cue words: what it is about."""
    up, down, _ = _cues()
    return stem_set(text) - up - down


def opposed(a: str, b: str) -> bool:
    """Whether two statements are about one thing and point opposite ways."""
    one, two = subject(a), subject(b)
    if direction(a) * direction(b) != -1:
        return False
    return len(one & two) >= 4 and overlap(one, two) >= 0.2


def aligned(a: str, b: str) -> bool:
    """Whether two statements are about one thing and point the same way."""
    one, two = subject(a), subject(b)
    return direction(a) == direction(b) and len(one & two) >= 5 and overlap(one, two) >= 0.3


_CLAUSE = re.compile(r"\s*(?:[;:]|, (?:and|but|while|whereas)|\?)\s+", re.IGNORECASE)


def clauses(text: str) -> list[str]:
    """The clauses of a text, taken apart at its strong joints."""
    return [c.strip(" ?.,") for c in _CLAUSE.split(text) if c.strip(" ?.,")]

"""Plausible text without end: the words of the starter collection, each followed by one that follows it there.

Frequent words stay frequent and rare ones rare. Figures are drawn anew and names are sometimes exchanged for made-up
ones, so that there are many words that few texts have. The same seed gives the same text.
"""

import random
import re
from collections import defaultdict
from functools import cache

from triptych.agents.sources.sentences import sentences
from triptych.agents.sources.starter import starter_files, starter_sources

LONGEST = 38  # words in a sentence
SHORTEST = 7
NAMES = 4000
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"^\W*20[0-3]\d\W*$")
_NAME = re.compile(r"^[A-Z][a-z]{3,}$")
_ONSETS = (
    "B",
    "Br",
    "C",
    "Ch",
    "D",
    "Dr",
    "F",
    "G",
    "H",
    "K",
    "L",
    "M",
    "N",
    "P",
    "Qu",
    "R",
    "S",
    "St",
    "T",
    "V",
    "Z",
)
_NUCLEI = ("a", "e", "i", "o", "u", "ai", "ea", "io", "ou")
_CODAS = ("", "l", "n", "r", "s", "x", "nd", "rk", "st", "tis")


@cache
def _followers() -> dict[str, list[str]]:
    """For each word all that follow it, as often as they do; under the empty word those that open a sentence."""
    found: dict[str, list[str]] = defaultdict(list)
    for source in starter_sources(starter_files()).values():
        for start, end in sentences(source.text):
            words = source.text[start:end].split()
            if len(words) >= SHORTEST and words[-1].endswith("."):
                for before, word in zip(["", *words], words, strict=False):
                    found[before].append(word)
    return dict(found)


@cache
def names() -> tuple[str, ...]:
    """Made-up names of firms and people, no two alike."""
    dice = random.Random("names")
    made: dict[str, None] = {}
    while len(made) < NAMES:
        parts = (dice.choice(_ONSETS) + dice.choice(_NUCLEI) for _ in range(dice.choice((2, 2, 3))))
        made["".join(parts).capitalize() + dice.choice(_CODAS)] = None
    return tuple(made)


def name(dice: random.Random) -> str:
    """One of the made-up names, the first ones far more often than the last."""
    return names()[int(NAMES ** dice.random()) - 1]


def sentence(dice: random.Random) -> str:
    """A sentence of 7 to 38 words that ends with a full stop."""
    followers, draw = _followers(), dice.random
    words: list[str] = []
    last = ""
    while len(words) < LONGEST and not (last.endswith(".") and len(words) >= SHORTEST):
        following = followers.get(last) or followers[""]
        last = following[int(draw() * len(following))]
        words.append(_varied(last, dice))
    return f"{' '.join([*(word.rstrip('.') for word in words[:-1]), words[-1].rstrip('.,:;')])}."


def _varied(word: str, dice: random.Random) -> str:
    if _DIGIT.search(word) and not _YEAR.match(word):
        return _DIGIT.sub(lambda _: str(dice.randint(1, 9)), word)
    if _NAME.match(word) and dice.random() < 0.15:
        return name(dice)
    return word

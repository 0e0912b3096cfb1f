"""What a person types, taken apart: words, "phrases", beginnings* and what is -left out. Nothing typed is an error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triptych.store.search import fields
from triptych.store.search.stop_words import STOP_WORDS

MOST_ITEMS = 64
"""Words and phrases of a query that are looked for; a pasted page has more, and the first ones say what it is about."""
SHORTEST_BEGINNING = 2
_ITEM = re.compile(r'(?P<out>(?<!\S)-)?(?:["“„«](?P<phrase>[^"“”„«»]*)["”“»]|(?P<word>[^\s"“”„«»]+))')
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")


@dataclass(frozen=True)
class Item:
    """One thing sought: words that stand next to each other, of which the last may only be begun."""

    words: tuple[str, ...]
    """In lower case and without accents."""
    exact: bool
    """False for a single word that other forms of it match, too."""
    begun: bool = False
    """Whether the last word is the beginning of one."""


@dataclass(frozen=True)
class Sought:
    """A query: all wanted items if there is such a thing, else any, or loosely any at once; never one that is unwanted."""

    wanted: tuple[Item, ...]
    unwanted: tuple[Item, ...] = ()
    loosely: bool = False


def parse(query: str, loosely: bool = False) -> Sought:
    """Take a query apart. Words that say nothing (`the`, `of`) count only where there are no others."""
    found = list(_items(query))
    wanted = [item for out, item in found if not out]
    telling = [item for item in wanted if item.exact or item.words[0] not in STOP_WORDS] or wanted
    unwanted = (item for out, item in found if out)
    return Sought(
        tuple(dict.fromkeys(telling))[:MOST_ITEMS], tuple(dict.fromkeys(unwanted))[:MOST_ITEMS], loosely
    )


def _items(query: str) -> Iterator[tuple[bool, Item]]:
    for match in _ITEM.finditer(query):
        phrase = match["phrase"]
        typed = _POSSESSIVE.sub("", match["word"] or "") if phrase is None else phrase
        words = tuple(fields.words(typed))
        if not words:
            continue
        begun = typed.endswith("*") and len(words[-1]) >= SHORTEST_BEGINNING
        exact = phrase is not None or len(words) > 1 or begun
        yield bool(match["out"]), Item(words, exact, begun)

"""A stretch of a text around the words that were sought, with what matches marked."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from triptych.store.render.lines import line as one_line
from triptych.store.search import fields
from triptych.store.search.matching import forms_of
from triptych.store.search.query import Item

WIDTH = 240
"""Characters of a snippet at most, but for the signs that it is cut."""
CUT = "…"
_LEAD = 60  # characters that are shown before the first match

Span = tuple[int, int]


@dataclass(frozen=True)
class Snippet:
    """Text on one line, and the spans of it that match."""

    text: str
    marks: tuple[Span, ...]


def snippet(text: str, wanted: Sequence[Item]) -> Snippet:
    """The stretch that holds the most of what is wanted, the first of those that do; the beginning where none is there."""
    line = one_line(text)
    found = matches(line, wanted)
    start, end = _stretch(line, found)
    before, after = CUT * (start > 0), CUT * (end < len(line))
    shift = len(before) - start
    marks = sorted(
        {(first + shift, last + shift) for first, last, _ in found if start <= first and last <= end}
    )
    return Snippet(f"{before}{line[start:end]}{after}", tuple(_apart(marks)))


def matches(text: str, wanted: Sequence[Item]) -> list[tuple[int, int, int]]:
    """Start, end and number of the item for each match in a text, in order."""
    tokens = fields.analyzer(stemmed=False).pre_tokenize(text).tokens
    words = [token.text for token in tokens]
    found = [
        (tokens[at].char_offset_from, tokens[at + len(item.words) - 1].char_offset_to, number)
        for number, item in enumerate(wanted)
        for at in _places(words, item)
    ]
    return sorted(found)


def _places(words: Sequence[str], item: Item) -> Iterator[int]:
    """Where in a row of words an item begins."""
    *before, last = item.words
    for at in range(len(words) - len(before)):
        if list(words[at : at + len(before)]) == before and _fits(words[at + len(before)], last, item):
            yield at


def _fits(word: str, sought: str, item: Item) -> bool:
    if item.begun:
        return word.startswith(sought)
    return word == sought or (not item.exact and bool(_forms(word) & _forms(sought)))


@lru_cache(maxsize=10_000)
def _forms(word: str) -> frozenset[str]:
    return frozenset(forms_of(word))


def _stretch(line: str, found: Sequence[tuple[int, int, int]]) -> Span:
    """Whole words, at most WIDTH characters."""
    if len(line) <= WIDTH:
        return 0, len(line)
    first = max(0, min(_densest(found) - _LEAD, len(line) - WIDTH))
    start = (line.find(" ", first, first + _LEAD) + 1 or first) if first else 0
    end = start + WIDTH
    if end >= len(line):
        return start, len(line)
    space = line.rfind(" ", start + WIDTH // 2, end + 1)
    return start, end if space < 0 else space


def _densest(found: Sequence[tuple[int, int, int]]) -> int:
    """Where the stretch begins that holds the most different items, then the most matches."""
    best, at = (0, 0), 0
    starts = [start for start, _, _ in found]
    for first, (start, _, _) in enumerate(found):
        inside = found[first : bisect_right(starts, start + WIDTH - 2 * _LEAD)]
        worth = len({number for _, _, number in inside}), len(inside)
        if worth > best:
            best, at = worth, start
    return at


def _apart(marks: Sequence[Span]) -> Iterator[Span]:
    """Marks that do not overlap: those that touch are one."""
    merged: list[Span] = []
    for start, end in marks:
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    yield from merged

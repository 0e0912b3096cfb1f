"""Cuts the text of a source into passages to be found: whole paragraphs where they fit, else whole sentences.

Invariant: passages are in order and do not overlap, and what lies between two of them is white space.
"""

import re
from collections.abc import Iterator

Span = tuple[int, int]
"""Start and end, in characters."""

LEAST = 600
"""A passage this long is not added to."""
MOST = 1200
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![ \t]*\n))*")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s)|[。！？]+")
_SPACE = re.compile(r"\s")
_SEEN = re.compile(r"\S")


def spans(text: str) -> Iterator[Span]:
    """The spans of the passages: 600 to 1,200 characters long where the text allows, none longer than that."""
    start = end = 0
    for first, last in _pieces(text):
        if start < end and (end - start >= LEAST or last - start > MOST):
            yield start, end
            start = first
        elif start == end:
            start = first
        end = last
    if start < end:
        yield start, end


def _pieces(text: str) -> Iterator[Span]:
    """Paragraphs, those that are too long cut into pieces that are not."""
    for found in _PARAGRAPH.finditer(text):
        start, end = found.start(), found.start() + len(found[0].rstrip())
        while end - start > MOST:
            cut = _cut(text, start)
            yield start, start + len(text[start:cut].rstrip())
            following = _SEEN.search(text, cut, end)
            start = following.start() if following else end
        if start < end:
            yield start, end


def _cut(text: str, start: int) -> int:
    """Where a long paragraph is cut: after the last sentence that fits, else after the last word, else anywhere."""
    for pattern in (_SENTENCE_END, _SPACE):
        ends = [found.end() for found in pattern.finditer(text, start + LEAST // 2, start + MOST)]
        if ends:
            return ends[-1]
    return start + MOST

"""Cuts a text into passages of whole sentences, 80 to 150 words where the text allows, under one heading."""

import re
from dataclasses import dataclass

from triptych.agents.sources.sentences import Span, paragraph_spans, sentences_of

LEAST = 80
MOST = 150
_TITLE_WORDS = 14
_CROSSED_HEADING = 1600
"""Costs as much as a passage 40 words too short, so that only very short sections share a passage."""
_LONELY_HEADING = 4900
_SPLIT_PARAGRAPH = 100
_ENDED = re.compile(r"[.!?:;,][\"'\u201d\u2019)\]]*$")


@dataclass(frozen=True)
class _Unit:
    """A sentence or a heading."""

    start: int
    end: int
    words: int
    heading: bool
    opens: bool
    """True where a paragraph begins with it."""


def split(text: str) -> list[Span]:
    """Spans of the text's passages in order: no cut sentence, and over 150 words only for a single sentence.

    Every character of prose is in exactly one of them; what lies between two is white space.
    """
    units = _units(text)
    best: list[tuple[int, int]] = [(0, 0)]
    for stop in range(1, len(units) + 1):
        best.append(min((best[begin][0] + cost, -begin) for begin, cost in _choices(units, stop)))
    return _spans(units, best)


def is_heading(paragraph: str) -> bool:
    """Whether a paragraph is a heading: one short line that no sentence mark ends."""
    return len(paragraph.split()) <= _TITLE_WORDS and "\n" not in paragraph and not _ENDED.search(paragraph)


def _units(text: str) -> list[_Unit]:
    units: list[_Unit] = []
    for start, end in paragraph_spans(text):
        heading = is_heading(text[start:end])
        spans = [(start, end)] if heading else sentences_of(text, start, end)
        units.extend(_unit(text, span, heading, span[0] == start) for span in spans)
    return units


def _unit(text: str, span: Span, heading: bool, opens: bool) -> _Unit:
    return _Unit(*span, words=len(text[slice(*span)].split()), heading=heading, opens=opens)


def _choices(units: list[_Unit], stop: int) -> list[tuple[int, int]]:
    """Where a passage that ends before `stop` may begin, and what each choice costs."""
    choices: list[tuple[int, int]] = []
    words = crossed = 0
    for begin in range(stop - 1, -1, -1):
        words += units[begin].words
        if words > MOST and choices:
            break
        choices.append((begin, _cost(units, begin, stop, words) + crossed))
        crossed += _crossing(units, begin)
    return choices


def _cost(units: list[_Unit], begin: int, stop: int, words: int) -> int:
    short = max(0, LEAST - words)
    lonely = _LONELY_HEADING if units[stop - 1].heading and stop < len(units) else 0
    return short * short + lonely + (0 if units[begin].opens else _SPLIT_PARAGRAPH)


def _crossing(units: list[_Unit], begin: int) -> int:
    """What it costs to have this unit inside a passage: a heading, unless it continues another heading."""
    follows = begin > 0 and units[begin - 1].heading
    return _CROSSED_HEADING if units[begin].heading and not follows else 0


def _spans(units: list[_Unit], best: list[tuple[int, int]]) -> list[Span]:
    spans: list[Span] = []
    stop = len(units)
    while stop:
        begin = -best[stop][1]
        spans.append((units[begin].start, units[stop - 1].end))
        stop = begin
    return spans[::-1]

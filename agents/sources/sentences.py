"""Where sentences begin and end: sentencex, and what it misses in technical English."""

import re

Span = tuple[int, int]
"""Start and end, in characters."""

_PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*(?:\n[ \t]*\n|\Z))", re.DOTALL)
_LONG_QUOTE = 50
_OPENING = "\"'\u201c\u2018\u00ab("

# sentencex takes these short words for abbreviations: "3.35 TB/s. Power", "700 W. NVIDIA", "to me. I".
_MISSED = re.compile(
    r"(?:/[a-z]{1,3}|\b\d[\d.,]* ?[A-Z]|\b(?:me|art))\.[\"'\u201d\u2019)]*(\s+)(?=[\"'\u201c\u2018(]?[A-Z])"
)

# … and takes the stop after these for an end: "approx. 50%", "Fig. 3", "2." of a numbered list.
_ABBREVIATED = re.compile(
    r"(?:\b(?:approx|ca|cf|ch|eq|eqs|est|fig|figs|no|nos|p|pp|par|ref|refs|sec|tab|vol)|^\W*\d{1,3})\.\s*$",
    re.IGNORECASE,
)
_CONTINUES = re.compile(r"\s*(?:[\d\[(]|[a-z]\w*\b(?![A-Z]))")
_ORDINAL = re.compile(r"^\W*\d{1,3}[.)]\s*$")
_NO_WORD = re.compile(r"^\W*$")


def sentences(text: str) -> list[Span]:
    """The spans of the text's sentences, trimmed of white space, in order; a heading counts as one.

    A blank line always ends a sentence; a single line break does not.
    """
    return [span for start, end in paragraph_spans(text) for span in sentences_of(text, start, end)]


def paragraph_spans(text: str) -> list[Span]:
    """The spans between blank lines, trimmed."""
    return [found.span() for found in _PARAGRAPH.finditer(text)]


def sentences_of(text: str, start: int, end: int) -> list[Span]:
    """The spans of the sentences of one paragraph."""
    merged: list[Span] = []
    for span in _segments(text, start, end):
        if merged and _belongs(text[slice(*merged[-1])], text[slice(*span)]):
            merged[-1] = (merged[-1][0], span[1])
        else:
            merged.append(span)
    return [piece for span in merged for piece in _pieces(text, span)]


def _segments(text: str, start: int, end: int) -> list[Span]:
    """What sentencex says, trimmed; its offsets count characters."""
    from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]

    found = get_sentence_boundaries("en", text[start:end].replace("\n", " "))
    spans = (_trim(text, start + one["start_index"], start + one["end_index"]) for one in found)
    return [(first, last) for first, last in spans if first < last]


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _belongs(sentence: str, following: str) -> bool:
    if _NO_WORD.match(following) or _ORDINAL.match(sentence):
        return True
    return bool(_ABBREVIATED.search(sentence)) and bool(_CONTINUES.match(following))


def _pieces(text: str, span: Span) -> list[Span]:
    start, end = span
    inside = _quoted(text, start, end)
    if inside:
        return inside
    cuts = [
        found.span(1)
        for found in _MISSED.finditer(text, start, end)
        if _balanced(text[start : found.start()])
    ]
    starts = [start, *(last for _, last in cuts)]
    ends = [*(first for first, _ in cuts), end]
    return list(zip(starts, ends, strict=True))


def _quoted(text: str, start: int, end: int) -> list[Span]:
    """The sentences of a long quotation, which sentencex keeps as one."""
    if text[start] not in _OPENING or len(text[start:end].split()) <= _LONG_QUOTE:
        return []
    inner = sentences_of(text, start + 1, end)
    return [(start, inner[0][1]), *inner[1:]] if len(inner) > 1 else []


def _balanced(piece: str) -> bool:
    return piece.count("(") == piece.count(")") and piece.count("\u201c") == piece.count("\u201d")

"""Where sentences begin and end: sentencex, and what it misses in technical English."""

import re
from collections.abc import Iterator

Span = tuple[int, int]
"""Start and end, in characters."""

_PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*(?:\n[ \t]*\n|\Z))", re.DOTALL)
_LONG_QUOTE = 50
LONGEST = 2_000
"""Characters; what goes on for longer without an end is no sentence, and is cut at a space: whatever reads sentences may
take time that grows with the square of their length."""
_OPENING = "\"'\u201c\u2018\u00ab("

# sentencex takes these short words for abbreviations: "3.35 TB/s. Power", "700 W. NVIDIA", "to me. I".
_MISSED = re.compile(
    r"(?:/[a-z]{1,3}|\b\d[\d.,]{0,30} ?[A-Z]|\b(?:me|art))\.[\"'\u201d\u2019)]*(\s+)(?=[\"'\u201c\u2018(]?[A-Z])"
)

# … and takes the stop after these for an end: "approx. 50%", "Fig. 3", "2." of a numbered list.
_ABBREVIATED = re.compile(
    r"(?:\b(?:approx|ca|cf|ch|eq|eqs|est|fig|figs|no|nos|p|pp|par|ref|refs|sec|tab|vol)|^\W*\d{1,3})\.\s*$",
    re.IGNORECASE,
)
_ENDING = 40  # characters in which such a word and its stop stand
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
    found = _merged(text, start, end)
    return [piece for span in found for piece in (_inside(text, *span) or _pieces(text, span))]


def _merged(text: str, start: int, end: int) -> list[Span]:
    """What sentencex says, with what it takes apart wrongly put together."""
    merged: list[Span] = []
    for span in _segments(text, start, end):
        if merged and _belongs(text, merged[-1], span):
            merged[-1] = (merged[-1][0], span[1])
        else:
            merged.append(span)
    return merged


def _segments(text: str, start: int, end: int) -> list[Span]:
    """What sentencex says, trimmed; its offsets count characters."""
    from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]

    spans = []
    for first, last in _stretches(text, start, end):
        found = get_sentence_boundaries("en", text[first:last].replace("\n", " "))
        spans += [_trim(text, first + one["start_index"], first + one["end_index"]) for one in found]
    return [cut for span in spans for cut in _stretches(text, *span, most=LONGEST) if cut[0] < cut[1]]


def _stretches(text: str, start: int, end: int, most: int = 8 * LONGEST) -> Iterator[Span]:
    """The span in parts that are not too long, trimmed; each ends at a space where there is one."""
    while end - start > most:
        space = text.rfind(" ", start + 1, start + most)
        at = space if space > 0 else start + most
        yield _trim(text, start, at)
        start = at
    yield _trim(text, start, end)


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _belongs(text: str, before: Span, after: Span) -> bool:
    """Whether two spans are one sentence; together they are none that is too long."""
    if after[1] - before[0] > LONGEST:
        return False
    sentence, following = text[slice(*before)], text[slice(*after)]
    if _NO_WORD.match(following) or _ORDINAL.match(sentence):
        return True
    ends = _ABBREVIATED.search(sentence, max(0, len(sentence) - _ENDING))
    return bool(ends) and bool(_CONTINUES.match(following))


def _pieces(text: str, span: Span) -> list[Span]:
    start, end = span
    cuts = [
        found.span(1)
        for found in _MISSED.finditer(text, start, end)
        if _balanced(text[start : found.start()])
    ]
    starts = [start, *(last for _, last in cuts)]
    ends = [*(first for first, _ in cuts), end]
    return list(zip(starts, ends, strict=True))


def _inside(text: str, start: int, end: int) -> list[Span]:
    """The sentences of a long quotation, which sentencex keeps as one; those of a quotation within it stay together."""
    if text[start] not in _OPENING or len(text[start:end].split()) <= _LONG_QUOTE:
        return []
    inner = [piece for span in _merged(text, start + 1, end) for piece in _pieces(text, span)]
    return [(start, inner[0][1]), *inner[1:]] if len(inner) > 1 else []


def _balanced(piece: str) -> bool:
    return piece.count("(") == piece.count(")") and piece.count("\u201c") == piece.count("\u201d")

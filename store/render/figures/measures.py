"""How wide a text is, so that it is cut before it leaves its place.

Which font a reader has is not known. The widths are those of DejaVu Sans, the widest of the usual ones, rounded up: in
any other a text is narrower than its place, never wider.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache

_GROUPS = {
    0.30: "'IJijl",
    0.35: " ,./:;\\|·‘’",
    0.40: "()-[]ft",
    0.45: "!r",
    0.50: '"*_`–',
    0.55: "?csz“”",
    0.60: "FLkvxy",
    0.65: "$0123456789EPSTYabdeghnopqu{}€£",
    0.70: "ABCKRVXZ",
    0.75: "NU",
    0.80: "&DGHOQ",
    0.85: "#+<=>^w~×→",
    0.90: "M",
    1.00: "%@Wm—…",
}
_EM = {char: em for em, chars in _GROUPS.items() for char in chars}
_LETTER, _WIDE, _OTHER = 0.8, 1.0, 1.3
_BOLD = 1.13
MORE = "…"


def width(text: str, size: float, bold: bool = False) -> float:
    """The most that a text takes in user units, set in that size."""
    return sum(map(_em, text)) * size * (_BOLD if bold else 1.0)


def shortened(text: str, room: float, size: float, bold: bool = False) -> str:
    """The text, or as much of it as fits with an ellipsis behind, cut between words where that loses little."""
    if width(text, size, bold) <= room:
        return text
    kept = _fitting(text, room - width(MORE, size, bold), size, bold)
    head, space, _ = kept.rpartition(" ")
    return f"{(head if space and len(head) > 0.6 * len(kept) else kept).rstrip(' ,;:–(')}{MORE}"


def wrapped(text: str, room: float, size: float, most: int, bold: bool = False) -> list[str]:
    """The text in lines of at most that room, the last of `most` with an ellipsis where there is more."""
    lines: list[str] = []
    for line, rest in _broken(text, room, size, bold):
        if len(lines) == most - 1:
            return [*lines, shortened(f"{line} {rest}".rstrip(), room, size, bold)]
        lines.append(line)
    return lines


def _broken(text: str, room: float, size: float, bold: bool) -> Iterator[tuple[str, str]]:
    """Each line with what comes after it; a word that is wider than a line is cut."""
    rest = text.strip()
    while rest:
        line = rest
        if width(rest, size, bold) > room:
            kept = _fitting(rest, room, size, bold) or rest[0]
            head = kept if rest[len(kept) : len(kept) + 1] == " " else kept.rpartition(" ")[0]
            line = head or kept
        rest = rest[len(line) :].lstrip()
        yield line, rest


def _fitting(text: str, room: float, size: float, bold: bool) -> str:
    used = 0.0
    for place, char in enumerate(text):
        used += width(char, size, bold)
        if used > room:
            return text[:place]
    return text


@cache
def _em(char: str) -> float:
    if char in _EM:
        return _EM[char]
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    bare = unicodedata.normalize("NFD", char)[0]
    if bare in _EM:
        return _EM[bare]
    if unicodedata.east_asian_width(char) in "WF":
        return _WIDE if char.isalpha() else _OTHER
    return _LETTER if char.isalpha() else _OTHER

"""How wide a text is, so that it is cut before it leaves its place.

Which font a reader of a page has is not known. `WIDEST` has the widths of DejaVu Sans, the widest of the usual ones,
rounded up: in any other a text is narrower than its place, never wider. On paper the font is known: `PRINTED` has the
widths of Libertinus Serif, rounded up.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

_WIDEST = {
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
_PRINTED = {
    0.20: "'·",
    0.25: " ,.:;|",
    0.30: "!()I\\ijl{}‘’",
    0.35: '"-/Jft',
    0.40: "*[]`rs“”",
    0.45: "?cez~",
    0.50: "#$0123456789FS_abgvx€£",
    0.55: "+<=>LP^dhknopquy–×",
    0.60: "BERTY",
    0.65: "%CKZ",
    0.70: "AGNUVX",
    0.75: "&DHOQw—…",
    0.80: "m",
    0.85: "M",
    0.90: "@",
    1.00: "W",
    1.15: "→",
}
_LETTER, _WIDE, _OTHER = 0.8, 1.0, 1.3
MORE = "…"


def _ems(groups: Mapping[float, str]) -> Mapping[str, float]:
    return {char: em for em, chars in groups.items() for char in chars}


@dataclass(frozen=True, slots=True, eq=False)
class Ruler:
    """Measures texts in one family of fonts."""

    ems: Mapping[str, float]
    """Characters and how wide they are at most, in sizes of the font."""
    bold: float
    """How much wider bold ones are."""

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """The most that a text takes in user units, set in that size."""
        return sum(map(self._em, text)) * size * (self.bold if bold else 1.0)

    def shortened(self, text: str, room: float, size: float, bold: bool = False) -> str:
        """The text, or as much of it as fits with an ellipsis behind, cut between words where that loses little."""
        if self.width(text, size, bold) <= room:
            return text
        kept = self._fitting(text, room - self.width(MORE, size, bold), size, bold)
        head, space, _ = kept.rpartition(" ")
        return f"{(head if space and len(head) > 0.6 * len(kept) else kept).rstrip(' ,;:–(')}{MORE}"

    def wrapped(self, text: str, room: float, size: float, most: int, bold: bool = False) -> list[str]:
        """The text in lines of at most that room, the last of `most` with an ellipsis where there is more."""
        lines: list[str] = []
        for line, rest in self._broken(text, room, size, bold):
            if len(lines) == most - 1:
                return [*lines, self.shortened(f"{line} {rest}".rstrip(), room, size, bold)]
            lines.append(line)
        return lines

    def _broken(self, text: str, room: float, size: float, bold: bool) -> Iterator[tuple[str, str]]:
        """Each line with what comes after it; a word that is wider than a line is cut."""
        rest = text.strip()
        while rest:
            kept = self._fitting(rest, room, size, bold) or rest[0]
            whole = kept == rest or rest[len(kept)] == " "
            line = kept if whole else kept.rpartition(" ")[0] or kept
            rest = rest[len(line) :].lstrip()
            yield line, rest

    def _fitting(self, text: str, room: float, size: float, bold: bool) -> str:
        used, most = 0.0, room / (size * (self.bold if bold else 1.0))
        for place, char in enumerate(text):
            used += self._em(char)
            if used > most:
                return text[:place]
        return text

    def _em(self, char: str) -> float:
        known = self.ems.get(char)
        return known if known is not None else self.ems.get(_bare(char), _unknown(char))


WIDEST = Ruler(_ems(_WIDEST), bold=1.13)
PRINTED = Ruler(_ems(_PRINTED), bold=1.17)


@cache
def _bare(char: str) -> str:
    """A letter without its accents."""
    return unicodedata.normalize("NFD", char)[0]


@cache
def _unknown(char: str) -> float:
    """How wide a character is in whatever font has it."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return _WIDE if char.isalpha() else _OTHER
    return _LETTER if char.isalpha() else _OTHER

"""Where a line may break inside a word that is longer than any line: an address, a hash, a word of 200 characters."""

import re
from collections.abc import Iterator

LONG = 24  # characters of a word that stays together; typst hyphenates what is a word of a language
_TIGHT = 18  # the same in a column of a table
_STEP = 6  # characters of the parts of a longer one
_STOPS = re.compile(r"(?<=[/?&=.,;:_\-])(?=[^/?&=.,;:_\-])")


def pieces(text: str, narrow: bool = False) -> list[str]:
    """The text in parts between which a line may break; joined, they are the text."""
    most = _TIGHT if narrow else LONG
    found = [""]
    for word in re.split(r"(?<=\s)", text):
        first, *rest = _parts(word, most) if len(word.rstrip()) > most else [word]
        found[-1] += first
        found.extend(rest)
    return found


def _parts(word: str, most: int) -> Iterator[str]:
    """A word breaks behind the signs that part it, and what is still long between them in even steps."""
    for part in _STOPS.split(word):
        step = _STEP if len(part) > most else most
        yield from (part[n : n + step] for n in range(0, len(part), step))

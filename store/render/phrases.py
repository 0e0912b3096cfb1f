"""Phrases: inline parts put together into what stands in a line, an item or a cell."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from triptych.store.render.lines import line
from triptych.store.render.nodes import Aside, Emphasis, Inline, Inlines, Strong, Text

Words = str | Inline | Inlines
"""What a phrase is put together from; a `str` is words of the page itself or a `line`, never a raw text from outside."""

_Part = TypeVar("_Part", str, Inlines)
_ENDS = (".", "!", "?", "…", "”")
_WITHIN = str.maketrans("“”", "‘’")


def phrase(*parts: Words) -> Inlines:
    """The parts in a row."""
    return tuple(one for part in parts for one in _inlines(part))


def outside(text: str) -> Inlines:
    """A text from outside; nothing where there is nothing to see."""
    return phrase(line(text))


def strong(*parts: Words) -> Strong:
    """A phrase that stands out."""
    return Strong(phrase(*parts))


def emphasis(*parts: Words) -> Emphasis:
    """A phrase that is set apart."""
    return Emphasis(phrase(*parts))


def joined(separator: str, parts: Iterable[Words]) -> Inlines:
    """The parts that there are, with the separator between."""
    there = [found for part in parts if (found := phrase(part))]
    return phrase(*there[:1], *(one for part in there[1:] for one in (separator, part)))


def spaced(*parts: Words) -> Inlines:
    """The parts that there are, with a space between."""
    return joined(" ", parts)


def bracketed(*parts: Words) -> Inlines:
    """In brackets, if there is anything."""
    inner = phrase(*parts)
    return (Aside(inner),) if inner else ()


def quoted(text: str) -> Inlines:
    """A text from outside in quotation marks; those within it are single ones."""
    return phrase("“", nested(line(text)), "”")


def nested(text: str) -> str:
    """A text as it stands within quotation marks."""
    return text.translate(_WITHIN)


def stopped(text: str) -> Inlines:
    """A text from outside as a sentence: with a stop, unless it ends in one."""
    bare = line(text)
    return phrase(bare, "" if not bare or bare.endswith(_ENDS) else ".")


def listed(parts: Sequence[Words]) -> Inlines:
    """Parts in a sentence: `a`, `a and b`, `a, b and c`."""
    return joined(" and ", (joined(", ", parts[:-1]), *parts[-1:]))


def unique(parts: Iterable[_Part]) -> Iterator[_Part]:
    """Each part once, in order."""
    yield from dict.fromkeys(parts)


def _inlines(part: Words) -> Inlines:
    if isinstance(part, str):
        return (Text(part),) if part else ()
    return part if isinstance(part, tuple) else (part,)

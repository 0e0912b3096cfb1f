"""Mends text whose lines were broken to fit a page."""

import re
from collections.abc import Callable

_WRAP_LIMIT = 120
_WRAP_LEAST = 40
_BULLET = re.compile(r"^\s*(?:[-*\u2022\u25aa\u2013]|\(?\d{1,3}[.)]|[a-z][.)])\s+")
_HYPHENED = re.compile(r"[^\W\d_]-$")


def unwrap(block: str) -> list[str]:
    """The paragraphs of a block without blank lines.

    A line goes on in the next one where that one's first word would not have fitted; else a paragraph ends.
    """
    lines = block.split("\n")
    width = max(map(len, lines))
    wrapped = _WRAP_LEAST <= width <= _WRAP_LIMIT
    return join_lines(lines, lambda line, following: wrapped and _filled(line, following, width))


def join_lines(lines: list[str], goes_on: Callable[[str, str], bool]) -> list[str]:
    """Lines joined into paragraphs wherever `goes_on(line, next line)` says so."""
    joined: list[str] = []
    last = ""
    for line in lines:
        if joined and goes_on(last, line) and not _BULLET.match(line):
            joined[-1] = _glue(joined[-1], line.strip())
        else:
            joined.append(line.strip())
        last = line
    return [line for line in joined if line]


def _filled(line: str, following: str, width: int) -> bool:
    first = following.split(maxsplit=1)[0] if following.split() else ""
    return len(line) + 1 + len(first) > width


def _glue(text: str, line: str) -> str:
    return text + line if _HYPHENED.search(text) else f"{text} {line}"

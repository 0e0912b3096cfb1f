"""Texts from outside as plain words inside Markdown: they show as they were written and act as nothing.

Only what CommonMark or GitHub would read as markup is escaped, so that an ordinary sentence stays as it is. `plain`
takes the escapes out again, for a text that a person edited and gave back.
"""

import re

from triptych.store.render.lines import line, web

_ACTIVE = re.compile(
    r"[`*\[\]|]"
    r"|\\(?=[!-/:-@\[-`{-~]|$)"  # a backslash that would escape what follows it
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside a word an underscore is one
    r"|(?<=\S)~|~(?=~)"  # `~30%` is about a third, `~~30%~~` is struck out
    r"|&(?=#?\w+;)"
)
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_OPENING = re.compile(r"#{1,6}(?:\s|$)|>|[-+=](?:[\s=+-]|$)")
_NUMBERED = re.compile(r"\d{1,9}[.)](?:\s|$)")
_CLOSING = re.compile(r"(?<=\s)(?=#+$)")
_BARE_TAG = re.compile(r"(?<!\\)&lt;")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def inline(text: str) -> str:
    """The text on one line, with everything escaped that could be markup where a line, an item or a cell begins."""
    return escaped(line(text))


def escaped(text: str) -> str:
    """The same for a text that is on one line already; spaces at its ends are kept."""
    inert = _TAG.sub("&lt;", _ACTIVE.sub(lambda found: f"\\{found[0]}", text))
    return _CLOSING.sub(r"\\", _start(inert), count=1)


def plain(text: str) -> str:
    """The text that `inline` was given, but for its white space and what is not to be seen."""
    return _ESCAPED.sub(r"\1", _BARE_TAG.sub("<", text))


def address(url: str) -> str:
    """An address as a link, if it is one of the web; anything else as words."""
    bare = web(url)
    return f"<{bare}>" if bare else inline(url)


def _start(text: str) -> str:
    """What would begin a heading, a quote, a list or a rule begins a sentence instead."""
    if _NUMBERED.match(text):
        return re.sub(r"(?=[.)])", r"\\", text, count=1)
    return f"\\{text}" if _OPENING.match(text) else text

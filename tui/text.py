"""The only way by which a text from outside gets to a widget: cleaned, without any key, and never read as markup.

Invariant: no widget, notice, title, cell or label is given a `str` that this program did not write itself. Textual reads such
a string as markup (`a [/] b` ends the app, `[@click=app.quit]` acts) and hands control characters on to the terminal.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from triptych.agents.sources.clean import clean, one_line
from triptych.keys import hidden

if TYPE_CHECKING:
    from rich.text import Text

Span = tuple[int, int]
QUIET = "$foreground 65%"
"""The style of what is said beside; Textual's `$text-muted` is no colour that content could have."""


def plain(text: str) -> str:
    """The text as it may be shown, its lines kept; for what takes a `str` and reads no markup in it, such as TextArea."""
    return hidden(clean(text))


def plain_line(text: str) -> str:
    """The same on one line."""
    return hidden(one_line(text))


def cut(text: str, most: int) -> str:
    """A title on one line of so many characters at most; the last says that there were more."""
    words = one_line(text)
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def shown(text: str, style: Style | str = "") -> Content:
    """A text with its lines, for Static and whatever else takes Content."""
    return Content.styled(plain(text), style)


def line(text: str, style: Style | str = "") -> Content:
    """A title, a name, a sentence: on one line."""
    return Content.styled(plain_line(text), style)


def cell(text: str) -> "Text":
    """One line for a cell of DataTable or a label of Tree, which take Rich's text."""
    from rich.text import Text

    return Text(plain_line(text))


def markdown(text: str) -> str:
    """A Markdown document for a Markdown widget, which must have `open_links=False`.

    What others said in it must have been escaped by whoever wrote the document (`triptych.store.render`).
    """
    return plain(text)


def marked(text: str, spans: Iterable[Span], style: Style | str = "reverse", lines: bool = False) -> Content:
    """A text with some spans of it marked, as search and quotes need it.

    Args:
        text: as it is stored; spans count its characters.
        spans: in order, apart from each other.
        style: how they are marked.
        lines: whether line ends are kept.
    """
    if hidden(text) != text:  # a key may reach over the end of a span
        return shown(text) if lines else line(text)
    parts: list[tuple[str, Style | str]] = []
    at = 0
    for start, end in spans:
        parts += [(part(text[at:start], lines), ""), (part(text[start:end], lines), style)]
        at = end
    return Content.assemble(*parts, (part(text[at:], lines), ""))


def part(text: str, lines: bool = False) -> str:
    """A part of a text, cleaned, but with the white space at its ends, which parts it from its neighbours.

    Keys are not masked in it: whoever puts parts together has looked for them in the whole.
    """
    kept = clean(text) if lines else one_line(text)
    if not kept:
        return _gap(text, lines)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{_gap(before, lines)}{kept}{_gap(after, lines)}"


def _gap(text: str, lines: bool) -> str:
    if lines and "\n" in text:
        return "\n" * min(2, text.count("\n"))
    return " " if any(map(str.isspace, text)) else ""

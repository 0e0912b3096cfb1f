"""A memo as a document, before it is Markdown, HTML, PDF or DOCX: sections of blocks, blocks of inline parts.

Invariant: a text in here is as it came from its source, a persona or a user, but on one line and without what is not to
be seen (`triptych.store.render.lines`). Each writer escapes it in its own way, so that in no format it acts as markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from triptych.store.records import Citation


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words, on one line."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """What stands out."""

    parts: "Inlines"


@dataclass(frozen=True, slots=True)
class Emphasis:
    """What is set apart."""

    parts: "Inlines"


@dataclass(frozen=True, slots=True)
class Cite:
    """The number of a source, with the quotes of it that stand behind what is said here."""

    number: int
    quotes: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of something in the ledger (a claim, critique, reply or proposition), to be looked up."""

    id: str


@dataclass(frozen=True, slots=True)
class Link:
    """A web address; where it is none, it is plain words."""

    url: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a statement is marked with, in brackets: a sign in words (`contested`, `partly supported`), and why."""

    sign: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands in brackets behind a statement: who says it and when, its claims."""

    parts: "Inlines"


Inline = Text | Strong | Emphasis | Cite | Ref | Link | Mark | Aside
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Inline parts on their own lines."""

    parts: Inlines


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, with the items under it."""

    parts: Inlines
    below: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list; numbered from 1 where it is ordered."""

    items: tuple[Item, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a head; every row has as many cells as the head."""

    head: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]


Block = Paragraph | Items | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it."""

    key: str
    """Unique in its document and fit for an anchor: `bottom-line`, `the-engineer`, `sources`."""
    title: Inlines
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A memo, ready to be written in any format."""

    title: Text
    facts: Inlines
    """What stands under the title: what it is, of when, by whom."""
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its caption; the SVG is whole, has no script and names nothing outside itself."""

    key: Literal["argument", "stances", "evidence", "spend"]
    title: str
    caption: str
    svg: str


def words(parts: Sequence[Inline]) -> str:
    """The parts as plain words, as a person reads them."""
    return "".join(_words(part) for part in parts)


def _words(part: Inline) -> str:
    match part:
        case Text(text):
            return text
        case Strong(parts) | Emphasis(parts):
            return words(parts)
        case Cite(number):
            return f"[{number}]"
        case Ref(id):
            return id
        case Link(url):
            return url
        case Mark(sign, why):
            return f"[{sign}: {why}]" if why else f"[{sign}]"
        case Aside(parts):
            return f"({words(parts)})"

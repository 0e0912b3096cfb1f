"""The memo as Markdown.

Invariant: every text goes through `escaped`, so that none of a source, a persona or a user acts as markup.
"""

from collections.abc import Iterator

from triptych.store.records import Dossier
from triptych.store.render.document import document
from triptych.store.render.escape import address, escaped
from triptych.store.render.nodes import (
    Aside,
    Block,
    Cite,
    Document,
    Emphasis,
    Inline,
    Inlines,
    Item,
    Items,
    Link,
    Mark,
    Paragraph,
    Ref,
    Section,
    Strong,
    Table,
    Text,
)


def memo(dossier: Dossier) -> str:
    """The whole memo; the same dossier always gives the same text."""
    return written(document(dossier))


def written(told: Document) -> str:
    """A document; without facts, only its title stands at its head."""
    facts = (f"*{_line(told.facts)}*",) if told.facts else ()
    head = (f"# {_inline(told.title)}", *facts)
    return "\n\n".join((*head, *map(_section, told.sections))) + "\n"


def _section(section: Section) -> str:
    return "\n\n".join((f"## {_line(section.title)}", *map(_block, section.blocks)))


def _block(block: Block) -> str:
    match block:
        case Paragraph(parts):
            return _line(parts)
        case Items(items, ordered):
            return _items(items, ordered)
        case Table(head, rows):
            return "\n".join((_row(head), "|---" * len(head) + "|", *map(_row, rows)))


def _items(items: tuple[Item, ...], ordered: bool) -> str:
    """A list; numbered items that have something under them stand apart."""
    signs = (f"{n}. " if ordered else "- " for n, _ in enumerate(items, start=1))
    told = ("\n".join(_item(item, sign)) for item, sign in zip(items, signs, strict=True))
    return ("\n\n" if ordered and any(item.below for item in items) else "\n").join(told)


def _item(item: Item, sign: str) -> Iterator[str]:
    yield f"{sign}{_line(item.parts)}"
    for below in item.below:
        yield from (f"{' ' * len(sign)}{line}" for line in _item(below, "- "))


def _row(cells: tuple[Inlines, ...]) -> str:
    return "|" + "".join(f" {text} |" if (text := _line(cell)) else " |" for cell in cells)


def _line(parts: Inlines) -> str:
    return "".join(map(_inline, parts))


def _inline(part: Inline) -> str:
    match part:
        case Text(text):
            return escaped(text)
        case Strong(parts):
            return f"**{_line(parts)}**"
        case Emphasis(parts):
            return f"*{_line(parts)}*"
        case Cite(number):
            return f"[{number}]"
        case Ref(id):
            return escaped(id)
        case Link(url):
            return address(url)
        case Mark(sign, why):
            return f"[{sign}: {escaped(why)}]" if why else f"[{sign}]"
        case Aside(parts):
            return f"({_line(parts)})"

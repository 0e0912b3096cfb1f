"""The nodes of a memo as plain data for the template: what each part is, and its words, never markup.

Invariant: a text is only ever a value here; the template sets it with `text`, which reads no markup.
"""

from collections.abc import Iterator
from typing import Any

from triptych.store.render.footnotes import NUMBERED, Footnote, Footnotes, close, shortened
from triptych.store.render.lines import web
from triptych.store.render.nodes import (
    Aside,
    Block,
    Cite,
    Emphasis,
    Figure,
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
    words,
)
from triptych.store.render.pdf.pieces import pieces
from triptych.store.render.places import Places
from triptych.store.render.widths import layout

Data = dict[str, Any]
_HEAD = 40  # characters of the head of a column
_RUNNING = 44  # characters of a section's title in a running head


class Content:
    """Turns the sections of one document into data, and keeps its footnotes."""

    def __init__(self, footnotes: Footnotes, places: Places) -> None:
        self._footnotes, self._places = footnotes, places
        self._section, self._printed, self._narrow = "", "", False

    def section(self, section: Section, figures: tuple[Figure, ...] = ()) -> Data:
        """A section with its heading taken apart, `The engineer` and `How does it work?`, and its figures."""
        self._section = section.key
        title, _, more = words(section.title).partition(": ")
        blocks = [*map(self._block, section.blocks), *map(_figure, figures)]
        return {
            "key": section.key,
            "title": pieces(title),
            "short": pieces(shortened(title, _RUNNING)),
            "more": pieces(more),
            "blocks": blocks,
        }

    def inlines(self, parts: Inlines) -> list[Data]:
        """The parts of a line; numbers that follow each other stand together, close to what they bear."""
        self._printed = words(parts)
        return list(self._inlines(parts))

    def _block(self, block: Block) -> Data:
        match block:
            case Paragraph((Strong(parts),)):
                return {"is": "heading", "parts": self.inlines(parts)}
            case Paragraph(parts):
                return {"is": "paragraph", "parts": self.inlines(parts)}
            case Items(items, ordered):
                return {"is": "list", "ordered": ordered, "items": self._items(items, ordered)}
            case Table():
                return self._table(block)

    def _items(self, items: tuple[Item, ...], ordered: bool = False) -> list[Data]:
        numbered = ordered and self._section == "sources"
        return [self._item(item, n if numbered else 0) for n, item in enumerate(items, start=1)]

    def _item(self, item: Item, source: int) -> Data:
        place = self._places.source(source) if source else self._places.told(self._section, item.parts)
        return {"place": place, "parts": self.inlines(item.parts), "below": self._items(item.below)}

    def _table(self, table: Table) -> Data:
        self._narrow, laid = True, layout(table)
        told = {
            "is": "table",
            "crowded": laid.crowded,
            "columns": [
                {"share": 0 if c.short and not laid.crowded else c.share, "short": c.short}
                for c in laid.columns
            ],
            "head": [pieces(shortened(words(cell), _HEAD), narrow=True) for cell in table.head],
            "rows": [
                {
                    "place": self._places.told(self._section, row[0]),
                    "cells": [self.inlines(cell) for cell in row],
                }
                for row in table.rows
            ],
        }
        self._narrow = False
        return told

    def _inlines(self, parts: Inlines) -> Iterator[Data]:
        before: Inline | None = None
        for part in parts if self._section in NUMBERED else close(parts):
            if isinstance(part, Cite) and isinstance(before, Cite):
                yield {"is": "comma"}
            yield from self._inline(part)
            before = part

    def _inline(self, part: Inline) -> Iterator[Data]:
        match part:
            case Text(text):
                yield {"is": "text", "words": self._pieces(text)}
            case Strong(parts):
                yield {"is": "strong", "parts": list(self._inlines(parts))}
            case Emphasis(parts):
                yield {"is": "emphasis", "parts": list(self._inlines(parts))}
            case Aside(parts):
                yield {"is": "aside", "parts": list(self._inlines(parts))}
            case Cite():
                yield self._cite(part)
            case Ref(id):
                yield {"is": "ref", "words": self._pieces(id), "place": self._places.of(id)}
            case Link(url):
                yield {"is": "link", "words": self._pieces(web(url) or url), "url": web(url)}
            case Mark():
                yield {"is": "mark", "words": self._pieces(words((part,)))}

    def _cite(self, cite: Cite) -> Data:
        if self._section in NUMBERED:
            return {"is": "source", "number": cite.number, "place": self._places.source(cite.number)}
        footnote, first = self._footnotes.of(cite, self._printed, self._section)
        return {"is": "footnote", "id": footnote.id} | (self._footnote(footnote) if first else {})

    def _footnote(self, footnote: Footnote) -> Data:
        return {
            "quotes": [pieces(quote) for quote in footnote.quotes],
            "told": pieces(footnote.told),
            "host": pieces(footnote.host),
            "url": footnote.address,
            "number": footnote.source,
            "place": self._places.source(footnote.source),
        }

    def _pieces(self, text: str) -> list[str]:
        return pieces(text, self._narrow)


def _figure(figure: Figure) -> Data:
    return {
        "is": "figure",
        "svg": figure.svg,
        "title": pieces(figure.title),
        "caption": pieces(figure.caption),
        "alt": f"{figure.title}. {figure.caption}",
    }

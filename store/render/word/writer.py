"""Nodes as paragraphs, lists and tables of a file for a word processor, in its own styles."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from triptych.store.render.footnotes import NUMBERED, Footnotes, close
from triptych.store.render.legal import legal
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
from triptych.store.render.pdf.compiler import picture
from triptych.store.render.places import Places
from triptych.store.render.widths import layout
from triptych.store.render.word.look import QUIET, TEXT_MM, UNIT, WARNING, WIDTH
from triptych.store.render.word.notes import REFERENCE, Notes
from triptych.store.render.word.xml import PLAIN, Look, bookmarked, element, jump, link, run

_TALLEST = 210 * UNIT  # of a figure, which has its caption on the same page
_DEEPEST = 3  # levels of lists that Word has styles for
_TABLE = "Light List Accent 1"
_FIRST_PLACE = 1_000_000  # bookmarks of notes have the numbers before


class Writer:
    """Writes the sections of one file."""

    def __init__(self, file: Any, footnotes: Footnotes, places: Places) -> None:
        self._file, self._footnotes, self._places = file, footnotes, places
        self._notes = Notes(file, places)
        self._bookmarks = count(_FIRST_PLACE)
        self._section, self._printed = "", ""

    def section(self, section: Section, figures: Iterable[Figure] = ()) -> None:
        """A section, its heading taken apart: `The engineer`, and `How does it work?` under it; then its figures."""
        self._section = section.key
        title, _, more = words(section.title).partition(": ")
        self.paragraph((Text(title),), "Heading 1")
        if more:
            self.paragraph((Text(more),), "Subtitle")
        for block in section.blocks:
            self._block(block)
        for figure in figures:
            self._figure(figure)

    def paragraph(self, parts: Inlines, style: str = "Normal") -> None:
        """One paragraph in a style."""
        self._fill(self._file.add_paragraph(style=style), parts)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph((Strong(parts),)):
                self.paragraph(parts, "Heading 2")
            case Paragraph(parts):
                self.paragraph(parts)
            case Items(items, ordered):
                self._list(items, ordered)
            case Table():
                self._table(block)

    def _list(self, items: tuple[Item, ...], ordered: bool) -> None:
        numbering = self._numbering() if ordered else None
        for n, item in enumerate(items, start=1):
            paragraph = self._file.add_paragraph(style="List Number" if ordered else "List Bullet")
            if numbering is not None:
                paragraph._p.get_or_add_pPr().append(_numbered(numbering))
            self._fill(paragraph, item.parts, self._place(item, n))
            self._below(item.below, 2)

    def _below(self, items: tuple[Item, ...], level: int) -> None:
        for item in items:
            paragraph = self._file.add_paragraph(style=f"List Bullet {min(level, _DEEPEST)}")
            self._fill(paragraph, item.parts, self._place(item, 0))
            self._below(item.below, level + 1)

    def _place(self, item: Item, number: int) -> str:
        listed = self._section == "sources" and number
        return self._places.source(number) if listed else self._places.told(self._section, item.parts)

    def _numbering(self) -> int:
        """A numbering of its own, that begins with 1."""
        part = self._file.part.numbering_part.numbering_definitions._numbering
        style = self._file.styles["List Number"].element.pPr.numPr.numId.val
        made = part.add_num(part.num_having_numId(style).abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def _table(self, table: Table) -> None:
        made = self._file.add_table(rows=0, cols=len(table.head), style=_TABLE)
        made.autofit = False
        shares = [c.share + 2 for c in layout(table).columns]
        widths = [WIDTH * share // sum(shares) for share in shares]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        for n, cells in enumerate((table.head, *table.rows)):
            row = made.add_row()
            row._tr.get_or_add_trPr().append(element("w:cantSplit"))
            if not n:
                row._tr.get_or_add_trPr().append(element("w:tblHeader"))
            place = self._places.told(self._section, cells[0]) if n else ""
            for at, (cell, parts) in enumerate(zip(row.cells, cells, strict=True)):
                cell.width = widths[at]
                self._fill(cell.paragraphs[0], parts, "" if at else place)

    def _figure(self, figure: Figure) -> None:
        """A figure as a picture with its caption, with words for who cannot see it."""
        made = io.BytesIO(picture(figure.svg, TEXT_MM))
        shown = self._file.add_picture(made)
        scale = min(WIDTH / shown.width, _TALLEST / shown.height)
        shown.width, shown.height = int(shown.width * scale), int(shown.height * scale)
        shown._inline.docPr.set("descr", legal(f"{figure.title}. {figure.caption}"))
        self.paragraph((Strong((Text(f"{figure.title}. "),)), Text(figure.caption)), "Caption")

    def _fill(self, paragraph: Any, parts: Inlines, place: str = "") -> None:
        """Put the parts into a paragraph, under a bookmark where it is a place that others lead to."""
        self._printed = words(parts)
        told = list(self._inlines(parts, PLAIN))
        paragraph._p.extend(bookmarked(place, next(self._bookmarks), *told) if place else told)

    def _inlines(self, parts: Inlines, look: Look) -> Iterator[Any]:
        before: Inline | None = None
        for part in parts if self._section in NUMBERED else close(parts):
            if isinstance(part, Cite) and isinstance(before, Cite):
                yield run(",", Look(REFERENCE))
            yield from self._inline(part, look)
            before = part

    def _inline(self, part: Inline, look: Look) -> Iterator[Any]:
        match part:
            case Text(text):
                yield run(text, look)
            case Strong(parts):
                yield from self._inlines(parts, replace(look, bold=True))
            case Emphasis(parts):
                yield from self._inlines(parts, replace(look, italic=True))
            case Aside(parts):
                quiet = replace(look, colour=QUIET)
                yield from (run("(", quiet), *self._inlines(parts, quiet), run(")", quiet))
            case Cite():
                yield from self._cite(part)
            case Ref(id):
                yield jump(self._places.of(id), id, look)
            case Link(url):
                yield self._link(url, look)
            case Mark():
                yield run(words((part,)), replace(look, colour=WARNING))

    def _cite(self, cite: Cite) -> list[Any]:
        if self._section in NUMBERED:
            return [jump(self._places.source(cite.number), f"[{cite.number}]", Look(colour=QUIET))]
        note, first = self._footnotes.of(cite, self._printed, self._section)
        return self._notes.first(note) if first else self._notes.again(note)

    def _link(self, url: str, look: Look) -> Any:
        from docx.opc.constants import RELATIONSHIP_TYPE

        address = web(url)
        if not address:
            return run(url, look)
        relation = self._file.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return link(relation, address)


def _numbered(numbering: int) -> Any:
    return element(
        "w:numPr", None, element("w:ilvl", {"w:val": "0"}), element("w:numId", {"w:val": str(numbering)})
    )

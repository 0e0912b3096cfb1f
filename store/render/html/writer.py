"""Nodes as HTML. Invariant: every text goes through `_put`, which escapes it; only what stands here is markup."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from triptych.store.render.html import signs
from triptych.store.render.html.anchors import Anchors
from triptych.store.render.html.notes import Notes
from triptych.store.render.lines import line, web
from triptych.store.render.nodes import (
    Aside,
    Block,
    Cite,
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
    words,
)

_NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Written:
    """A section as HTML: a short title for the contents, what follows it in the heading, and its body."""

    key: str
    title: str
    more: str
    body: Markup


class Writer:
    """Writes the nodes of one page, and keeps where each source is cited."""

    def __init__(self, notes: Notes, anchors: Anchors) -> None:
        self._notes, self._anchors = notes, anchors
        self._where = ""

    def section(self, section: Section) -> Written:
        """A section with its heading taken apart: `The engineer`, `How does it work?`."""
        title, _, more = words(section.title).partition(": ")
        self._where = title
        body = _NOTHING.join(map(self._block, section.blocks))
        self._where = ""
        return Written(section.key, title, more, body)

    def inlines(self, parts: Inlines) -> Markup:
        """Parts of a line."""
        return _NOTHING.join(map(self._inline, parts))

    def ref(self, id: str) -> Markup:
        """An id that leads to where it is told; a bare one where the dossier does not know it."""
        anchor = self._anchors.of(id)
        if not anchor:
            return _put('<span class="id">{}</span>', line(id))
        return _put('<a class="id" href="#{}">{}</a>', anchor, line(id))

    def refs(self, ids: Iterable[str]) -> Markup:
        """Several, with commas between."""
        return Markup(", ").join(map(self.ref, ids))

    def cite(self, cite: Cite) -> Markup:
        """A number that opens its note; in a section of the memo it is also a place to come back to."""
        note = self._notes.of(cite)
        if note is None:
            return _put('<span class="cite">[{}]</span>', cite.number)
        place = _put(' id="{}"', self._notes.place(cite, self._where)) if self._where else _NOTHING
        digest = "digest of " if note.source.kind == "starter" else ""
        label = f"Source {cite.number}, {digest}{line(note.source.publisher) or 'unnamed publisher'}: show the quote"
        return _put(
            '<button type="button" class="cite"{} popovertarget="{}" aria-label="{}" data-label="{}">[{}]</button>',
            place, note.id, label, note.label, cite.number,
        )  # fmt: skip

    def _block(self, block: Block) -> Markup:
        match block:
            case Paragraph((Strong(parts),)):
                return _put("<h3>{}</h3>", self.inlines(parts))
            case Paragraph(parts):
                return _put("<p>{}</p>", self.inlines(parts))
            case Items(items, ordered):
                return self._items(items, "ol" if ordered else "ul")
            case Table():
                return self._table(block)

    def _items(self, items: Iterable[Item], tag: str = "ul") -> Markup:
        told = _NOTHING.join(map(self._item, items))
        return _put("<{0}>{1}</{0}>", Markup(tag), told) if told else _NOTHING

    def _item(self, item: Item) -> Markup:
        return _put("<li>{}{}</li>", self.inlines(item.parts), self._items(item.below))

    def _table(self, table: Table) -> Markup:
        titles = [words(cell) for cell in table.head]
        head = _NOTHING.join(_put('<th scope="col">{}</th>', self.inlines(cell)) for cell in table.head)
        rows = _NOTHING.join(self._row(row, titles) for row in table.rows)
        return _put(
            '<div class="table" role="region" tabindex="0" aria-label="{}"><table>'
            "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
            self._where, head, rows,
        )  # fmt: skip

    def _row(self, cells: tuple[Inlines, ...], titles: list[str]) -> Markup:
        """A row; one that begins with an id alone is where that is told."""
        told = _NOTHING.join(
            _put('<td data-title="{}">{}</td>', title, self.inlines(cell))
            for title, cell in zip(titles[1:], cells[1:], strict=True)
        )
        match cells[0]:
            case (Ref(id),) if anchor := self._anchors.of(id):
                return _put('<tr id="{}"><th scope="row">{}</th>{}</tr>', anchor, line(id), told)
        return _put('<tr><th scope="row">{}</th>{}</tr>', self.inlines(cells[0]), told)

    def _inline(self, part: Inline) -> Markup:
        match part:
            case Text(text):
                return _put("{}", text)
            case Strong(parts):
                return _put("<strong>{}</strong>", self.inlines(parts))
            case Emphasis(parts):
                return _put("<em>{}</em>", self.inlines(parts))
            case Aside(parts):
                return _put('<span class="aside">({})</span>', self.inlines(parts))
            case Cite():
                return self.cite(part)
            case Ref(id):
                return self.ref(id)
            case Link(url):
                return link(url, url)
            case Mark(sign, why):
                return _mark(sign, why)


def link(url: str, text: str) -> Markup:
    """A text that leads to a page of the web, in a way that tells that page nothing; bare where the address is none."""
    address = web(url)
    if not address:
        return _put("{}", line(text))
    return _put('<a href="{}" rel="noreferrer noopener">{}</a>', address, line(text))


def _mark(word: str, why: str) -> Markup:
    found = signs.mark(word)
    told = f"{word}: {why}" if why else word
    return _put(
        '<span class="badge {}"><span aria-hidden="true">{}</span> {}</span>', found.tone, found.sign, told
    )


def _put(markup: str, *values: object) -> Markup:
    """Markup with values in it, each escaped unless it is markup itself."""
    return Markup(markup.format(*map(escape, values)))

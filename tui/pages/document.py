"""A document (`triptych.store.render.nodes`) as lines of a page: the terminal's writer, as Markdown and HTML have theirs.

It says what the exports say, as it is the same document. Texts are cleaned here once more: whatever stands in an archive,
nothing of it reaches the terminal but words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from textual.content import Content

from triptych.keys import hidden
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
    words,
)
from triptych.tui.pages.lines import BLANK, Line, anchored, linked, wrapped
from triptych.tui.pages.table import table
from triptych.tui.text import QUIET, part, plain_line

Followable = Cite | Ref | Link


@dataclass
class Paged:
    """A document as a page.

    `links` fills as the page is laid out: number n of a followed link is `links[n]`.
    """

    document: Document
    links: list[Followable] = field(default_factory=list)

    def layout(self, width: int) -> Iterator[Line]:
        """All of it, in lines of a width; each section has its key as anchor."""
        self.links.clear()
        yield from self.head(width)
        yield from self.sections(width)

    def head(self, width: int) -> Iterator[Line]:
        """The title, and what stands under it."""
        yield from wrapped(self.content((self.document.title,)).stylize("bold $primary"), width)
        if self.document.facts:
            yield from wrapped(self.content(self.document.facts).stylize(QUIET), width)

    def sections(self, width: int) -> Iterator[Line]:
        """The sections, with a line in front of each."""
        for section in self.document.sections:
            yield BLANK
            yield from anchored(self._section(section, width), section.key)

    def _section(self, section: Section, width: int) -> Iterator[Line]:
        title = self.content(section.title).stylize("bold $primary")
        yield from wrapped(title, width)
        yield Line(Content.styled("─" * min(width, max(4, title.cell_length)), "$primary 50%"))
        for number, block in enumerate(section.blocks):
            if number:
                yield BLANK
            yield from self._block(block, width)

    def _block(self, block: Block, width: int) -> Iterator[Line]:
        match block:
            case Paragraph(parts):
                yield from wrapped(self.content(parts), width)
            case Items(items, ordered):
                room = len(str(len(items))) + 1
                for number, item in enumerate(items, start=1):
                    yield from self._item(item, width, f"{number}. ".rjust(room + 1) if ordered else "• ")
            case Table(head, rows):
                cells = [[self.content(cell) for cell in row] for row in rows]
                yield from table([self.content(cell) for cell in head], cells, width)

    def _item(self, item: Item, width: int, sign: str) -> Iterator[Line]:
        yield from wrapped(self.content(item.parts), width, sign)
        for below in item.below:
            for line in self._item(below, width - len(sign), "– "):
                yield Line(Content.assemble(" " * len(sign), line.content))

    def content(self, parts: Inlines) -> Content:
        """Inline parts as content; where a key reaches from part to part, as plain words without it."""
        told = words(parts)
        if hidden(told) != told:
            return Content(plain_line(told))
        return Content("").join([self._inline(one) for one in parts])

    def _inline(self, one: Inline) -> Content:
        match one:
            case Text(text):
                return Content(part(text))
            case Strong(parts):
                return self.content(parts).stylize("bold")
            case Emphasis(parts):
                return self.content(parts).stylize("italic")
            case Cite(number):
                return self._link(Content(f"[{number}]"), one)
            case Ref(id):
                return self._link(Content(part(id)), one)
            case Link(url):
                return self._link(Content(plain_line(url)), one)
            case Mark(sign, why):
                return Content.styled(
                    f"[{part(sign)}: {part(why)}]" if why else f"[{part(sign)}]", "$text-warning"
                )
            case Aside(parts):
                return Content.assemble("(", self.content(parts), ")").stylize_before(QUIET)

    def _link(self, content: Content, to: Followable) -> Content:
        self.links.append(to)
        return linked(content, len(self.links) - 1)

"""Where in the document an id is told and a source is listed, so that what names it can lead there.

Invariant: a place is named only if something is put there; typst refuses a link to nowhere.
"""

from collections.abc import Iterable, Iterator

from triptych.store.render.nodes import Block, Document, Inlines, Item, Items, Paragraph, Ref, Table
from triptych.store.render.register import KEY


class Places:
    """The places of one document: for each id the first row or item that begins with it, in the register of claims first."""

    def __init__(self, document: Document) -> None:
        self._told: dict[str, str] = {}
        self._put: set[str] = set()
        for section in sorted(document.sections, key=lambda s: s.key != KEY):
            self._told = dict.fromkeys(_ids(section.blocks), section.key) | self._told
        self._names = {id: f"id_{n}" for n, id in enumerate(self._told)}
        listed = (block for s in document.sections if s.key == "sources" for block in s.blocks)
        self._sources = sum(len(block.items) for block in listed if isinstance(block, Items))

    def of(self, id: str) -> str:
        """The place where an id is told; nothing where it is told nowhere."""
        return self._names.get(id, "")

    def source(self, number: int) -> str:
        """The place of a source in the list of sources; nothing where it is not listed."""
        return f"source_{number}" if 0 < number <= self._sources else ""

    def told(self, section: str, parts: Inlines) -> str:
        """The name to put here, if this is the place where the id that the parts begin with is told."""
        match parts:
            case (Ref(id), *_) if self._told.get(id) == section and id not in self._put:
                self._put.add(id)
                return self._names[id]
        return ""


def _ids(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Items(items):
                yield from _leads(items)
            case Table(_, rows):
                yield from (id for row in rows for id in _lead(row[0]))
            case Paragraph():
                pass


def _leads(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        yield from _lead(item.parts)
        yield from _leads(item.below)


def _lead(parts: Inlines) -> Iterator[str]:
    match parts:
        case (Ref(id), *_):
            yield id

"""Real footnotes: a part of the file beside its body, which python-docx keeps but does not make.

Invariant: a number in the body and the note that it names are made together, so that none is without the other.
"""

from typing import Any

from triptych.store.render.footnotes import Footnote
from triptych.store.render.places import Places
from triptych.store.render.word.xml import Look, bookmarked, element, field, jump, link, run

TEXT, REFERENCE = "footnotetext", "footnotereference"
"""Ids of the styles of a note and of its number, as python-docx makes them of the names that Word knows."""
_NUMBER = Look(REFERENCE)
_LINES = {"-1": "separator", "0": "continuationSeparator"}
_AFTER = ("endnotePr", "compat", "docVars", "rsids")
"""What follows the notes in the settings, as the schema orders them."""


class Notes:
    """The footnotes of one file."""

    def __init__(self, file: Any, places: Places) -> None:
        from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import XmlPart

        self._links, self._places = RELATIONSHIP_TYPE.HYPERLINK, places
        self._root = element("w:footnotes", None, *(_line(id, kind) for id, kind in _LINES.items()))
        where = PackURI("/word/footnotes.xml")
        self._part = XmlPart(where, CONTENT_TYPE.WML_FOOTNOTES, self._root, file.part.package)
        file.part.relate_to(self._part, RELATIONSHIP_TYPE.FOOTNOTES)
        _declare(file.settings.element)

    def first(self, note: Footnote) -> list[Any]:
        """Its number in the body, where it is used for the first time, under a bookmark; the note is written with it."""
        self._root.append(element("w:footnote", {"w:id": str(note.id)}, self._paragraph(note)))
        number = run(element("w:footnoteReference", {"w:id": str(note.id)}), _NUMBER)
        return bookmarked(_bookmark(note), note.id, number)

    def again(self, note: Footnote) -> list[Any]:
        """The same number once more: a field that leads to the first."""
        return field(f"NOTEREF {_bookmark(note)} \\f \\h", str(note.id), _NUMBER)

    def _paragraph(self, note: Footnote) -> Any:
        said = "".join(f"{words} " for words in (*note.quotes, note.told) if words)
        style = element("w:pPr", None, element("w:pStyle", {"w:val": TEXT}))
        told = [style, run(element("w:footnoteRef"), _NUMBER), run(f" {said}")]
        if note.address:
            relation = self._part.relate_to(note.address, self._links, is_external=True)
            told += [link(relation, note.host), run(" ")]
        return element("w:p", None, *told, jump(self._places.source(note.source), f"[{note.source}]"))


def _line(id: str, kind: str) -> Any:
    """The line between the text and its notes, as a note of its own."""
    drawn = element("w:p", None, run(element(f"w:{kind}")))
    return element("w:footnote", {"w:type": kind, "w:id": id}, drawn)


def _declare(settings: Any) -> None:
    """Tell the settings which notes are lines."""
    declared = element("w:footnotePr", None, *(element("w:footnote", {"w:id": id}) for id in _LINES))
    follows = (child for child in settings if child.tag.rpartition("}")[2] in _AFTER)
    next(follows).addprevious(declared)


def _bookmark(note: Footnote) -> str:
    return f"_RefNote{note.id}"

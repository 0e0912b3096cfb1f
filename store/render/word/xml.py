"""Elements of WordprocessingML that python-docx has no call for.

Invariant: every text in them is `legal`, for lxml refuses what XML cannot hold.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from triptych.store.render.legal import legal


@dataclass(frozen=True, slots=True)
class Look:
    """How words are set, beyond the style of their paragraph."""

    style: str = ""
    """Id of a character style."""
    bold: bool = False
    italic: bool = False
    colour: str = ""
    """Six hex digits."""


PLAIN = Look()


def element(tag: str, attributes: Mapping[str, str] | None = None, *children: Any) -> Any:
    """An element such as `w:bookmarkStart`, its attributes named in the same way."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import nsmap, qn

    given = attributes or {}
    prefixes = {name.partition(":")[0] for name in (tag, *given)} - {"xml"}
    made = OxmlElement(tag, nsdecls={prefix: nsmap[prefix] for prefix in sorted(prefixes)})
    for name, value in given.items():
        made.set(qn(name), value)
    for child in children:
        made.append(child)
    return made


def run(content: str | Any, look: Look = PLAIN) -> Any:
    """A run of plain words, or of another element."""
    if isinstance(content, str):
        text, content = content, element("w:t", {"xml:space": "preserve"})
        content.text = legal(text)
    properties = list(_properties(look))
    return element("w:r", None, *([element("w:rPr", None, *properties)] if properties else []), content)


def field(code: str, shown: str, look: Look = PLAIN) -> list[Any]:
    """A field, with what it shows until it is computed anew."""
    written = element("w:instrText", {"xml:space": "preserve"})
    written.text = f" {code} "
    begin, separate, end = (
        run(element("w:fldChar", {"w:fldCharType": kind})) for kind in ("begin", "separate", "end")
    )
    return [begin, run(written), separate, run(shown, look), end]


def link(relation: str, text: str) -> Any:
    """Words that lead to the address that the part holds under that relation."""
    return element("w:hyperlink", {"r:id": relation, "w:history": "1"}, run(text, Look("Hyperlink")))


def jump(place: str, text: str, look: Look = PLAIN) -> Any:
    """Words that lead to a bookmark of the same file; bare ones where there is none."""
    if not place:
        return run(text, look)
    return element("w:hyperlink", {"w:anchor": place, "w:history": "1"}, run(text, look))


def bookmarked(place: str, id: int, *content: Any) -> list[Any]:
    """The content under a bookmark; `id` is its own in the file."""
    start = element("w:bookmarkStart", {"w:id": str(id), "w:name": place})
    return [start, *content, element("w:bookmarkEnd", {"w:id": str(id)})]


def _properties(look: Look) -> Iterator[Any]:
    if look.style:
        yield element("w:rStyle", {"w:val": look.style})
    if look.bold:
        yield element("w:b")
    if look.italic:
        yield element("w:i")
    if look.colour:
        yield element("w:color", {"w:val": look.colour})

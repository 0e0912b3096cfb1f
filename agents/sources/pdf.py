"""PDF files: the text layer, page by page, with the line breaks of the page mended."""

import re
from collections import Counter

from triptych.agents.sources.clean import clean, one_line
from triptych.agents.sources.dates import parse_date
from triptych.agents.sources.document import Document, Origin, paragraphs
from triptych.agents.sources.lines import join_lines
from triptych.agents.sources.pdf_pages import read_pages
from triptych.errors import InputError

_SHORT = 0.7
"""A line shorter than this share of the page's full lines ends a paragraph or is a heading."""
_REPEATED = 3
# PDFium puts \x02 in the place of a hyphen and the line end after it.
_HYPHENED = re.compile(r"([\w-]{0,60}[^\W\d_])(?:-\r?\n|[\x02\ufffe\u00ad])\s*([^\W\d_][\w-]*)")
_COMPOUND = re.compile(r"\w+(?:-\w+)+")
_ENDED = re.compile(r"[.!?:;][\"'\u201d\u2019)\]]?$")
_NUMBER = re.compile(r"\d+")


def read_pdf(data: bytes, origin: Origin) -> Document:
    """The document of a PDF.

    Raises:
        InputError: it is encrypted, damaged, has no text layer, or takes too much to read.
        ServiceError: no process can be started to read it.
    """
    pages, meta = read_pages(data, origin.name)
    text = paragraphs(_paragraphs(pages))
    if not any(character.isalpha() for character in text):
        raise InputError(f"{origin.name}: this PDF has no text; is it scanned?", "Run OCR on it first.")
    return Document(
        text=text,
        title=one_line(meta.get("Title", "")) or text.split("\n", 1)[0][:120] or origin.stem,
        kind="pdf",
        url=origin.url,
        author=meta.get("Author", ""),
        published_at=parse_date(meta.get("CreationDate", "")),
    )


def _paragraphs(pages: list[str]) -> list[str]:
    texts = [clean(page) for page in _mend_hyphens(pages)]
    furniture = _furniture(texts)
    lines = [line for text in texts for line in _body(text, furniture)]
    width = _width(lines)
    return join_lines(lines, lambda line, following: _goes_on(line, following, width))


def _mend_hyphens(pages: list[str]) -> list[str]:
    """Joins words broken at a line end; a hyphen stays where the document writes the word with one."""
    compounds = {word.lower() for page in pages for word in _COMPOUND.findall(page)}

    def mend(found: re.Match[str]) -> str:
        hyphened = f"{found[1]}-{found[2]}"
        keep = found[2][0].isupper() or hyphened.lower() in compounds
        return hyphened if keep else found[1] + found[2]

    return [_HYPHENED.sub(mend, page) for page in pages]


def _furniture(texts: list[str]) -> set[str]:
    """Running heads and feet: first and last lines that come again on other pages, but for their numbers."""
    edges = Counter(
        _shape(line) for text in texts for line in {*text.split("\n")[:1], *text.split("\n")[-1:]}
    )
    return {shape for shape, times in edges.items() if times >= _REPEATED}


def _shape(line: str) -> str:
    return _NUMBER.sub("0", line.strip())


def _body(text: str, furniture: set[str]) -> list[str]:
    lines = text.split("\n")
    while lines and (lines[0].strip().isdigit() or _shape(lines[0]) in furniture):
        lines = lines[1:]
    while lines and (lines[-1].strip().isdigit() or _shape(lines[-1]) in furniture):
        lines = lines[:-1]
    return lines


def _width(lines: list[str]) -> int:
    """The length of a full line: nine in ten are no longer."""
    lengths = sorted(map(len, filter(None, lines)))
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _goes_on(line: str, following: str, width: int) -> bool:
    line, following = line.strip(), following.strip()
    if not line or not following:
        return False
    if following[0].islower():
        return True
    return len(line) >= _SHORT * width and not (_ENDED.search(line) and len(line) < 0.9 * width)

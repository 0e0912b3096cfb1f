"""HTML pages and fragments: the article's paragraphs and what its metadata says."""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from triptych.agents.sources.clean import clean
from triptych.agents.sources.dates import parse_date
from triptych.agents.sources.document import Document, Origin, domain, paragraphs
from triptych.errors import InputError

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]
    from trafilatura.settings import Document as Extract

_UNSEEN = "script style noscript template iframe object embed svg form button select head nav"
_BLOCKS = """address article aside blockquote body br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6
header hr html li main ol p pre section table td th tr ul"""
MOST_TAGS = 40_000
"""The extractor's time grows with the square of them; of a page that has more, all that is visible is taken."""
_ENOUGH = 0.8
"""Share of a fragment's visible text that the extractor must keep; below it, it took prose for clutter."""


def read_html(text: str, origin: Origin) -> Document:
    """The document of an HTML page.

    Raises:
        InputError: nothing in it can be read.
    """
    page = _extract(text, origin.url)
    prose = fragment_text(text) if page is None or not page.text else _prose(page.text)
    if not prose:
        raise InputError(
            f"{origin.name}: the page has no text (scripts only?).",
            "Save the page from a browser, or as PDF.",
        )
    return Document(
        text=prose,
        title=_meta(page, "title") or _heading(text) or origin.stem,
        kind="web" if origin.url else "file",
        url=origin.url or _address(_meta(page, "url")),
        author=_meta(page, "author"),
        published_at=parse_date(_meta(page, "date")),
    )


def is_tag(name: str) -> bool:
    """Whether HTML has an element of that name, in lower case."""
    from lxml.html import defs

    return name in defs.tags


def html_to_text(fragment: str) -> str:
    """The paragraphs of an HTML fragment, all of its prose; plain text comes back as its paragraphs."""
    visible = fragment_text(fragment)
    page = _extract(f"<html><body><article>{fragment}</article></body></html>", "")
    prose = _prose(page.text) if page is not None and page.text else ""
    return prose if len(prose) > _ENOUGH * len(visible) else visible


def fragment_text(text: str) -> str:
    """Every visible paragraph, clutter included."""
    return paragraphs(visible_blocks(text))


def visible_blocks(text: str) -> Iterator[str]:
    """The text of each block element in document order, without scripts, styles and forms."""
    root = _tree(text)
    if root is None:
        return
    words: list[str] = []
    for piece, is_break in _pieces(root):
        if is_break and words:
            yield "".join(words)
            words.clear()
        words.append(piece)
    yield "".join(words)


def _pieces(root: "HtmlElement") -> Iterator[tuple[str, bool]]:
    """Text in document order, each piece with whether a new block begins before it."""
    from lxml.etree import iterwalk  # type: ignore[import-untyped]

    blocks = frozenset(_BLOCKS.split())
    for event, element in iterwalk(root, events=("start", "end")):
        edge = element.tag in blocks
        if event == "start":
            yield element.text or "", edge
        else:
            yield element.tail or "", edge


def _tree(text: str) -> "HtmlElement | None":
    from lxml import etree, html  # type: ignore[import-untyped]

    # Bytes and a stated encoding: lxml refuses a str that declares one.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(clean(text).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    etree.strip_elements(root, *_UNSEEN.split(), with_tail=False)
    return root


def _extract(text: str, url: str) -> "Extract | None":
    if text.count("<") > MOST_TAGS:
        return None
    import trafilatura

    _quieten()
    found = trafilatura.bare_extraction(
        clean(text),
        url=url or None,
        include_comments=False,
        favor_recall=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    return None if found is None or isinstance(found, dict) else found


def _quieten() -> None:
    """The extractors log to stderr when nobody configured logging; what matters here is raised."""
    for name in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def _prose(text: str) -> str:
    """The extractor writes one paragraph a line, list items with a dash."""
    return paragraphs(line.removeprefix("- ") for line in clean(text).split("\n"))


def _meta(page: "Extract | None", key: str) -> str:
    value = getattr(page, key, None)
    return value if isinstance(value, str) else ""


def _address(url: str) -> str:
    return url if domain(url) else ""


def _heading(text: str) -> str:
    root = _tree(text)
    found = [] if root is None else root.xpath("//h1|//h2")
    return found[0].text_content() if found else ""

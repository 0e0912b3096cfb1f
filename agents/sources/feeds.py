"""RSS and Atom files: every entry is a document with its own author, date and address."""

import codecs
import re
import sys
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from triptych.agents.sources.clean import clean, one_line
from triptych.agents.sources.dates import parse_date
from triptych.agents.sources.document import CutShort, Document, Origin, domain
from triptych.agents.sources.html import html_to_text
from triptych.errors import InputError

if TYPE_CHECKING:
    from feedparser import FeedParserDict  # type: ignore[import-untyped]

ROOTS = frozenset({"rss", "feed", "rdf"})
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]{1,40}|[0-9]{1,40});")
_ENTITY = "<!ENTITY"
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_CLOSED = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ENDED = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_AGAIN = "Download the feed again."
MOST_ENTRIES = 5_000
"""Read of one feed: each takes milliseconds, and a file of some megabytes can hold a hundred thousand."""
_FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError)
"""What feedparser lets through when a character reference or a tag is nonsense."""


class _Seen(Exception):
    """Raised inside the parser to stop it: what was looked for has been seen."""


def xml_root(text: str, name: str) -> str:
    """The root element's name without prefix, in lower case; empty where the text does not begin as XML.

    Raises:
        InputError: the document declares entities, which could expand without end or read other files.
    """
    found: list[str] = []
    entities: list[str] = []

    def start(tag: str, _attributes: Mapping[str, str]) -> None:
        found.append(tag.rsplit(":", 1)[-1].lower())
        raise _Seen

    def entity(declared: str, *_rest: object) -> None:
        entities.append(declared)
        raise _Seen

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(_plain_xml(text), True)
    except _Seen:
        dangerous = bool(entities)
    except expat.ExpatError:
        dangerous = _ENTITY in text
    else:
        dangerous = False
    if dangerous:
        raise InputError(
            f"{name}: the XML declares entities, which are not expanded.", "Remove its <!ENTITY lines."
        )
    return found[0] if found else ""


def xml_fault(text: str) -> str:
    """What keeps the text from being XML, one line; empty if nothing does."""
    try:
        expat.ParserCreate("utf-8").Parse(_plain_xml(text), True)
    except expat.ExpatError as e:
        return one_line(str(e))
    return ""


def read_feed(text: str, origin: Origin) -> list[Document]:
    """One document for each entry that has text.

    Raises:
        CutShort: the feed ends in the middle; its whole entries are in the error.
        InputError: the XML is broken and yields no entries, or there is no text in any entry.
    """
    feed = _parse(text, origin.name)
    cut = bool(feed.bozo) and _is_cut(text)
    if feed.bozo and not feed.entries:
        reason = one_line(str(feed.get("bozo_exception", "unknown fault")))
        raise InputError(f"{origin.name}: the feed's XML is broken ({reason}).", _AGAIN)
    entries = feed.entries[: _whole(text)] if cut else feed.entries
    read = entries[:MOST_ENTRIES]
    documents = [document for entry in read if (document := _document(entry, feed, origin)).text]
    if len(read) < len(entries) and documents:
        told = (
            f"{origin.name}: of the {len(entries):,} entries of the feed the first {MOST_ENTRIES:,} are read."
        )
        raise CutShort(told, "Split it.", documents)
    if cut and documents:
        told = f"{origin.name}: the feed is cut off; entries in it that are whole: {len(entries)}."
        raise CutShort(told, _AGAIN, documents)
    if cut and feed.entries and not entries:
        raise InputError(f"{origin.name}: the feed is cut off in its first entry.", _AGAIN)
    if not documents:
        raise InputError(
            f"{origin.name}: the feed has no entries with text.", "Add the pages that it links to."
        )
    return documents


def _is_cut(text: str) -> bool:
    """Whether the root is never closed, so that the last entry may be half of one."""
    return _ENDED.search(_HIDDEN.sub("", text)) is None


def _whole(text: str) -> int:
    """How many entries are closed."""
    return len(_CLOSED.findall(_HIDDEN.sub("", text)))


def _plain_xml(text: str) -> bytes:
    """UTF-8 without the declaration, whose encoding no longer holds, and references to no character."""
    return _REFERENCE.sub(_real, _DECLARATION.sub("", text).lstrip()).encode("utf-8", "replace")


def _real(reference: re.Match[str]) -> str:
    digits = reference[1]
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    is_character = 0 < number <= sys.maxunicode and not 0xD800 <= number <= 0xDFFF
    return reference[0] if is_character else ""


def _parse(text: str, name: str) -> "FeedParserDict":
    import feedparser

    try:
        # Markup is stripped here from every text, so that there is nothing to sanitise or resolve.
        return feedparser.parse(
            codecs.BOM_UTF8 + _plain_xml(text),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-type": "application/xml; charset=utf-8"},
        )
    except _FAULTS as e:
        raise InputError(f"{name}: the feed's XML is broken ({one_line(str(e))}).", _AGAIN) from e


def _document(entry: "FeedParserDict", feed: "FeedParserDict", origin: Origin) -> Document:
    url = _link(entry) or origin.url
    text = _text(entry)
    return Document(
        text=text,
        title=_plain(entry.get("title", "")) or text.split("\n", 1)[0][:120],
        kind="podcast" if _is_episode(entry) else "feed",
        url=url,
        publisher=domain(url) or domain(str(feed.feed.get("link", ""))) or _plain(feed.feed.get("title", "")),
        author=_plain(entry.get("author", "") or feed.feed.get("author", "")),
        published_at=_published(entry),
    )


def _text(entry: "FeedParserDict") -> str:
    """The longest of the entry's contents and its summary, as plain paragraphs."""
    values = [str(content.get("value", "")) for content in entry.get("content", [])]
    texts = [html_to_text(value) for value in [*values, str(entry.get("summary", ""))] if value.strip()]
    return max(texts, key=len, default="")


def _link(entry: "FeedParserDict") -> str:
    for candidate in (entry.get("link"), entry.get("id")):
        if isinstance(candidate, str) and domain(candidate):
            return candidate
    return ""


def _plain(value: Any) -> str:
    text = clean(str(value))
    return one_line(html_to_text(text)) if "<" in text or "&" in text else one_line(text)


def _published(entry: "FeedParserDict") -> date | None:
    # dict.get, because the entry's own warns when asked for the date of an update that it does not have.
    for key in ("published", "updated"):
        parsed = dict.get(entry, f"{key}_parsed")
        if parsed:
            return parse_date("{:04}-{:02}-{:02}".format(*parsed[:3]))
    return parse_date(dict.get(entry, "published"))


def _is_episode(entry: "FeedParserDict") -> bool:
    return any(str(item.get("type", "")).startswith("audio/") for item in entry.get("enclosures", []))

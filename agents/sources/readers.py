"""Reads what a user gives into Sources: what it is, is told by its content first, then by its name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from triptych.agents.sources.document import CutShort, Document, Origin, shown, to_source
from triptych.agents.sources.encoding import Unsupported, decode
from triptych.agents.sources.feeds import ROOTS, read_feed, xml_fault, xml_root
from triptych.agents.sources.html import is_tag, read_html
from triptych.agents.sources.pdf import read_pdf
from triptych.agents.sources.plain import MARKDOWN, read_text
from triptych.errors import InputError
from triptych.store.records import Source

_HTML = frozenset({"html", "htm", "xhtml"})
_HTML_MEDIA = frozenset({"text/html", "application/xhtml+xml"})
_HTML_START = re.compile(
    r"\s*(?>(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|(?:html|head|body|title|meta|article|main|section|div|p|h1|script)\b)",
    re.IGNORECASE | re.DOTALL,
)
_TWO_TAGS = re.compile(r"\s*(?>(?:<!--.*?-->\s*)*)<[^<>]+>\s*<", re.DOTALL)
_PDF_HEAD = 1024
PARSERS_FAULTS = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RuntimeError, MemoryError,
)  # fmt: skip
"""What parsers let through when a document is nonsense, or made to break them: it costs that document only."""


@dataclass(frozen=True)
class Read:
    """What became of one file of a folder; one that ends in the middle has both sources and an error."""

    path: Path
    sources: tuple[Source, ...] = ()
    error: InputError | None = None
    skipped: bool = False
    """True for a link, and for a file of a kind that is not read: `error` says so, but nothing went wrong."""


def read_path(path: Path, max_bytes: int) -> list[Source]:
    """The sources of one file: one, or one for each entry of a feed.

    Args:
        path: a regular file.
        max_bytes: the largest file to read.

    Raises:
        CutShort: it ends in the middle, but some of its documents are whole.
        InputError: it cannot be read, or there is nothing in it to read; one line that names the file.
    """
    return read_bytes(_load(path, max_bytes), Origin(shown(path)))


def read_bytes(data: bytes, origin: Origin) -> list[Source]:
    """The sources in the bytes of a file or of an answer from the web.

    Raises:
        InputError, CutShort: as `read_path`.
    """
    if not data.strip():
        raise InputError(f"{origin.name}: the file is empty.", "Give a file with text in it.")
    try:
        return to_sources(_documents(data, origin))
    except PARSERS_FAULTS as e:
        raise InputError(
            f"{origin.name}: it cannot be parsed ({type(e).__name__}).", "Save it as text, or leave it out."
        ) from e


def to_sources(documents: Iterable[Document]) -> list[Source]:
    """The documents as sources, each text once."""
    sources = [to_source(document) for document in documents]
    return list({source.id: source for source in sources}.values())


def read_folder(folder: Path, max_bytes: int) -> Iterator[Read]:
    """Each file below a folder but hidden ones, in sorted order; a bad file is told, and the next one read.

    Raises:
        InputError: there is nothing readable in the folder.
    """
    readable = False
    for path in walk(folder):
        read = _read_one(path, max_bytes)
        readable = readable or not read.skipped
        yield read
    if not readable:
        raise InputError(
            f"{shown(folder)}: no readable file in this folder.", "Name a folder with documents in it."
        )


def walk(folder: Path) -> Iterator[Path]:
    """The regular files and the links below a folder but hidden ones, in sorted order; no link is followed.

    Raises:
        InputError: the folder cannot be listed.
    """
    try:
        names = sorted(folder.iterdir())
    except OSError as e:
        raise InputError(f"{shown(folder)}: {_reason(e)}.", "Check that you may read the folder.") from e
    for path in names:
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from walk(path)
        elif path.is_symlink() or path.is_file():
            yield path


def _read_one(path: Path, max_bytes: int) -> Read:
    if path.is_symlink():
        # It may lead anywhere, and the user named this folder only.
        link = InputError(f"{shown(path)}: a link, which is not followed.", "Name what it points to.")
        return Read(path, error=link, skipped=True)
    try:
        return Read(path, tuple(read_path(path, max_bytes)))
    except CutShort as e:
        return Read(path, tuple(to_sources(e.documents)), error=e)
    except Unsupported as e:
        return Read(path, error=e, skipped=True)
    except InputError as e:
        return Read(path, error=e)


def _load(path: Path, max_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise InputError(f"{shown(path)}: not a regular file.", "Name a file or a folder.")
        if size > max_bytes:
            raise too_large(shown(path), size, max_bytes)
        return path.read_bytes()
    except FileNotFoundError as e:
        raise InputError(f"{shown(path)}: no such file or folder.", "Check the path.") from e
    except (OSError, ValueError) as e:
        raise InputError(f"{shown(path)}: {_reason(e)}.", "Check that you may read it.") from e


def too_large(name: str, size: int, max_bytes: int) -> InputError:
    """The error for a document over the limit."""
    return InputError(
        f"{name}: {size / 1e6:,.1f} MB, and the limit is {max_bytes / 1e6:,.1f} MB.",
        "Split it, or raise max_file_mb in the settings.",
    )


def _documents(data: bytes, origin: Origin) -> list[Document]:
    if b"%PDF-" in data[:_PDF_HEAD]:
        return [read_pdf(data, origin)]
    text = decode(data, origin.name, origin.charset)
    if text.lstrip().startswith("<"):
        root = xml_root(text, origin.name)
        if root in ROOTS:
            return read_feed(text, origin)
        if _is_other_xml(text, root, origin):
            raise _no_feed(text, origin)
    if origin.suffix in _HTML or _looks_like_html(text, origin):
        return [read_html(text, origin)]
    return [read_text(text, origin)]


def _is_other_xml(text: str, root: str, origin: Origin) -> bool:
    if text.lstrip().startswith("<?xml"):
        return root != "html"
    if not root or origin.suffix in _HTML | MARKDOWN or _looks_like_html(text, origin):
        return False
    # Prose may begin with a word in angle brackets; in XML more tags follow at once, or the first is closed.
    return not is_tag(root) and (f"</{root}" in text.lower() or _TWO_TAGS.match(text) is not None)


def _no_feed(text: str, origin: Origin) -> InputError:
    fault = xml_fault(text)
    said = f"the XML is broken ({fault})" if fault else "XML, but neither RSS nor Atom"
    return InputError(f"{origin.name}: {said}.", "Give a feed, or save it as text.")


def _looks_like_html(text: str, origin: Origin) -> bool:
    if origin.media in _HTML_MEDIA:
        return True
    return origin.suffix not in MARKDOWN and _HTML_START.match(text) is not None


def _reason(error: Exception) -> str:
    detail = error.strerror if isinstance(error, OSError) else str(error)
    return (detail or type(error).__name__).lower()

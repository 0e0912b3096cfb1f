"""What a reader found, before it becomes a Source."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from triptych.agents.sources.clean import clean, one_line
from triptych.errors import InputError
from triptych.keys import hidden
from triptych.store.records import Source, SourceKind

PROVIDER = "library"


class CutShort(InputError):
    """What was read ends in the middle: `documents` is what is whole in it, at least one."""

    def __init__(self, message: str, hint: str, documents: Sequence["Document"]) -> None:
        super().__init__(message, hint)
        self.documents = tuple(documents)


@dataclass(frozen=True)
class Origin:
    """Where bytes came from: the name to use in messages, and the address if they were fetched."""

    name: str
    """A path, or the address."""
    url: str = ""
    charset: str = ""
    """What the server said, if anything."""
    media: str = ""
    """The media type that the server said, if any."""

    @property
    def stem(self) -> str:
        """The title of last resort: the file's name, or the address."""
        return self.url or self.name.replace("\\", "/").rsplit("/", 1)[-1]

    @property
    def suffix(self) -> str:
        """The extension in lower case without its dot."""
        path = urlsplit(self.url).path if self.url else self.stem
        return path.rsplit(".", 1)[-1].lower() if "." in path else ""


@dataclass(frozen=True)
class Document:
    """A text with what it says about itself."""

    text: str
    title: str
    kind: SourceKind
    url: str = ""
    publisher: str = ""
    author: str = ""
    published_at: date | None = None


def shown(path: str | os.PathLike[str]) -> str:
    """A path as a text that can be stored and printed: a byte that is not UTF-8 becomes its escape."""
    return os.fspath(path).encode("utf-8", "backslashreplace").decode()


def domain(url: str) -> str:
    """The host of an http(s) address without `www.`; empty for anything else."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if parts.scheme in ("http", "https") else ""


def paragraphs(blocks: Iterable[str]) -> str:
    """Blocks of text, each on one line, joined by blank lines; empty ones are left out."""
    return "\n\n".join(line for block in blocks if (line := one_line(block)))


def to_source(document: Document, provider: str = PROVIDER) -> Source:
    """The Source of a document: cleaned, without any key that a server echoed, named by the hash of its text, fetched now."""
    text = hidden(clean(document.text))
    digest = hashlib.sha256(text.encode()).hexdigest()
    url = hidden(one_line(document.url))
    return Source(
        id=digest[:16],
        url=url,
        title=hidden(one_line(document.title)),
        publisher=hidden(one_line(document.publisher)) or domain(url),
        author=hidden(one_line(document.author)),
        published_at=document.published_at,
        fetched_at=datetime.now(UTC),
        provider=provider,
        sha256=digest,
        kind=document.kind,
        text=text,
    )

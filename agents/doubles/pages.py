"""The documents of a folder as pages of a small web: what is served, and what is known about it."""

import html
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from triptych.agents.sources.readers import read_path, walk
from triptych.errors import InputError
from triptych.store.records import Source

PREFIX = "/pages/"
_MAX_BYTES = 100_000_000
_MARKDOWN = ".md"
_MEDIA = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".xml": "application/xml",
}
_ENDED = re.compile(r"[.!?:;…]['\"”’)\]]*$")
_HEADING = 100  # characters; a longer line is prose even if nothing ends it


@dataclass(frozen=True, slots=True)
class Page:
    """One document: its path, what is sent, and what a search engine would know of it."""

    path: str
    body: bytes
    content_type: str
    title: str
    text: str
    author: str = ""
    publisher: str = ""
    published_at: date | None = None
    original: str = ""
    """The host of the address that the document gives as its own."""


def read_pages(folder: Path) -> list[Page]:
    """The pages of a folder and of those below it, in order of their names; Markdown is served as HTML.

    A file that the readers of the product cannot read is served all the same; no search finds it.

    Raises:
        InputError: the folder cannot be read.
    """
    files = [path for path in walk(folder) if not path.is_symlink() and path.is_file()]
    taken = {path.relative_to(folder).as_posix() for path in files}
    return [_page(path, path.relative_to(folder).as_posix(), taken) for path in files]


def _page(path: Path, name: str, taken: set[str]) -> Page:
    source = _source(path)
    suffix = path.suffix.lower()
    if source is not None and suffix == _MARKDOWN:
        body, content_type = as_html(source).encode(), "text/html; charset=utf-8"
        name = _renamed(name, taken)
    else:
        body = path.read_bytes()
        content_type = _content_type(_MEDIA.get(suffix, "application/octet-stream"), body)
    return Page(
        path=PREFIX + name,
        body=body,
        content_type=content_type,
        title=source.title if source else path.name,
        text=source.text if source else "",
        author=source.author if source else "",
        publisher=source.publisher if source else "",
        published_at=source.published_at if source else None,
        original=(urlsplit(source.url).hostname or "") if source else "",
    )


def _source(path: Path) -> Source | None:
    try:
        return read_path(path, _MAX_BYTES)[0]
    except InputError:
        return None


def _renamed(name: str, taken: set[str]) -> str:
    """`a.md` as `a.html`, unless a file has that name."""
    wanted = name[: -len(_MARKDOWN)] + ".html"
    return f"{name}.html" if wanted in taken else wanted


def _content_type(media: str, body: bytes) -> str:
    if not media.startswith("text/"):
        return media
    try:
        body.decode()
    except UnicodeDecodeError:
        return media  # the page itself may say what it is
    return f"{media}; charset=utf-8"


def as_html(source: Source) -> str:
    """A plain page: an article with its headings and paragraphs, and the usual metadata in the head."""
    blocks = [block for block in source.text.split("\n\n") if block != source.title]
    title = html.escape(source.title)
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title>',
            *_metas(source),
            f"</head><body><article><h1>{title}</h1>",
            *map(_block, blocks),
            "</article></body></html>",
        ]
    )


def _metas(source: Source) -> list[str]:
    published = source.published_at.isoformat() if source.published_at else ""
    known = {
        'property="og:title"': source.title,
        'property="og:site_name"': source.publisher,
        'name="author"': source.author,
        'property="article:published_time"': published,
    }
    return [f'<meta {key} content="{html.escape(value)}">' for key, value in known.items() if value]


def _block(text: str) -> str:
    tag = "p" if len(text) > _HEADING or _ENDED.search(text) else "h2"
    return f"<{tag}>{html.escape(text)}</{tag}>"

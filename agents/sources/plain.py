"""Plain text and Markdown files, with or without YAML front matter."""

from collections.abc import Iterator, Mapping

from triptych.agents.sources.clean import clean, one_line
from triptych.agents.sources.dates import parse_date
from triptych.agents.sources.document import Document, Origin, paragraphs
from triptych.agents.sources.front_matter import front_matter
from triptych.agents.sources.lines import unwrap
from triptych.agents.sources.markdown import blocks
from triptych.errors import InputError

MARKDOWN = frozenset({"md", "markdown", "mdown", "mkd"})
_TITLE_LIMIT = 120


def read_text(text: str, origin: Origin) -> Document:
    """The document of a plain text or Markdown file.

    Raises:
        InputError: the front matter is not YAML, or nothing is left to read.
    """
    meta, body = front_matter(clean(text), origin.name)
    heading, prose = _markdown(body) if origin.suffix in MARKDOWN else ("", _plain(body))
    if not prose:
        raise InputError(f"{origin.name}: there is no text in it.", "Add some, or leave the file out.")
    return Document(
        text=prose,
        title=_word(meta, "title") or heading or _first_line(prose) or origin.stem,
        kind="web" if origin.url else "file",
        url=origin.url or _word(meta, "url"),
        publisher="" if origin.url else _word(meta, "publisher"),
        author=_word(meta, "author"),
        published_at=parse_date(meta.get("published", meta.get("date"))),
    )


def _word(meta: Mapping[str, object], key: str) -> str:
    """A scalar of the front matter; anything nested is no title, author or address."""
    value = meta.get(key)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    try:
        return one_line(str(value)) if isinstance(value, str | int | float) else ""
    except ValueError:  # a number with more digits than Python writes out
        return ""


def _markdown(body: str) -> tuple[str, str]:
    found = list(blocks(body))
    heading = next((block.text for block in found if block.heading), "")
    return heading, paragraphs(block.text for block in found)


def _plain(body: str) -> str:
    return paragraphs(_plain_blocks(body))


def _plain_blocks(body: str) -> Iterator[str]:
    for block in body.split("\n\n"):
        yield from unwrap(block)


def _first_line(prose: str) -> str:
    """The first paragraph, if it is short enough to be a title."""
    line = prose.split("\n", 1)[0]
    return line if len(line) <= _TITLE_LIMIT else line[:_TITLE_LIMIT].rsplit(" ", 1)[0] + "..."

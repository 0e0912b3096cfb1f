"""Markdown to paragraphs of prose: markup goes, words stay, code is dropped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True)
class Block:
    """One paragraph, list item, table row or heading, on one line."""

    text: str
    heading: bool = False


def blocks(body: str) -> Iterator[Block]:
    """The blocks of a Markdown body, in order, without code, images and HTML tags."""
    tokens = _parser().parse(body)
    row: list[str] | None = None
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield Block(" | ".join(row or ()))
            row = None
        elif token.type == "html_block":
            yield from _html(token.content)
        elif token.type == "inline":
            text = _words(token.children or ())
            if row is not None:
                row.append(text)
            else:
                yield Block(text, heading=before is not None and before.type == "heading_open")


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _words(children: Sequence["Token"]) -> str:
    return "".join(map(_word, children))


def _word(token: "Token") -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "code_inline", "text_special") else ""


def _html(content: str) -> Iterator[Block]:
    from triptych.agents.sources.html import visible_blocks

    return (Block(text) for text in visible_blocks(content))

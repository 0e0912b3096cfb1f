"""A memo at a glance, as the archive shows it beside its list: figures, where it was found, bottom line, propositions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.content import Content

from triptych.tui import signs
from triptych.tui.pages.lines import BLANK, Layout, Line, wrapped
from triptych.tui.text import QUIET, line, marked

if TYPE_CHECKING:
    from triptych.store.overview import Glance
    from triptych.store.records import Dossier
    from triptych.store.render.nodes import Document
    from triptych.store.search.hits import Hit
    from triptych.tui.pages.document import Paged

SECTIONS = ("bottom-line", "propositions")
SHOWN = 3
"""Places that are shown where a search found the memo in several."""


@dataclass(frozen=True)
class Preview:
    """What of a memo is shown beside the list."""

    document: "Document"


def preview(dossier: "Dossier") -> Preview:
    """The parts of a memo that a preview shows. Its imports take long: not on the UI thread."""
    from triptych.store.render.document import document

    told = document(dossier)
    return Preview(replace(told, sections=tuple(s for s in told.sections if s.key in SECTIONS)))


def layout(memo: "Glance", read: Preview | None, hits: "Sequence[Hit]" = ()) -> Layout:
    """The preview; what must first be read may come later."""

    def lines(width: int) -> Iterator[Line]:
        paged = _paged(read.document) if read else None
        yield from paged.head(width) if paged else wrapped(line(memo.title, "bold $primary"), width)
        yield BLANK
        yield from wrapped(_figures(memo), width)
        if memo.tags:
            yield from wrapped(line(" ".join(f"#{tag}" for tag in memo.tags), "$text-accent"), width)
        for hit in hits[:SHOWN]:
            yield BLANK
            yield from _found(hit, width)
        if paged:
            yield from paged.sections(width)

    return lines


def _paged(document: "Document") -> "Paged":
    from triptych.tui.pages.document import Paged

    return Paged(document)


def _figures(memo: "Glance") -> Content:
    cost = f"${memo.cost_usd:.2f}" if memo.cost_usd else "no cost"
    used = (
        f"{memo.tokens:,} tokens · {memo.searches:,} searches"
        if memo.tokens
        else f"{memo.searches:,} searches"
    )
    return Content.assemble(
        f"{memo.claims} claims: ",
        signs.mix(memo.verdicts),
        f" · {memo.contested} contested · {memo.sources} sources · {cost} · {used}",
    )


def _found(hit: "Hit", width: int) -> Iterator[Line]:
    where = {"memos": "in the memo", "claims": "in a claim", "critiques": "in a critique"}.get(hit.place, "")
    told = " · ".join(filter(None, (f"Found {where}", hit.persona, hit.status)))
    yield from wrapped(line(told, QUIET), width)
    yield from wrapped(marked(hit.snippet, hit.marks, "bold $text-accent underline"), width, "  ")

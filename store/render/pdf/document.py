"""The memo as a PDF: a printed strategic memo, set by typst from the nodes of its document."""

from collections.abc import Iterator, Mapping
from typing import Any

from triptych.store.records import Dossier
from triptych.store.render.document import document
from triptych.store.render.footnotes import Footnotes, shortened
from triptych.store.render.illustrated import illustrations
from triptych.store.render.lines import line
from triptych.store.render.marks import REWORDED, daggered
from triptych.store.render.nodes import Document, Figure
from triptych.store.render.numbered import numbered
from triptych.store.render.page import Page
from triptych.store.render.pdf.compiler import compiled
from triptych.store.render.pdf.content import Content
from triptych.store.render.pdf.pieces import pieces
from triptych.store.render.places import Places
from triptych.store.render.register import registered
from triptych.store.render.wording import day

PAPER = "a4"
_RUNNING = 84  # characters of the title in a running head
_ANSWER = "bottom-line"


def pdf(dossier: Dossier) -> bytes:
    """The whole memo on A4, with footnotes, figures, contents and a register of its claims.

    The same dossier gives the same bytes, unless it has characters for which the machine's own fonts are asked.

    Raises:
        TriptychError: the pages could not be set.
    """
    told = registered(dossier, document(dossier))
    return compiled(contents(dossier, told, illustrations(dossier, told)), dossier.memo.as_of)


def contents(dossier: Dossier, told: Document, drawn: Mapping[str, tuple[Figure, ...]]) -> dict[str, Any]:
    """All that the template sets, as plain data.

    Args:
        dossier: the memo; its title block and its footnotes come from here.
        told: its document.
        drawn: the figures by the key of the section that they stand in.
    """
    writer = Content(Footnotes(numbered(dossier)), Places(told))
    made = [writer.section(section, drawn.get(section.key, ())) for section in told.sections]
    answer = [section for section in made if section["key"] == _ANSWER]
    others = [section for section in made if section["key"] != _ANSWER]
    return {
        "paper": PAPER,
        "title": pieces(told.title.text),
        "short": pieces(shortened(told.title.text, _RUNNING)),
        "footer": pieces(f"Strategic memo, {day(dossier.memo.as_of)}"),
        "about": _about(dossier),
        "facts": [[pieces(name), pieces(value)] for name, value in _facts(dossier)],
        "heads": [section["short"] for section in (*answer, *others)],
        "answer": next(iter(answer), None),
        "reworded": pieces(REWORDED if daggered(Page(dossier)) else ""),
        "sections": others,
    }


def _about(dossier: Dossier) -> dict[str, Any]:
    """What the file says of itself."""
    memo = dossier.memo
    return {
        "author": line(memo.analyst),
        "description": line(memo.idea),
        "keywords": [*filter(None, [line(dossier.brief.topic)]), *map(line, memo.panel)],
        "date": {"year": memo.as_of.year, "month": memo.as_of.month, "day": memo.as_of.day},
    }


def _facts(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """The lines of the title block."""
    memo, page = dossier.memo, Page(dossier)
    yield "Date", day(memo.as_of)
    yield "Panel", ", ".join(page.name(key) for key in memo.panel)
    yield "Written by", f"{line(memo.analyst)}: {line(memo.manner)}"
    yield "Evidence", f"{len(dossier.ledger.claims)} claims on {len(dossier.memo.sources)} cited sources"
    if memo.stop_reason != "complete":
        yield "Stopped early", line(memo.stop_reason)

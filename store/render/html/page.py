"""A memo as one HTML file that needs nothing else: no script, no request, light and dark, on a screen and on paper.

Invariant: what is markup stands in this package; every value is escaped by the template or by the writer, and what is not
to be seen is taken out of both.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triptych.store.records import Dossier
from triptych.store.render.document import document
from triptych.store.render.figures import figures
from triptych.store.render.html import signs
from triptych.store.render.html.anchors import Anchors
from triptych.store.render.html.claims import holders, owners
from triptych.store.render.html.debate import objections
from triptych.store.render.html.notes import Notes
from triptych.store.render.html.writer import Writer, link
from triptych.store.render.illustrated import beside
from triptych.store.render.lines import seen
from triptych.store.render.marks import REWORDED, daggered, reason
from triptych.store.render.numbered import numbered
from triptych.store.render.page import Page
from triptych.store.render.sources import MISSING, origin

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
STYLE = (_HERE / "memo.css").read_text(encoding="utf-8")


def html(dossier: Dossier) -> str:
    """The whole memo as an HTML document; the same dossier always gives the same text."""
    told, page = document(dossier), Page(dossier)
    notes, anchors = Notes(dossier.sources), Anchors(dossier)
    writer = Writer(notes, anchors)
    sections = [writer.section(s) for s in told.sections if s.key != "sources"]
    return _environment().get_template("memo.html.j2").render(
        title=told.title.text,
        facts=writer.inlines(told.facts),
        sections=sections,
        reworded=REWORDED if daggered(page) else "",
        figures=beside(figures(dossier), {s.key for s in sections}),
        owners=list(owners(page, writer, anchors)),
        objections=list(objections(page, writer, anchors)),
        sources=numbered(dossier),
        missing=MISSING,
        notes=notes,
        holders=holders(page),
        ref=writer.ref,
        link=link,
        origin=lambda source: writer.inlines(origin(source)),
        reason=reason,
        status=signs.status,
        verdict=signs.verdict,
    )  # fmt: skip


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["style"] = STYLE
    return made


def _seen(value: Any) -> Any:
    """A plain text without what is not to be seen; markup as it is."""
    return seen(value) if type(value) is str else value

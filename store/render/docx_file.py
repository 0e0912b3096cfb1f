"""The memo as DOCX: headings to navigate by, real footnotes, tables, and nothing that runs or reaches outside.

Invariant: the only addresses in the file are links of the web; the same dossier gives the same bytes.
"""

import io
from datetime import datetime, time
from typing import Any
from zipfile import ZipFile

from triptych.store.records import Dossier
from triptych.store.render.document import document
from triptych.store.render.footnotes import Footnotes
from triptych.store.render.illustrated import illustrations
from triptych.store.render.legal import legal
from triptych.store.render.lines import line
from triptych.store.render.numbered import numbered
from triptych.store.render.places import Places
from triptych.store.render.register import registered
from triptych.store.render.word.look import blank
from triptych.store.render.word.writer import Writer
from triptych.store.render.wording import day
from triptych.store.render.zipped import zipped

_MOST = 255  # characters that a property of a file holds


def docx(dossier: Dossier) -> bytes:
    """The whole memo on A4, for a word processor, with its register of claims.

    Raises:
        TriptychError: a figure could not be drawn.
    """
    told = registered(dossier, document(dossier))
    drawn = illustrations(dossier, told)
    file = blank(told.title.text, f"Strategic memo, {day(dossier.memo.as_of)}")
    writer = Writer(file, Footnotes(numbered(dossier)), Places(told))
    writer.paragraph((told.title,), "Title")
    writer.paragraph(told.facts, "Subtitle")
    for section in told.sections:
        writer.section(section, drawn.get(section.key, ()))
    _properties(file.core_properties, dossier)
    return _saved(file)


def _properties(told: Any, dossier: Dossier) -> None:
    memo = dossier.memo
    told.title, told.subject = _property(memo.title), _property(memo.idea)
    told.author = told.last_modified_by = _property(memo.analyst)
    told.keywords = _property(", ".join(memo.panel))
    told.comments, told.revision = "", 1
    told.created = told.modified = datetime.combine(memo.as_of, time(12))


def _property(text: str) -> str:
    return legal(line(text))[:_MOST]


def _saved(file: Any) -> bytes:
    """The file, without the time at which it was saved."""
    made = io.BytesIO()
    file.save(made)
    with ZipFile(made) as parts:
        return zipped((name, parts.read(name)) for name in parts.namelist())

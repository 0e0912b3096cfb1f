"""The figures of a memo on paper: their colours, and the sections that they stand under."""

from collections.abc import Mapping
from dataclasses import replace

from triptych.store.records import Dossier
from triptych.store.render.figures import LIGHT, figures
from triptych.store.render.nodes import Document, Figure

PRINT = replace(
    LIGHT, ink="#1b2430", muted="#5c6675", rule="#c8cfd8", soft="#f2f5f8", accent="#1f3f68", family="Libertinus Serif"
)  # fmt: skip
_SECTION: Mapping[str, str] = {"stances": "propositions", "argument": "contested"}
_OTHERWISE = "method"
"""Where a figure stands that has no section of its own in a memo."""


def illustrations(dossier: Dossier, told: Document) -> dict[str, tuple[Figure, ...]]:
    """The figures by the key of the section at whose end they stand."""
    keys = {section.key for section in told.sections}
    found: dict[str, tuple[Figure, ...]] = {}
    for figure in figures(dossier, PRINT):
        wanted = _SECTION.get(figure.key, _OTHERWISE)
        key = wanted if wanted in keys else _OTHERWISE
        found[key] = (*found.get(key, ()), figure)
    return found

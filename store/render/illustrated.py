"""The figures of a memo among its sections, and their colours and type on paper."""

from collections.abc import Container, Iterable
from dataclasses import replace

from triptych.store.records import Dossier
from triptych.store.render.figures import LIGHT, figures
from triptych.store.render.figures.measures import PRINTED
from triptych.store.render.nodes import Document, Figure

PRINT = replace(
    LIGHT, ink="#1b2430", muted="#5c6675", rule="#c8cfd8", soft="#f2f5f8", accent="#1f3f68", family="Libertinus Serif",
    ruler=PRINTED,
)  # fmt: skip
_SECTION = {"stances": "propositions", "argument": "contested"}
_OTHERWISE = "method"
"""Where a figure stands that has no section of its own in a memo."""


def beside(drawn: Iterable[Figure], sections: Container[str]) -> dict[str, tuple[Figure, ...]]:
    """The figures by the key of the section that they stand in, of those that the memo has."""
    found: dict[str, tuple[Figure, ...]] = {}
    for figure in drawn:
        wanted = _SECTION.get(figure.key, _OTHERWISE)
        key = wanted if wanted in sections else _OTHERWISE
        found[key] = (*found.get(key, ()), figure)
    return found


def illustrations(dossier: Dossier, told: Document) -> dict[str, tuple[Figure, ...]]:
    """The figures of a memo on paper, by the key of the section at whose end they stand."""
    return beside(figures(dossier, PRINT), {section.key for section in told.sections})

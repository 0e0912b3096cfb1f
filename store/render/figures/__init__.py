"""A memo's figures, drawn as SVG when it is exported: what was argued, where stances went, the evidence, the spend.

Invariant: a figure with nothing to show is left out, and what one leaves out its caption counts.
"""

from triptych.store.records import Dossier
from triptych.store.render.figures.argument import argument
from triptych.store.render.figures.evidence import evidence
from triptych.store.render.figures.palette import LIGHT, THEMED, Palette
from triptych.store.render.figures.spend import spend
from triptych.store.render.figures.stances import stances
from triptych.store.render.nodes import Figure

__all__ = ["LIGHT", "THEMED", "Figure", "Palette", "figures"]

_DRAWN = (argument, stances, evidence, spend)


def figures(dossier: Dossier, palette: Palette = THEMED) -> tuple[Figure, ...]:
    """The figures that there is something to draw for; the same dossier always gives the same.

    Args:
        dossier: the memo with all that it rests on.
        palette: `THEMED` takes colours and fonts from the page around it; `LIGHT` has plain ones, for print.
    """
    return tuple(figure for draw in _DRAWN if (figure := draw(dossier, palette)))

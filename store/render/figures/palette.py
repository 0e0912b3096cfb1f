"""Colours and type of a drawing: set by the page that it stands in, or plain, for what knows no custom properties.

Invariant: a colour only underlines what a sign, a dash or a word says already.
"""

from dataclasses import dataclass
from typing import Any, Literal

from triptych.store.render.figures.measures import WIDEST, Ruler

Tone = Literal["ink", "muted", "rule", "soft", "raised", "accent", "good", "fair", "bad"]


@dataclass(frozen=True, slots=True)
class Palette:
    """A colour for each tone, as SVG writes them, and the family that text is set in."""

    ink: str
    muted: str
    rule: str
    soft: str
    raised: str
    accent: str
    good: str
    fair: str
    bad: str
    family: str = "sans-serif"
    ruler: Ruler = WIDEST
    """What texts in that family are measured with."""

    def colour(self, tone: Tone) -> str:
        """The colour of a tone."""
        return str(getattr(self, tone))


LIGHT = Palette(
    ink="#1d1c1a",
    muted="#625d54",
    rule="#cfc9bd",
    soft="#f3f0e9",
    raised="#ffffff",
    accent="#1a5a91",
    good="#22683a",
    fair="#8a5300",
    bad="#a32020",
)
"""For paper."""

_TONES: tuple[Tone, ...] = ("ink", "muted", "rule", "soft", "raised", "accent", "good", "fair", "bad")
_SET: dict[str, Any] = {tone: f"var(--{tone}, {LIGHT.colour(tone)})" for tone in _TONES}

THEMED = Palette(**_SET, family="var(--sans, system-ui, sans-serif)")
"""For a page that sets `--ink`, `--muted` and so on, light and dark; without them it is that of paper."""

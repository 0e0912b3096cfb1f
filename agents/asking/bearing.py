"""Whether what was found bears on a question at all; where it does not, the archive does not know.

One shared word is chance. A passage bears on a question where it speaks of half of what is asked, by weight: a word that all
of the archive speaks of weighs little, one that none of it does weighs most. Where a word stands nowhere, what was found
is a near miss unless it speaks of much of the rest; a name or a year that stands nowhere cannot be answered for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from triptych.agents.asking.leads import Lead
from triptych.agents.asking.wanted import Wanted

ENOUGH = 0.5
"""The share of a question's weight of which a passage must speak."""
MUCH = 0.62
"""The share of which one passage at least must speak where a word of the question stands nowhere."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """The leads that bear on a question, and what stands in the way where none do."""

    leads: tuple[Lead, ...]
    missing: tuple[str, ...]
    """Words of the question of which nothing that was found speaks."""


def bearing(asked: Wanted, leads: Sequence[Lead], weights: Mapping[str, float]) -> Bearing:
    """Which leads bear on a question, in their order; `weights` is how much each of its concepts tells."""
    texts = [_text(lead) for lead in leads]
    shares = [asked.share(text, weights) for text in texts]
    bears = [share >= ENOUGH and _speaks(asked, text) for share, text in zip(shares, texts, strict=True)]
    together = "\n".join(text for text, so in zip(texts, bears, strict=True) if so)
    missing = asked.absent("\n".join(texts))
    least = MUCH if missing else ENOUGH
    known = any(so and share >= least for so, share in zip(bears, shares, strict=True))
    if not known or asked.lacking(together):
        return Bearing((), missing)
    return Bearing(tuple(lead for lead, so in zip(leads, bears, strict=True) if so), missing)


def _speaks(asked: Wanted, text: str) -> bool:
    """Whether a text has two words of the question, and one of its names or years if it has any."""
    exact = len(asked.names) + len(asked.years)
    named = not asked.names or len(asked.lacking(text)) < exact
    return named and asked.count(text) >= min(2, len(asked.about))


def _text(lead: Lead) -> str:
    """All that a lead speaks of, with the year in which it was published."""
    day = lead.passage.published_at
    return f"{lead.text}\n{day.year if day else ''}"

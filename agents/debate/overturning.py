"""The one targeted search of a contested claim: for whoever else measured the same, and may have found otherwise."""

from collections.abc import Sequence

from triptych.agents.debate.critiques import GRAVITY
from triptych.agents.language.figures import measured
from triptych.agents.language.names import names_in
from triptych.agents.language.sentences import statement
from triptych.agents.language.text import stem_set, words
from triptych.store.records import Claim, Critique


def overturning_query(claim: Claim, critiques: Sequence[Critique] = ()) -> str:
    """The query of the gravest critic who names one; else the claim's names and measure without its figures."""
    about = stem_set(f"{claim.text} {statement(claim)}")
    # A query that shares no word with the claim was written of something else.
    named = (c for c in critiques if stem_set(c.query) & about)
    gravest = min(named, key=lambda c: GRAVITY[c.severity], default=None)
    return gravest.query if gravest else _without_figures(statement(claim))


def _without_figures(text: str) -> str:
    figures = {w for f in measured(text) for w in words(f.text)}
    kept = [w for w in words(text) if w not in figures and stem_set(w)]
    return " ".join(dict.fromkeys([*names_in(text), *kept]))

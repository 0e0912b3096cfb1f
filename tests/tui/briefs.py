"""A brief for a panel of two, as tests review it."""

from datetime import date

from triptych.agents.analyst import DEBATED
from triptych.personas.builtin import builtin_persona
from triptych.store.records import Brief, Persona, Proposition, Question

IDEA = "Will GPU hours be a commodity?"
TODAY = date(2026, 3, 1)
PANEL = ("engineer", "investor")
STATED = (
    "By the end of 2028, an hour of an H100 costs less than $1.",
    "By the end of 2028, two of the five largest clouds quote hours of GPUs at spot prices.",
    "By the end of 2028, NVIDIA's gross margin is below 60%.",
)
ASKED = {
    "engineer": (
        ("Heat", "How hot does a rack get at 40 kW?", ("rack heat",)),
        ("Bottleneck", "What saturates first under load?", ("GPU bottleneck", "memory bandwidth")),
    ),
    "investor": (
        ("Moat", "Who keeps a margin, and why?", ("margin",)),
        ("Price", "What does one hour cost today?", ("GPU hour cost", "rental price")),
    ),
}


def personas() -> tuple[Persona, ...]:
    """The panel."""
    return tuple(map(builtin_persona, PANEL))


def brief() -> Brief:
    """Three questions each, the first of which all share, and three propositions."""
    shared = f"What speaks for and what against each of these: {' '.join(STATED)}"
    return Brief(
        idea=IDEA,
        topic="GPU hours",
        objective="Decide whether to own capacity or to rent it.",
        scope="The public sources that a search finds.",
        as_of=TODAY,
        horizon=date(2028, 12, 31),
        questions=tuple(
            Question(id=f"{key[0].upper()}.q{n}", persona=key, lens=lens, text=text, queries=queries)
            for key in PANEL
            for n, (lens, text, queries) in enumerate(((DEBATED, shared, STATED), *ASKED[key]), start=1)
        ),
        propositions=tuple(
            Proposition(id=f"P{n}", text=text, horizon=date(2028, 12, 31))
            for n, text in enumerate(STATED, start=1)
        ),
    )

"""What the debate is about: dated statements that well-informed people would bet on against each other."""

import re
from collections.abc import Iterator
from datetime import date

from triptych.agents.analyst import Assignment
from triptych.agents.chat.answers import Framing, Statable
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.words import said, shown
from triptych.agents.embedded.propositions import asked_by
from triptych.agents.language.figures import years
from triptych.agents.language.text import listing, overlap, stem_set
from triptych.agents.models.speaker import Speaker
from triptych.store.records import Proposition

AHEAD = (1, 5)  # years from today in which a proposition is due
FEW, MOST = 2, 5
_ALIKE = 0.6  # overlap from which two propositions are one
_ATTRIBUTED = re.compile(r",? according to [^,.;]+", re.IGNORECASE)
_HEDGED = re.compile(
    r"\b(is|are|will be) (?:expected|projected|likely|forecast) to (?:be )?(around |about |approximately |nearly )?",
    re.IGNORECASE,
)
_DATED = re.compile(r"^\s*by (?:the )?end of (?:\d{4}|year),?\s*", re.IGNORECASE)


async def framed(speaker: Speaker, task: Assignment, at_hand: str) -> Framing:
    """Topic, objective and propositions, as the editor sees them.

    Raises:
        ServiceError: the model did not answer, or with nothing usable.
        BudgetError: there is nothing left to pay it with.
    """
    first, last = (task.as_of.year + years for years in AHEAD)
    asked = prompt(
        "propositions",
        "brief",
        max_tokens=600,
        panel=listing(p.title.lower() for p in task.personas),
        today=f"{task.as_of:%d %B %Y}",
        first=str(first),
        last=str(last),
        idea=shown(task.idea),
        passages=at_hand,
    )
    return await speaker.fill(asked, Framing)


def propositions_of(framing: Framing | None, task: Assignment) -> tuple[Proposition, ...]:
    """The usable statements of a framing, each dated and unlike the others; where they are few, what the idea itself asks."""
    found = list(_distinct(framing, task)) if framing else []
    if len(found) < FEW:
        found += asked_by(task.idea, date(task.as_of.year + 2, 12, 31))
    return tuple(p.model_copy(update={"id": f"P{n}"}) for n, p in enumerate(found[:MOST], start=1))


def _distinct(framing: Framing, task: Assignment) -> Iterator[Proposition]:
    seen: list[frozenset[str]] = []
    for one in framing.propositions:
        made = _proposition(one, task.as_of)
        stems = stem_set(made.text) if made else frozenset()
        if made and not any(overlap(stems, other) >= _ALIKE for other in seen):
            seen.append(stems)
            yield made


def _proposition(one: Statable, as_of: date) -> Proposition | None:
    """The statement with its year in it; None where it says hardly anything or is due too soon or too late."""
    text = _resolvable(_ATTRIBUTED.sub("", said(one.statement, 300)))
    named = [y for y in sorted(years(text)) if _within(y, as_of)]
    year = one.year if _within(one.year, as_of) else (named[0] if named else 0)
    outcome = _DATED.sub("", text).rstrip(".?")
    if not year or len(stem_set(outcome)) < 3 or text.endswith("?"):
        return None
    kept = text if _DATED.match(text) and str(year) in text else f"By the end of {year}, {outcome}."
    return Proposition(id="", text=f"{kept.rstrip('.')}.", horizon=date(year, 12, 31))


def _resolvable(text: str) -> str:
    """The statement without hedges that nobody could settle: `is expected to be around 20%` becomes `is at least 20%`."""
    return _HEDGED.sub(lambda m: f"{m[1]} at least " if m[2] else f"{m[1]} ", text)


def _within(year: int, as_of: date) -> bool:
    return as_of.year + AHEAD[0] <= year <= as_of.year + AHEAD[1]

"""What the debate is about: dated statements that well-informed people would bet on against each other.

The model words them and code holds them to the rules of `triptych.agents.propositions`: what can be mended is, what cannot is
dropped, and what the idea itself asks, or any field can be asked, fills them up.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from triptych.agents.analyst import Assignment
from triptych.agents.chat.answers import Framing
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.wording import date_first, dated, mended
from triptych.agents.chat.words import said, shown
from triptych.agents.embedded.frames import frames
from triptych.agents.embedded.own import own
from triptych.agents.language.figures import years
from triptych.agents.language.text import listing, overlap, stem_set
from triptych.agents.models.speaker import Speaker
from triptych.agents.propositions import FEWEST, MOST, fault, horizon_of
from triptych.store.records import Entities, Proposition

AHEAD = (1, 5)  # years from today in which a proposition is due
_ALIKE = 0.6  # overlap from which two propositions are one
_EXAMPLES = ("grid-storage shipments", "a series model")  # of the prompt: who says them again has not thought


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


def propositions_of(
    framing: Framing | None,
    task: Assignment,
    topic: str,
    entities: Entities | None = None,
    known: Sequence[str] = (),
) -> tuple[Proposition, ...]:
    """The sound statements of a framing, unlike each other; where they are too few, what the idea and its field can be asked.

    Args:
        topic: the idea as a noun phrase.
        entities: what the passages at hand name.
        known: sentences at hand, by which a statement may have come true already.
    """
    stated = _stated(framing, task.as_of) if framing else ()
    echoes = [e for e in _EXAMPLES if not any(e in text for text in (task.idea, *known))]
    thought = (p for p in stated if not any(e in p.text for e in echoes))
    found = list(_distinct(thought, task.as_of, known))[:MOST]
    if len(found) < FEWEST:
        further = _further(task, topic, entities, known)
        found = list(_distinct((*found, *further), task.as_of, known))[:FEWEST]
    return tuple(p.model_copy(update={"id": f"P{n}"}) for n, p in enumerate(found, start=1))


def _distinct(stated: Iterable[Proposition], as_of: date, known: Sequence[str]) -> Iterator[Proposition]:
    """Those without a fault, each unlike those before it."""
    seen: list[frozenset[str]] = []
    for one in stated:
        stems = stem_set(one.text)
        alike = any(overlap(stems, other) >= _ALIKE for other in seen)
        if not alike and not fault(one.text, one.horizon, as_of, known):
            seen.append(stems)
            yield one


def _stated(framing: Framing, as_of: date) -> Iterator[Proposition]:
    """The model's statements, mended; one whose year is too near, too far or missing is left out."""
    for one in framing.propositions:
        text = mended(said(one.statement, 300))
        year = next((y for y in (*sorted(years(text), reverse=True), one.year) if _within(y, as_of)), 0)
        if year and (put := dated(text, year)):
            yield Proposition(id="", text=put, horizon=date(year, 12, 31))


def _further(
    task: Assignment, topic: str, entities: Entities | None, known: Sequence[str]
) -> Iterator[Proposition]:
    """The idea's own questions, then what any field can be asked, in the form of the others."""
    horizon = horizon_of(task.as_of)
    for one in (*own(task.idea, horizon), *frames(topic, horizon, entities, known)):
        yield one.model_copy(update={"text": date_first(one.text, f"{task.idea} {topic}")})


def _within(year: int, as_of: date) -> bool:
    return as_of.year + AHEAD[0] <= year <= as_of.year + AHEAD[1]

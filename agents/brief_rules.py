"""What a brief must be before a panel works from it, and where one falls short.

Whether a proposition can be settled is another matter: that is a note to whoever wrote it (`triptych.agents.briefs.doubts`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from triptych.agents.propositions import FEWEST, MOST
from triptych.store.records import Brief, Persona, Question

QUESTIONS = (3, 6)
"""The fewest and the most of one persona."""
PROPOSITIONS = (FEWEST, MOST)
LONGEST_QUESTION = 4000  # characters; the question that all share holds every proposition
LONGEST_PROPOSITION = 600
LONGEST_QUERY = 400
"""Search engines take no longer one."""


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a brief breaks a rule, and which."""

    id: str
    """Of the question or proposition; else the key of a persona, or empty for the propositions together."""
    why: str
    query: int | None = None
    """Which query of the question it is."""


def breaches(brief: Brief, personas: Sequence[Persona]) -> tuple[Breach, ...]:
    """Every rule that a brief breaks, in its order; none where a panel can work from it."""
    return (*(b for p in personas for b in _of_persona(brief, p)), *_of_propositions(brief))


def _of_persona(brief: Brief, persona: Persona) -> Iterator[Breach]:
    asked = [q for q in brief.questions if q.persona == persona.key]
    yield from _counted(persona.key, len(asked), "question", QUESTIONS)
    seen: set[str] = set()
    for question in asked:
        yield from _worded(question.id, question.text, "question", LONGEST_QUESTION, seen)
        yield from _of_queries(question)


def _of_queries(question: Question) -> Iterator[Breach]:
    if not question.queries:
        yield Breach(question.id, "It has no query; add one.")
    for number, query in enumerate(question.queries):
        for breach in _worded(question.id, query, "query", LONGEST_QUERY, set()):
            yield Breach(breach.id, breach.why, number)


def _of_propositions(brief: Brief) -> Iterator[Breach]:
    yield from _counted("", len(brief.propositions), "proposition", PROPOSITIONS)
    seen: set[str] = set()
    for one in brief.propositions:
        yield from _worded(one.id, one.text, "proposition", LONGEST_PROPOSITION, seen)
        if one.horizon <= brief.as_of:
            yield Breach(one.id, f"It is due on {one.horizon}, which is not after {brief.as_of}.")


def _counted(where: str, count: int, what: str, bounds: tuple[int, int]) -> Iterator[Breach]:
    fewest, most = bounds
    if not fewest <= count <= most:
        mend = f"add {fewest - count}" if count < fewest else f"remove {count - most}"
        there = f"There {'is' if count == 1 else 'are'} {count or 'no'} {what}{'s' * (count != 1)}"
        yield Breach(where, f"{there}; it takes {fewest} to {most}: {mend}.")


def _worded(where: str, text: str, what: str, most: int, seen: set[str]) -> Iterator[Breach]:
    folded = " ".join(text.casefold().split())
    if not folded:
        yield Breach(where, f"The {what} is empty; write it, or remove it.")
    elif len(text) > most:
        yield Breach(where, f"The {what} has {len(text):,} characters; {most:,} is the most.")
    elif folded in seen:
        yield Breach(where, f"The {what} is there twice; reword it, or remove it.")
    seen.add(folded)

"""A brief as Markdown: an expert prompt that can be pasted into any deep-research product, or edited and given back.

`triptych.agents.briefs.read` understands what this writes; the two change together. Propositions and names come from
sources, so all texts are escaped: `triptych.store.render.escape.plain` gives them back as they were.
"""

from collections.abc import Sequence

from triptych.store.records import Brief, Entities, Persona, Proposition, Question
from triptych.store.render.escape import inline
from triptych.store.render.wording import day

TITLE = "# Research brief: "
OBJECTIVE = "**Objective:** "
SCOPE = "**Scope:** "
IDEA = "**Idea:** "
COMPARE = "## Compare"
PROPOSITIONS = "## Propositions to judge"
RULES = "## What a good answer holds"
SEARCH = "Search: "
DUE = "due "
_LABELS = {
    "organisations": "Organisations",
    "products": "Products",
    "techniques": "Techniques",
    "measures": "Measures",
}
_EVIDENCE = (
    "Quote the source verbatim for every figure, with publisher, date and address; a figure without one is left out.",
    "Keep what is measured, what is claimed by a vendor about itself, and what is forecast apart.",
    "Where sources disagree, show both sides and say what would settle it; do not average them.",
    "Say which questions could not be answered, and what evidence is missing.",
    "Finish with a strategic memo: the bottom line first, then the perspectives, then bets with what would kill each.",
)


def markdown(brief: Brief, personas: Sequence[Persona]) -> str:
    """The brief as Markdown; the same brief always gives the same text."""
    parts = [
        f"{TITLE}{inline(brief.topic)}",
        f"{IDEA}{inline(brief.idea)}",
        f"{OBJECTIVE}{inline(brief.objective)}",
        f"{SCOPE}{inline(brief.scope)} As of {day(brief.as_of)}; look ahead to {day(brief.horizon)}.",
        *(_part(n, p, brief) for n, p in enumerate(personas, start=1)),
        _compare(brief.entities),
        _propositions(brief.propositions),
        f"{RULES}\n\n" + "\n".join(f"- {rule}" for rule in _EVIDENCE),
    ]
    return "\n\n".join(p for p in parts if p) + "\n"


def heading(number: int, persona: Persona) -> str:
    """The heading under which a persona's questions stand."""
    return f"## Part {number}, the {inline(persona.name.lower())}: {inline(persona.question)}"


def _part(number: int, persona: Persona, brief: Brief) -> str:
    asked = [q for q in brief.questions if q.persona == persona.key]
    body = "\n".join(_question(q) for q in asked)
    return f"{heading(number, persona)}\n\n*{inline(persona.title)}.* {inline(persona.stance)}\n\n{body}"


def _question(question: Question) -> str:
    searches = " · ".join(map(inline, question.queries))
    asked = f"- **{inline(question.lens)}.** {inline(question.text)}"
    return f"{asked}\n  - {SEARCH}{searches}" if searches else asked


def _compare(entities: Entities) -> str:
    rows = [
        f"- {label}: {', '.join(map(inline, names))}"
        for kind, label in _LABELS.items()
        if (names := getattr(entities, kind))
    ]
    return f"{COMPARE}\n\n" + "\n".join(rows) if rows else ""


def _propositions(propositions: Sequence[Proposition]) -> str:
    rows = [
        f"{n}. {inline(p.text)} ({DUE}{p.horizon.isoformat()})" for n, p in enumerate(propositions, start=1)
    ]
    intro = "Give a probability from 0 to 100 for each, with the evidence for and against."
    return f"{PROPOSITIONS}\n\n{intro}\n\n" + "\n".join(rows) if rows else ""

"""A brief changed as its reader asks in words: every persona gives its own questions anew, the editor the propositions.

What does not come back, or comes back as nothing usable, stays as it was.
"""

from collections.abc import Sequence

from triptych.agents.analyst import DEBATED, Assignment
from triptych.agents.chat.answers import Framing, Questions
from triptych.agents.chat.brief import chosen, numbered, shared
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.propositions import AHEAD, propositions_of
from triptych.agents.chat.together import answered
from triptych.agents.chat.words import said, shown
from triptych.agents.language.text import listing
from triptych.agents.models.speaker import Speaker
from triptych.store.records import Brief, Persona, Proposition, Question

_LONGEST_WISH = 2000  # characters


async def redraft(speaker: Speaker, task: Assignment, brief: Brief, wish: str) -> Brief:
    """The brief as the wish would have it.

    Args:
        task: what the brief was made from.
        brief: as it stands.
        wish: what is to be changed, in the reader's words.

    Raises:
        ServiceError: no call was answered.
    """
    wish = shown(wish)[:_LONGEST_WISH]
    asked = await answered(
        _framing(speaker, task, brief, wish),
        *(_questions(speaker, p, task, brief, wish) for p in task.personas),
    )
    framing = asked[0] if isinstance(asked[0], Framing) else None
    answers = [a if isinstance(a, Questions) else None for a in asked[1:]]
    propositions = _propositions(framing, task, brief)
    each = zip(task.personas, answers, strict=True)
    return brief.model_copy(
        update={
            "objective": (said(framing.objective, 300) if framing else "") or brief.objective,
            "questions": tuple(q for p, a in each for q in _asked(p, a, task, brief, propositions)),
            "propositions": propositions,
        }
    )


async def _framing(speaker: Speaker, task: Assignment, brief: Brief, wish: str) -> Framing:
    first, last = (task.as_of.year + years for years in AHEAD)
    asked = prompt(
        "redraft_propositions",
        "brief",
        max_tokens=700,
        panel=listing(p.title.lower() for p in task.personas),
        today=f"{task.as_of:%d %B %Y}",
        first=str(first),
        last=str(last),
        idea=shown(brief.idea),
        topic=shown(brief.topic),
        objective=shown(brief.objective),
        propositions="\n".join(f"- {shown(p.text)} (year {p.horizon.year})" for p in brief.propositions),
        wish=wish,
    )
    return await speaker.fill(asked, Framing)


async def _questions(
    speaker: Speaker, persona: Persona, task: Assignment, brief: Brief, wish: str
) -> Questions:
    asked = prompt(
        "redraft_questions",
        "brief",
        persona,
        max_tokens=1000,
        today=f"{task.as_of:%d %B %Y}",
        idea=shown(brief.idea),
        lenses="\n".join(f"- {lens.name}: {lens.test}" for lens in persona.lenses),
        questions="\n".join(map(_told, _own(brief, persona))),
        wish=wish,
    )
    return await speaker.fill(asked, Questions)


def _told(question: Question) -> str:
    queries = " · ".join(map(shown, question.queries))
    return f"- {shown(question.lens)}: {shown(question.text)} (queries: {queries})"


def _own(brief: Brief, persona: Persona) -> list[Question]:
    """A persona's questions but for the one that all share."""
    return [q for q in brief.questions if q.persona == persona.key and q.lens != DEBATED]


def _propositions(framing: Framing | None, task: Assignment, brief: Brief) -> tuple[Proposition, ...]:
    """The statements that came back, those that nobody wished to change as they were; all as they were where none came."""
    if framing is None or not framing.propositions:
        return brief.propositions
    kept = {_folded(p.text): p for p in brief.propositions}
    found = (kept.get(_folded(p.text), p) for p in propositions_of(framing, task, brief.topic))
    return tuple(p.model_copy(update={"id": f"P{n}"}) for n, p in enumerate(found, start=1))


def _asked(
    persona: Persona,
    answer: Questions | None,
    task: Assignment,
    brief: Brief,
    propositions: Sequence[Proposition],
) -> list[Question]:
    before = {_folded(q.text): q for q in _own(brief, persona)}
    own = [before.get(_folded(q.text), q) for q in (chosen(persona, answer.questions) if answer else ())]
    shares = any(q.persona == persona.key and q.lens == DEBATED for q in brief.questions)
    first = [shared(persona, task.idea, propositions)] if shares and propositions else []
    return numbered(
        first + (own or list(before.values()))[: task.questions - len(first)], task.prefixes[persona.key]
    )


def _folded(text: str) -> str:
    """The letters and digits alone, without their case."""
    return "".join(filter(str.isalnum, text.casefold()))

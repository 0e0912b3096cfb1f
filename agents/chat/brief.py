"""The brief: every persona is asked for its own questions, the editor for what the debate is about."""

from collections.abc import Sequence

from triptych.agents.analyst import DEBATED, Assignment, Evidence
from triptych.agents.chat.answers import Asked, Framing, Questions
from triptych.agents.chat.fence import glanced
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.propositions import framed, propositions_of
from triptych.agents.chat.research import query_of
from triptych.agents.chat.together import answered
from triptych.agents.chat.words import said, shown
from triptych.agents.embedded.phrases import is_question, phrase
from triptych.agents.language.names import survey
from triptych.agents.language.sentences import quotables
from triptych.agents.language.text import stem_set, term_stems
from triptych.agents.models.speaker import Speaker
from triptych.agents.propositions import horizon_of
from triptych.errors import BudgetError
from triptych.store.records import Brief, Lens, Passage, Persona, Proposition, Question

AT_HAND = 12  # passages looked at to know today's names
MOST_QUESTIONS = 5
_LENSES = 4  # asked mechanically where a persona's own questions do not come
_TOPIC_WORDS = 9


async def make_brief(speaker: Speaker, task: Assignment, evidence: Evidence) -> Brief:
    """Put the idea to every persona and to the editor, all at once.

    Raises:
        ServiceError: no call was answered.
    """
    found = await _at_hand(task.idea, evidence)
    at_hand = glanced(found)
    asked = await answered(
        framed(speaker, task, at_hand), *(_questions(speaker, p, task, at_hand) for p in task.personas)
    )
    framing = asked[0] if isinstance(asked[0], Framing) else None
    answers = [a if isinstance(a, Questions) else None for a in asked[1:]]
    topic = _topic(framing, task.idea)
    entities = survey(found, most=8)
    known = [q.text for q in quotables(found)]
    propositions = propositions_of(framing, task, topic, entities, known)
    each = zip(task.personas, answers, strict=True)
    return Brief(
        idea=task.idea,
        topic=topic,
        objective=(said(framing.objective, 300) if framing else "") or f"Decide what to do about {topic}.",
        scope=_scope(found),
        as_of=task.as_of,
        horizon=max((p.horizon for p in propositions), default=horizon_of(task.as_of)),
        questions=tuple(q for p, a in each for q in _all_of(p, a, task, topic, propositions)),
        propositions=propositions,
        entities=entities,
    )


async def _at_hand(idea: str, evidence: Evidence) -> list[Passage]:
    """What a first look finds; nothing where the budget keeps its searches for research."""
    try:
        return await evidence.search(idea, AT_HAND)
    except BudgetError:
        return []


def _topic(framing: Framing | None, idea: str) -> str:
    """The subject as a noun phrase: the editor's where it gives one, else read off the idea."""
    named = said(framing.topic, 90).rstrip(".") if framing else ""
    return phrase(idea) if not named or is_question(named) or len(named.split()) > _TOPIC_WORDS else named


async def _questions(speaker: Speaker, persona: Persona, task: Assignment, at_hand: str) -> Questions:
    asked = prompt(
        "brief",
        "brief",
        persona,
        max_tokens=900,
        today=f"{task.as_of:%d %B %Y}",
        idea=shown(task.idea),
        lenses="\n".join(f"- {lens.name}: {lens.test}" for lens in persona.lenses),
        passages=at_hand,
    )
    return await speaker.fill(asked, Questions)


def _all_of(
    persona: Persona,
    answer: Questions | None,
    task: Assignment,
    topic: str,
    propositions: Sequence[Proposition],
) -> list[Question]:
    """The shared question first, then the persona's own."""
    own = chosen(persona, answer.questions if answer else ()) or [
        _mechanical(persona, lens, topic) for lens in persona.lenses[:_LENSES]
    ]
    first = [shared(persona, task.idea, propositions)] if propositions else []
    return numbered(first + own[: task.questions - 1], task.prefixes[persona.key])


def numbered(questions: Sequence[Question], prefix: str) -> list[Question]:
    """A persona's questions with their ids."""
    return [q.model_copy(update={"id": f"{prefix}.q{n}"}) for n, q in enumerate(questions, start=1)]


def shared(persona: Persona, idea: str, propositions: Sequence[Proposition]) -> Question:
    """The question that every persona has: what speaks for and against what the debate is about."""
    statements = " ".join(p.text for p in propositions)
    text = f"What speaks for and what against each of these: {statements}"
    text = f"{idea.strip()} {text}" if is_question(idea) else text
    return Question(
        id="", persona=persona.key, lens=DEBATED, text=text, queries=tuple(p.text for p in propositions)
    )


def chosen(persona: Persona, asked: Sequence[Asked]) -> list[Question]:
    """The questions that ask something, each under a lens of its own."""
    left = {lens.name: lens for lens in persona.lenses}
    made = []
    for one in asked[:MOST_QUESTIONS]:
        text, queries = said(one.question), _queries(one)
        if len(stem_set(text)) > 2 and left:
            lens = left.pop(_lens(one, left))
            made.append(Question(id="", persona=persona.key, lens=lens.name, text=text, queries=queries))
    return made


def _lens(one: Asked, left: dict[str, Lens]) -> str:
    """The lens that a question names, or, of those still free, the one whose words it shares most."""
    named = next((name for name in left if name.lower() in one.lens.lower()), "")
    stems = stem_set(f"{one.lens} {one.question}")
    return named or max(left, key=lambda name: len(stems & term_stems((name, *left[name].terms))))


def _queries(one: Asked) -> tuple[str, ...]:
    found = (query_of(q) for q in one.queries)
    return tuple(dict.fromkeys(q for q in found if q)) or (query_of(one.question),)


def _mechanical(persona: Persona, lens: Lens, topic: str) -> Question:
    """A lens's own question, for a persona whose own did not come."""
    queries = (f"{topic} {' '.join(lens.terms[:3])}", f"{topic} {' '.join(lens.terms[3:6])}")
    return Question(
        id="", persona=persona.key, lens=lens.name, text=lens.ask.replace("{topic}", topic), queries=queries
    )


def _scope(found: Sequence[Passage]) -> str:
    dates = sorted(p.published_at for p in found if p.published_at)
    if not dates:
        return "The public sources that a search finds."
    publishers = len({p.publisher for p in found})
    span = f"{dates[0]:%B %Y} to {dates[-1]:%B %Y}"
    return f"The sources that a search finds; at hand at the start: {publishers} publishers, {span}."

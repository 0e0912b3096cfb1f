"""A persona's section in its own words: a model writes lines that end in claim ids, code keeps those that rest on a claim."""

from collections.abc import Sequence
from dataclasses import dataclass

from triptych.agents.analyst import DEBATED
from triptych.agents.chat.answers import Prose
from triptych.agents.chat.dossier import fenced_claims, fitting
from triptych.agents.chat.lines import read
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.support import foreign
from triptych.agents.chat.words import shortened, shown
from triptych.agents.merge import plain
from triptych.agents.merge.verdicts import sentence as sentence_of
from triptych.agents.models.base import Told
from triptych.agents.models.speaker import Prompt, Speaker
from triptych.store.records import Brief, Claim, Ledger, Persona, Question, Section, Sentence
from triptych.store.standing import held_by

MOST = 5  # sentences under one question
_GIST = 300  # characters shown of a question
UNDER = 5  # claims shown for one question


@dataclass(frozen=True, slots=True)
class _Part:
    """One question with the claims shown for it."""

    question: Question
    claims: tuple[Claim, ...]


async def write_section(
    speaker: Speaker,
    persona: Persona,
    brief: Brief,
    claims: Sequence[Claim],
    ledger: Ledger,
    told: Told | None = None,
) -> Section:
    """The persona's section, streamed to `told`; in the claims' own words where it has none to speak of.

    Raises:
        ServiceError: the model did not answer, or with nothing usable.
        BudgetError: there is nothing left to pay it with.
    """
    asked = [q for q in brief.questions if q.persona == persona.key]
    parts = _parts(asked, claims, speaker.room("edit", persona.key))
    if not parts:
        return plain.section(persona, brief, claims, ledger)
    under = await _under_questions(speaker, _prompt(persona, brief, parts, ledger), parts, told)
    for part in parts:
        under[part.question.id] = under[part.question.id] or [sentence_of(part.claims[0])]
    return plain.section_of(persona, asked, under, ledger)


def _parts(asked: Sequence[Question], claims: Sequence[Claim], room: int) -> list[_Part]:
    """The questions on which something survived, with their best claims as far as there is room."""
    found = [(q, plain.best(c for c in claims if c.question == q.id)[: _under(q)]) for q in asked]
    answered = sorted(((q, those) for q, those in found if those), key=lambda x: x[0].lens == DEBATED)
    each = room // max(1, len(answered))
    return [_Part(q, tuple(fitting(those, each))) for q, those in answered]


def _under(question: Question) -> int:
    return UNDER + 3 if question.lens == DEBATED else UNDER


def _prompt(persona: Persona, brief: Brief, parts: Sequence[_Part], ledger: Ledger) -> Prompt:
    return prompt(
        "section",
        "edit",
        persona,
        max_tokens=min(2400, 200 + 200 * len(parts)),
        idea=shown(brief.idea),
        first=f"## {parts[0].question.id}",
        example=", ".join(c.id for c in parts[0].claims[:2]),
        questions="\n\n".join(_block(p, brief, ledger) for p in parts),
    )


def _block(part: _Part, brief: Brief, ledger: Ledger) -> str:
    asked = shown(shortened(part.question.text, _GIST))
    if part.question.lens == DEBATED:
        asked = " ".join(
            filter(None, ("What do you expect, and why?", _stances(part.question, brief, ledger)))
        )
    claims = fenced_claims(part.claims, ledger.critiques, quotes=1)
    return f"## {part.question.id}\nQuestion: {asked}\n{claims}"


def _stances(question: Question, brief: Brief, ledger: Ledger) -> str:
    held = held_by(ledger.stances, question.persona)
    return " ".join(f"You give {held[p.id]}% to: {shown(p.text)}" for p in brief.propositions if p.id in held)


async def _under_questions(
    speaker: Speaker, asked: Prompt, parts: Sequence[_Part], told: Told | None
) -> dict[str, list[Sentence]]:
    """What the model writes under each question; a model that cannot keep to lines is asked to fill in a list."""
    under = _sorted(await speaker.write(asked, told), parts)
    if any(under.values()):
        return under
    answer = await speaker.fill(asked, Prose)
    return _sorted("\n".join(f"{one.text} [{', '.join(one.claims)}]" for one in answer.sentences), parts)


def _sorted(text: str, parts: Sequence[_Part]) -> dict[str, list[Sentence]]:
    """Question id -> the sentences under it, each once."""
    of = {c.id: p.question.id for p in parts for c in p.claims}
    claims = {c.id: c for p in parts for c in p.claims}
    under: dict[str, list[Sentence]] = {p.question.id: [] for p in parts}
    seen: set[str] = set()
    for question, sentence in read(text, of):
        strange = foreign(sentence.text, (claims[i] for i in sentence.claims))
        if not strange and sentence.text.lower() not in seen and len(under[question]) < MOST:
            seen.add(sentence.text.lower())
            under[question].append(sentence)
    return under

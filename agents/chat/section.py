"""A persona's section in its own words: a model writes lines that end in claim ids, code keeps those that rest on a claim."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from triptych.agents.analyst import DEBATED
from triptych.agents.chat import plain
from triptych.agents.chat.dossier import fenced_claims, fitting
from triptych.agents.chat.prompt import prompt
from triptych.agents.chat.verdicts import sentence as sentence_of
from triptych.agents.chat.words import said, shown
from triptych.agents.models.base import Told
from triptych.agents.models.speaker import Prompt, Speaker
from triptych.errors import BudgetError, ServiceError
from triptych.store.records import Brief, Claim, Ledger, Persona, Question, Section, Sentence

MOST = 5  # sentences under one question
UNDER = 5  # claims shown for one question
_HEADING = re.compile(r"^\W*(?:question\s*)?([A-Z]{1,8}\.q\d{1,2})\b", re.IGNORECASE)
_IDS = re.compile(r"\[([^\[\]]{1,80})\]|\(((?:[A-Z]{1,8}\d{1,3})(?:\s*[,;]\s*[A-Z]{1,8}\d{1,3})*)\)")
_ID = re.compile(r"[A-Z]{1,8}\d{1,3}")


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
    """The persona's section, streamed to `told`; in the claims' own words where the model cannot be had."""
    asked = [q for q in brief.questions if q.persona == persona.key]
    parts = _parts(asked, claims, speaker.room("edit", persona.key))
    if not parts:
        return plain.section(persona, brief, claims, ledger)
    try:
        text = await speaker.write(_prompt(persona, brief, parts, ledger), told)
    except (ServiceError, BudgetError):  # a run must end with a memo
        return plain.section(persona, brief, claims, ledger)
    under = _sorted(text, parts)
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
        example=", ".join(c.id for c in parts[0].claims[:2]),
        questions="\n\n".join(_block(p, brief, ledger) for p in parts),
    )


def _block(part: _Part, brief: Brief, ledger: Ledger) -> str:
    asked = shown(part.question.text)
    if part.question.lens == DEBATED:
        asked = " ".join(
            filter(None, ("What do you expect, and why?", _stances(part.question, brief, ledger)))
        )
    return f"## {part.question.id} {asked}\n{fenced_claims(part.claims, ledger.critiques, quotes=1)}"


def _stances(question: Question, brief: Brief, ledger: Ledger) -> str:
    said_ = sorted((s for s in ledger.stances if s.persona == question.persona), key=lambda s: s.round)
    last = {s.proposition: s.probability for s in said_}
    return " ".join(
        f"You give {last[p.id]}% to: {shown(p.text)}"
        for p in brief.propositions
        if last.get(p.id) is not None
    )


def _sorted(text: str, parts: Sequence[_Part]) -> dict[str, list[Sentence]]:
    """Question id -> the sentences under it, each once."""
    of = {c.id: p.question.id for p in parts for c in p.claims}
    under: dict[str, list[Sentence]] = {p.question.id: [] for p in parts}
    seen: set[str] = set()
    for question, sentence in _sentences(text, of):
        if sentence.text.lower() not in seen and len(under[question]) < MOST:
            seen.add(sentence.text.lower())
            under[question].append(sentence)
    return under


def _sentences(text: str, of: dict[str, str]) -> Iterator[tuple[str, Sentence]]:
    """Each line that rests on a claim, with the question that it stands under or that its first claim answers."""
    current = ""
    named = {q.lower(): q for q in of.values()}
    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading:
            current = named.get(heading[1].lower(), current)
            line = line[heading.end() :]
        for words, ids in _cited(line):
            known = [i for i in ids if i in of]
            if known and len(words.split()) > 3:
                place = current if current in {of[i] for i in known} else of[known[0]]
                yield place, Sentence(text=words, claims=tuple(dict.fromkeys(known)))


def _cited(line: str) -> list[tuple[str, list[str]]]:
    """The sentences of a line, each with the ids in the brackets behind it, or before it where the line opens so."""
    found: list[tuple[str, list[str]]] = []
    at, opening = 0, list[str]()
    for mark in (m for m in _IDS.finditer(line) if _ID.search(m.group())):
        words, ids = said(line[at : mark.start()].lstrip(" .;:,")), _ID.findall(mark.group())
        at = mark.end()
        if words:
            found.append((_ended(words), ids))
        elif found:
            found[-1][1].extend(ids)
        else:
            opening = ids
    rest = said(line[at:].strip(" .;:,"))
    return found or ([(_ended(rest), opening)] if rest and opening else [])


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "”")) else f"{text}."

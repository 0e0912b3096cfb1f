"""Reads a brief back from its Markdown, as `triptych brief` wrote it and a person edited it.

Questions may be reworded, added, removed and reordered; so may propositions. What a person leaves out is left out. An
editor may have wrapped the lines; a question that a person adds need not name a lens.
"""

import re
from collections.abc import Sequence
from datetime import date

from triptych.agents.propositions import fault, horizon_of
from triptych.errors import InputError
from triptych.store.records import Brief, Entities, Persona, Proposition, Question
from triptych.store.render import brief as page
from triptych.store.render.escape import plain

_PART = re.compile(r"^## Part \d+, the (?P<name>.+?):")
_QUESTION = re.compile(
    r"^[-*+]\s+(?:\*\*(?P<lens>(?:\\.|[^*\\])+?)\.?\*\*\s*(?P<text>.+)|(?P<own>(?!\*\*).+))$"
)
_PROPOSITION = re.compile(r"^(?:\d+[.)]|[-*+])\s+(?P<text>.+?)(?:\s+\(due (?P<due>[^()]*)\))?$")
_SEARCH = re.compile(r"^\s*[-*+]\s+Search:\s*(?P<queries>.*)$")
_LABELLED = re.compile(r"^\*\*(?P<label>Idea|Objective|Scope):\*\*\s*(?P<text>.+)$")
_TO_JUDGE = re.compile(r"^#{2,6}\s+Propositions\b", re.IGNORECASE)
_BEGINS = re.compile(
    r"^(?:\s*(?:[-*+]|\d+[.)])\s|#|\*)|^\s*$"
)  # a line that does not go on with the one before
OWN = "Own question"
"""The lens name of a question that a person added without one."""
_HINT = "Write one with `triptych brief IDEA -o FILE`, and edit its questions and propositions."


def read(
    text: str,
    personas: Sequence[Persona],
    prefixes: dict[str, str],
    as_of: date,
    idea: str = "",
    whole: bool = True,
) -> Brief:
    """The brief that a Markdown text holds, for this panel.

    Args:
        text: Markdown in the form that `triptych.store.render.brief.markdown` writes.
        personas: the panel; parts of other personas are left out.
        prefixes: persona key -> claim prefix.
        as_of: the day of the run.
        idea: what the command asks; empty, or the text's own idea but for case, spaces and punctuation.
        whole: whether everybody on the panel must have a question; a draft may have some without.

    Raises:
        InputError: it has no idea, or another than the command; no question for one of the panel; a date that is none.
    """
    lines = _unwrapped(text)
    labels = {m["label"]: plain(m["text"]).strip() for line in lines if (m := _LABELLED.match(line))}
    titles = (line.removeprefix(page.TITLE) for line in lines if line.startswith(page.TITLE))
    topic = plain(next(titles, "")).strip()
    named = _named(idea, labels.get("Idea", "") or topic)
    horizon = horizon_of(as_of)
    asked = _questions(lines, personas, prefixes)
    if whole:
        _refuse_silence(personas, asked)
    return Brief(
        idea=named,
        topic=topic or named,
        objective=labels.get("Objective", f"Answer: {named}"),
        scope=labels.get("Scope", "").split(" As of ")[0],
        as_of=as_of,
        horizon=horizon,
        questions=tuple(asked),
        propositions=tuple(_propositions(lines, horizon)),
        entities=_entities(lines),
    )


def speakers(text: str) -> tuple[str, ...]:
    """Whom a brief in Markdown has parts for: their names in small letters, in its order."""
    found = (_PART.match(line) for line in _unwrapped(text))
    return tuple(plain(part["name"]).lower() for part in found if part)


def statement(text: str, horizon: date) -> tuple[str, date]:
    """A proposition as it is written in a brief, `TEXT (due DATE)`: its text and its date, or that horizon.

    Raises:
        InputError: the date is none.
    """
    found = _PROPOSITION.match(f"- {text}")
    if found is None:
        return text, horizon
    return found["text"].strip(), horizon if found["due"] is None else _date(found["due"])


def doubts(brief: Brief) -> tuple[str, ...]:
    """What keeps propositions of a brief from being settled, a sentence each: a note to whoever wrote them, no refusal."""
    found = ((p.id, fault(p.text, p.horizon, brief.as_of)) for p in brief.propositions)
    return tuple(f"{which}: {why}" for which, why in found if why)


def _named(asked: str, own: str) -> str:
    """The one idea of the command and the brief; the command's words where both have it."""
    if not (asked or own):
        raise InputError("The brief names no idea.", _HINT)
    if asked and own:
        refuse_another(asked, own, "the brief", "--brief")
    return asked or own


def refuse_another(asked: str, own: str, what: str, option: str) -> None:
    """Raise InputError if the command asks for another idea than that of what the option gave."""
    if _folded(asked) != _folded(own):
        raise InputError(
            f'The command asks "{asked}", and {what} is on "{own}".',
            f"Drop one of the two: the idea on the command line, or {option}.",
        )


def _folded(text: str) -> str:
    """The letters and digits alone, without their case."""
    return "".join(filter(str.isalnum, text.casefold()))


def _unwrapped(text: str) -> list[str]:
    """The lines of a text, those that go on with an item or a paragraph joined to it."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.splitlines()):
        if _BEGINS.match(line) or not lines or not lines[-1] or lines[-1].startswith("#"):
            lines.append(line)
        else:
            lines[-1] = f"{lines[-1]} {line.strip()}"
    return lines


def _questions(lines: Sequence[str], personas: Sequence[Persona], prefixes: dict[str, str]) -> list[Question]:
    by_name = {p.name.lower(): p for p in personas}
    asked: list[Question] = []
    speaker: Persona | None = None
    for line in lines:
        if line.startswith("## "):
            part = _PART.match(line)
            speaker = by_name.get(plain(part["name"]).lower()) if part else None
        elif searched := _SEARCH.match(line):
            queries = tuple(plain(q).strip() for q in searched["queries"].split("·") if q.strip())
            if queries and asked and speaker and asked[-1].persona == speaker.key:
                asked[-1] = asked[-1].model_copy(update={"queries": queries})
        elif speaker and (found := _QUESTION.match(line)):
            asked.append(_question(found, speaker, prefixes, asked))
    return asked


def _refuse_silence(personas: Sequence[Persona], asked: Sequence[Question]) -> None:
    silent = [p.name.lower() for p in personas if not any(q.persona == p.key for q in asked)]
    if silent:
        raise InputError(f"The brief has no question for the {silent[0]}.", _HINT)


def _question(
    found: re.Match[str], speaker: Persona, prefixes: dict[str, str], asked: Sequence[Question]
) -> Question:
    number = 1 + sum(q.persona == speaker.key for q in asked)
    text = plain(found["text"] or found["own"]).strip()
    return Question(
        id=f"{prefixes[speaker.key]}.q{number}",
        persona=speaker.key,
        lens=plain(found["lens"] or OWN),
        text=text,
        queries=(text,),
    )


def _propositions(lines: Sequence[str], horizon: date) -> list[Proposition]:
    made: list[Proposition] = []
    inside = False
    for line in lines:
        if line.startswith("## ") or _TO_JUDGE.match(line):
            inside = _TO_JUDGE.match(line) is not None
        elif inside and (found := _PROPOSITION.match(line)):
            due = horizon if found["due"] is None else _date(found["due"])
            made.append(Proposition(id=f"P{len(made) + 1}", text=plain(found["text"]).strip(), horizon=due))
    return made


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as e:
        raise InputError(
            f"The brief has a date that is none: {text}.", "Write it as (due 2028-12-31)."
        ) from e


def _entities(lines: Sequence[str]) -> Entities:
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        label, _, names = line.removeprefix("- ").partition(": ")
        if line.startswith("- ") and label.lower() in Entities.model_fields:
            found[label.lower()] = tuple(plain(n).strip() for n in names.split(",") if n.strip())
    return Entities(**found)

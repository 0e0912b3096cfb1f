"""Prompts as files: `agents/prompts/<task>.md`, a system part and a user part with a line `---` between them.

Variables are `$name`; one that is missing, or that the file does not know, is an error of ours and raises at once.
"""

from functools import cache
from importlib.resources import files
from string import Template

from triptych.agents.models.speaker import Prompt
from triptych.store.records import Persona, Role

_RULE = "\n---\n"


@cache
def parts(task: str) -> tuple[Template, Template]:
    """The system part and the user part of a prompt.

    Raises:
        FileNotFoundError: there is no such prompt.
        ValueError: the file does not have exactly two parts.
    """
    text = files("triptych.agents.prompts").joinpath(f"{task}.md").read_text(encoding="utf-8")
    halves = text.split(_RULE)
    if len(halves) != 2:
        raise ValueError(f"{task}.md must have a system part and a user part, a line `---` between them")
    return Template(halves[0].strip()), Template(halves[1].strip())


def prompt(
    task: str, role: Role, persona: Persona | None = None, *, max_tokens: int = 800, **values: str
) -> Prompt:
    """A prompt with its variables filled in; a persona brings `title`, `guiding`, `stance` and `critique` where used.

    Raises:
        ValueError: a value is missing, or is one that the prompt does not use.
    """
    system, user = parts(task)
    known = set(system.get_identifiers()) | set(user.get_identifiers())
    own = _own(persona) if persona else {}
    given = {**{name: text for name, text in own.items() if name in known}, **values}
    if given.keys() != known:
        raise ValueError(f"{task}.md: variables do not match: {', '.join(sorted(given.keys() ^ known))}")
    return Prompt(
        task=task,
        role=role,
        persona=persona.key if persona else "",
        system=system.substitute(given),
        user=user.substitute(given),
        max_tokens=max_tokens,
    )


def _own(persona: Persona) -> dict[str, str]:
    return {
        "title": persona.title,
        "guiding": persona.question,
        "stance": persona.stance,
        "critique": persona.critique,
    }

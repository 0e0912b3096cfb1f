"""The panel at hand: shipped personas, and the user's own folder, which wins key by key.

A file is read only when it is asked for, so a broken file in the user's folder costs a run nothing unless
that run selects it. A broken file is never replaced by the shipped persona that it overrides: that would run
another panel than the one asked for.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from triptych import paths
from triptych.errors import PersonaError
from triptych.personas.builtin import builtin_files, builtin_persona, is_persona_file, persona_key
from triptych.personas.reading import check, refusal
from triptych.personas.writing import template, write_new
from triptych.store.records import Persona

__all__ = ["Origin", "check", "load_all", "origin", "problems", "select", "shipped", "template", "write_new"]

Origin = Literal["shipped", "user", "override"]
"""Where a persona comes from; `override` is a user's file in the place of a shipped one."""


def shipped() -> list[Persona]:
    """The personas in the package, by key."""
    return [builtin_persona(key) for key in builtin_files()]


def load_all(user_folder: Path) -> dict[str, Persona]:
    """Every sound persona by key, the user's own in the place of shipped ones; for the rest see `problems`.

    Raises:
        PersonaError: the folder itself cannot be listed. A folder that does not exist is an empty one.
    """
    own = _user_files(user_folder)
    found = {persona.key: persona for persona in shipped() if persona.key not in own}
    for key, path in own.items():
        persona = _check_or_error(path)
        if isinstance(persona, Persona):
            found[key] = persona
    return dict(sorted(found.items()))


def problems(user_folder: Path) -> list[PersonaError]:
    """One error for each broken file in the user's folder, by file name, or for the folder itself."""
    try:
        own = _user_files(user_folder)
    except PersonaError as e:
        return [e]
    outcomes = [_check_or_error(path) for path in own.values()]
    return [outcome for outcome in outcomes if isinstance(outcome, PersonaError)]


def select(keys: Sequence[str], user_folder: Path) -> tuple[Persona, ...]:
    """The panel of those keys, in their order; no other file is read.

    Raises:
        PersonaError: no key, a key twice, an unknown key (the nearest is named), or a broken file among them.
    """
    own = _user_files(user_folder)
    known = _known(own)
    if not keys:
        raise PersonaError("The panel is empty.", f"Name at least one of: {', '.join(known)}.")
    for number, key in enumerate(keys):
        if key not in known:
            raise _unknown(key, known)
        if key in keys[:number]:
            raise PersonaError(f'The panel names "{key}" twice.', "Name each persona once.")
    return tuple(check(own[key]) if key in own else builtin_persona(key) for key in keys)


def origin(key: str, user_folder: Path | None = None) -> Origin:
    """Where the persona of that key comes from; the folder is `paths.user_personas()` unless given.

    Raises:
        PersonaError: there is no persona of that key, or the folder cannot be listed.
    """
    own = _user_files(user_folder or paths.user_personas())
    if key not in _known(own):
        raise _unknown(key, _known(own))
    if key not in own:
        return "shipped"
    return "override" if key in builtin_files() else "user"


def _known(own: dict[str, Path]) -> list[str]:
    return sorted({*own, *builtin_files()})


def _user_files(folder: Path) -> dict[str, Path]:
    try:
        found = sorted(path for path in folder.iterdir() if is_persona_file(path.name))
    except FileNotFoundError:
        return {}
    except OSError as e:
        reason = f"cannot be listed: {e.strerror}."
        raise refusal(folder, reason, "It must be a folder that you may read.") from e
    return {persona_key(path.name): path for path in found}


def _check_or_error(path: Path) -> Persona | PersonaError:
    try:
        return check(path)
    except PersonaError as e:
        return e


def _unknown(key: str, known: list[str]) -> PersonaError:
    near = get_close_matches(key.strip().lower(), known, n=1, cutoff=0.5)
    question = f' Did you mean "{near[0]}"?' if near else ""
    return refusal("panel", f'no persona "{key}".{question}', f"Personas: {', '.join(known)}.")

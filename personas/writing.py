"""How a user begins a persona: a commented example, or a copy of the shipped one to change."""

import re
from pathlib import Path

from triptych.errors import PersonaError
from triptych.personas.builtin import builtin_files, template_text
from triptych.personas.reading import refusal
from triptych.personas.rules import KEY, KEY_SHAPE


def template(key: str) -> str:
    """The text to begin a persona of that key with: the commented example, or the shipped file of that key.

    Raises:
        PersonaError: the key is not one.
    """
    _refuse(key)
    if key in builtin_files():
        return builtin_files()[key].read_text(encoding="utf-8")
    return template_text().replace("KEY", key).replace("NAME", _name(key))


def copied(key: str, text: str) -> str:
    """The text of a persona's file under another key, with a name made of it. Raises PersonaError if it is no key."""
    _refuse(key)
    text = re.sub(r"^key\s*=.*$", f'key = "{key}"', text, count=1, flags=re.MULTILINE)
    return re.sub(r"^name\s*=.*$", f'name = "{_name(key)}"', text, count=1, flags=re.MULTILINE)


def write_new(key: str, folder: Path, text: str = "") -> Path:
    """Write a persona to `<folder>/<key>.toml`, making the folder; the path of the new file.

    Args:
        key: of the new persona.
        folder: the user's personas.
        text: what the file is to say; without it, the template of that key.

    Raises:
        PersonaError: the key is not one, the file exists (it is left as it is), or it cannot be written.
    """
    text = text or template(key)
    _refuse(key)
    path = folder / f"{key}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as e:
        raise _taken(path, folder) from e
    except OSError as e:
        raise refusal(
            path, f"cannot be written: {e.strerror}.", "Choose a folder that you may write to."
        ) from e
    return path


def _taken(path: Path, folder: Path) -> PersonaError:
    if not folder.is_dir():
        return refusal(folder, "must be a folder.", "Move the file of that name away.")
    return refusal(path, "already exists and was left as it is.", "Edit it, or choose another key.")


def _refuse(key: str) -> None:
    if not KEY.fullmatch(key):
        raise refusal(f'"{key}"', f"a persona's key must be {KEY_SHAPE}.", 'For example "hardware-buyer".')


def _name(key: str) -> str:
    return key.replace("-", " ").strip().capitalize()

"""From a file to a Persona, or to one line that says what is wrong with it.

A persona that comes out of here is sound: its texts hold no control characters, its placeholders are known
ones, and its key is its file's name.
"""

import re
import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from triptych.errors import PersonaError
from triptych.personas.rules import Fault, broken, dotted, explain
from triptych.store.records import Persona

MAX_BYTES = 64_000


def check(path: Path) -> Persona:
    """The persona in that file.

    Raises:
        PersonaError: the file cannot be read, or does not say what it must; the line names file, key and what
            is expected.
    """
    try:
        if path.exists() and not path.is_file():
            raise refusal(path, "must be a file.")
        with path.open("rb") as file:
            return parse(file.read(MAX_BYTES + 1), path)
    except OSError as e:
        raise refusal(path, f"cannot be read: {e.strerror}.") from e


def parse(content: bytes, path: Path | Traversable) -> Persona:
    """The persona that these bytes of a file say; `path` names it in messages and decides its key.

    Raises:
        PersonaError: as `check`.
    """
    data = _toml(_text(content, path), path)
    try:
        persona = Persona.model_validate(_on_one_line(data))
    except ValidationError as e:
        raise _fault_error(path, explain(e), data) from e
    fault = broken(persona, path.name.removesuffix(".toml"))
    if fault:
        raise _fault_error(path, fault, data)
    return persona


def refusal(where: object, reason: str, hint: str = "") -> PersonaError:
    """An error on one printable line, whatever the names and keys of a file hold."""
    return PersonaError(_printable(f"{where}: {reason}"), _printable(hint))


def _text(content: bytes, path: Path | Traversable) -> str:
    if len(content) > MAX_BYTES:
        raise refusal(path, f"must not be larger than {MAX_BYTES // 1000} KB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise refusal(path, f"line {line}: must be UTF-8.") from e


def _toml(text: str, path: Path | Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        found = re.search(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$", str(e), re.DOTALL)
        reason, line = found.groups() if found else (str(e), None)
        raise refusal(path, f"line {line or len(text.splitlines())}: not TOML: {reason}.") from e
    except (ValueError, RecursionError) as e:
        raise refusal(path, "not TOML that can be read: a number too long or brackets too deep.") from e


def _on_one_line(value: Any) -> Any:
    """The value with every run of blanks and line breaks in its texts made one space."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [_on_one_line(item) for item in value]
    if isinstance(value, dict):
        return {key: _on_one_line(item) for key, item in value.items()}
    return value


def _fault_error(path: Path | Traversable, fault: Fault, data: dict[str, Any]) -> PersonaError:
    return refusal(path, f"{dotted(fault.place)}: {fault.expected}", _which_lens(fault, data))


def _which_lens(fault: Fault, data: dict[str, Any]) -> str:
    """The lens's name, because nobody counts lenses from 0 in a file."""
    match fault.place:
        case ("lenses", int(number), *_):
            lens = data["lenses"][number]
            name = lens.get("name") if isinstance(lens, dict) else None
            return f'That is the lens "{name}".' if isinstance(name, str) and name else ""
    return ""


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)

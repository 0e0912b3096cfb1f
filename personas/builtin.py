"""The persona files in the package, read where they lie and at most once a process."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from triptych.personas.reading import parse
from triptych.store.records import Persona

_HERE = "triptych.personas"
_TEMPLATE = "_template.toml"


@cache
def builtin_files() -> dict[str, Traversable]:
    """The shipped persona files by key, in the order of keys."""
    entries = files(_HERE).iterdir()
    named = {persona_key(entry.name): entry for entry in entries if is_persona_file(entry.name)}
    return dict(sorted(named.items()))


@cache
def builtin_persona(key: str) -> Persona:
    """The shipped persona of that key; KeyError if there is none."""
    entry = builtin_files()[key]
    return parse(entry.read_bytes(), entry)


def template_text() -> str:
    """The commented example, with `KEY` and `NAME` still in it."""
    return files(_HERE).joinpath(_TEMPLATE).read_text(encoding="utf-8")


def is_persona_file(name: str) -> bool:
    """Whether a file of that name is a persona: the template and editors' leavings begin with `_` or `.`."""
    return name.endswith(".toml") and not name.startswith((".", "_"))


def persona_key(name: str) -> str:
    """The key that a persona file of that name must have."""
    return name.removesuffix(".toml")

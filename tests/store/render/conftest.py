"""What the tests of the pages share: a memo to vary, and a value with another text wherever a reader is shown one."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from triptych.store.records import Dossier

Reworded = Callable[[Any, str], Any]

_PAGES = Path(__file__).with_name("pages.py")
_TEXTS = {
    "analyst", "argument", "author", "because", "debate_end", "heading", "idea", "label", "lens", "limits", "measures",
    "name", "objective", "open_questions", "organisations", "publisher", "queries", "quote", "reason", "refused", "scope",
    "settled_by", "stance", "stop_reason", "text", "title", "topic",
}  # fmt: skip


@pytest.fixture(scope="session")
def pages(loaded: Callable[[str, Path], ModuleType]) -> ModuleType:
    """The module `pages`: `pages.with_claim(dossier, "E1", …)`, `pages.part(page, title)`, …"""
    return loaded("render_pages", _PAGES)


@pytest.fixture
def dossier(make: ModuleType, pages: ModuleType) -> Dossier:
    made: Dossier = pages.numbered(make.dossier())
    return made


@pytest.fixture
def reworded() -> Reworded:
    """`reworded(value, text)`: the value with the text after each of its words for readers; ids stay."""
    return lambda value, text: type(value).model_validate(_put(value.model_dump(), text))


def _put(value: Any, text: str, field: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _put(inner, text, name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_put(inner, text, field) for inner in value]
    if field == "checked" and isinstance(value, str):
        return value.replace("mechanical: ", f"mechanical: {text} ")
    return f"{text} {value}" if isinstance(value, str) and _shown(field, value) else value


def _shown(field: str, value: str) -> bool:
    # A claim's `question` is an id, a section's and a persona's is a question; a critique's id may be a `because`.
    return (
        value not in ("", "complete")
        and (field in _TEXTS or value.endswith("?"))
        and not value.startswith(("C1", "C2"))
    )

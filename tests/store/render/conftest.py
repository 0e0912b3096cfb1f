"""What the tests of the pages share: a value with another text in every place that a reader is shown."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from triptych.store.records import Record

R = TypeVar("R", bound=Record)
Reworded = Callable[[Any, str], Any]

_TEXTS = {
    "analyst", "argument", "author", "because", "heading", "idea", "label", "lens", "limits", "measures", "name",
    "objective", "open_questions", "organisations", "publisher", "queries", "scope", "settled_by", "stance",
    "stop_reason", "text", "title", "topic",
}  # fmt: skip


@pytest.fixture
def reworded() -> Reworded:
    """`reworded(value, text)`: the value with the text after each of its words for readers; ids stay."""
    return lambda value, text: type(value).model_validate(_put(value.model_dump(), text))


def _put(value: Any, text: str, field: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _put(inner, text, name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_put(inner, text, field) for inner in value]
    return f"{text} {value}" if isinstance(value, str) and _shown(field, value) else value


def _shown(field: str, value: str) -> bool:
    # A claim's `question` is an id, a section's and a persona's is a question; a critique's id may be a `because`.
    return (
        value != "complete"
        and (field in _TEXTS or value.endswith("?"))
        and not value.startswith(("C1", "C2"))
    )

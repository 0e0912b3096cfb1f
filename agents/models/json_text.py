"""The JSON object in a model's text: with fences, with chatter before and after it, with a comma too many."""

import json
import re
from collections.abc import Iterator
from typing import Any

_FENCED = re.compile(r"```[a-zA-Z]*\s*\n(.*?)```", re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)
_MOST_TRIES = 50
_decoder = json.JSONDecoder(strict=False)


def json_object(text: str) -> Any:
    """The value that the text is, or else the longest object in it.

    Raises:
        ValueError: there is none.
    """
    for candidate in (text, *_FENCED.findall(text)):
        if (value := _whole(candidate)) is not None:
            return value
    found = max(_objects(_mended(text)), default=None, key=lambda one: one[0])
    if found is None:
        raise ValueError("there is no JSON object in it" if "{" not in text else "its JSON is not complete")
    return found[1]


def _whole(text: str) -> Any:
    """The object or list that this text is; None when it is neither. A string may hold it, as in tool calls."""
    for form in (text, _mended(text)):
        try:
            value = json.loads(form, strict=False)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, str):
            return _whole(value) if value != text else None
        return value if isinstance(value, dict | list) else None
    return None


def _objects(text: str) -> Iterator[tuple[int, Any]]:
    """The objects that stand in the text, each with its length."""
    at = text.find("{")
    for _ in range(_MOST_TRIES):
        if at < 0:
            return
        try:
            value, end = _decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
            continue
        yield end - at, value
        at = text.find("{", end)


def _mended(text: str) -> str:
    return _TRAILING_COMMA.sub(lambda found: found[1] or "", text)

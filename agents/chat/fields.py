"""The kinds of values in an answer, each bounded; the schema tells the bounds, and what runs over them is cut, not refused."""

import re
from functools import partial
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

_DIGITS = re.compile(r"(?<![\w.])\d{1,4}(?!\w)")


def _cut(value: Any, most: int) -> Any:
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)[:most]
    return value[:most] if isinstance(value, str) else value


def _number(value: Any) -> Any:
    """The number in a label such as `[12]`; 0, which no sentence has, where there is none."""
    found = _DIGITS.search(value) if isinstance(value, str) else None
    return int(found.group()) if found else 0 if isinstance(value, str) else value


def some(value: Any, most: int) -> Any:
    """The first of a list; one string is read as a list of words with commas between."""
    if value is None:
        return []
    if isinstance(value, str):
        value = [part for part in value.replace(";", ",").split(",") if part.strip()]
    return value[:most] if isinstance(value, list) else value


Short = Annotated[str, Field(max_length=120), BeforeValidator(partial(_cut, most=120))]
Line = Annotated[str, Field(max_length=300), BeforeValidator(partial(_cut, most=300))]
Statement = Annotated[str, Field(max_length=400), BeforeValidator(partial(_cut, most=400))]
Name = Annotated[str, Field(max_length=60), BeforeValidator(partial(_cut, most=60))]
Id = Annotated[str, Field(max_length=12), BeforeValidator(partial(_cut, most=12))]
Number = Annotated[int, BeforeValidator(_number)]
Numbers = Annotated[list[Number], Field(max_length=4), BeforeValidator(partial(some, most=4))]
Ids = Annotated[list[Id], Field(max_length=6), BeforeValidator(partial(some, most=6))]

"""Answers in JSON: the schema that is asked for, the way to ask that an endpoint knows, and what an answer holds."""

import json
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from triptych.agents.models.base import Message, Mode, Structure
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.json_text import json_object

A = TypeVar("A", bound=BaseModel)
LADDER: tuple[Mode, ...] = ("schema", "tools", "text")
_MOST_FAULTS = 6
_LEFT_OUT = frozenset({"title", "default", "minLength", "pattern", "format", "examples", "$defs"})


class Unfit(Exception):
    """An answer that cannot be used; it says why, a fault a line. `no_json` where nothing in it is JSON."""

    def __init__(self, faults: str, no_json: bool = False) -> None:
        super().__init__(faults)
        self.no_json = no_json


class Modes:
    """Which way of asking each endpoint's models turned out to know."""

    def __init__(self) -> None:
        self._steps: dict[tuple[str, str], int] = {}
        self._proven: set[tuple[str, str]] = set()

    def mode(self, endpoint: Endpoint) -> Mode:
        """The way to ask now."""
        if endpoint.structured != "auto":
            return endpoint.structured
        return LADDER[self._steps.get(_who(endpoint), 0)]

    def found(self, endpoint: Endpoint) -> Mode | None:
        """The way that worked; None before any did."""
        return self.mode(endpoint) if _who(endpoint) in self._proven else None

    def worked(self, endpoint: Endpoint, mode: Mode) -> None:
        """Remember that an answer asked for in this way could be used."""
        if mode == self.mode(endpoint):
            self._proven.add(_who(endpoint))

    def step_down(self, endpoint: Endpoint, mode: Mode) -> bool:
        """Go on to the next way after this one was of no use; False where there is none, or it may not be tried."""
        step = LADDER.index(mode) + 1
        if endpoint.structured != "auto" or step == len(LADDER):
            return False
        who = _who(endpoint)
        self._steps[who] = max(step, self._steps.get(who, 0))
        self._proven.discard(who)
        return True


MODES = Modes()
"""Those of this process."""


def structure(answer: type[BaseModel], mode: Mode) -> Structure:
    """How an answer of that type is asked for."""
    return Structure(answer.__name__.strip("_"), strict_schema(answer), mode)


@cache
def strict_schema(answer: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a type in the form that strict modes take: closed, complete, with no references. Not to be changed."""
    schema = answer.model_json_schema()
    closed: dict[str, Any] = _closed(schema, schema.get("$defs", {}))
    return closed


def in_words(messages: tuple[Message, ...], asked: Structure) -> tuple[Message, ...]:
    """The messages, the last of which asks for the JSON; for endpoints that know no other way."""
    schema = json.dumps(asked.schema, ensure_ascii=False)
    words = f"Answer with one JSON object and nothing else. It must fit this JSON schema:\n{schema}"
    return (*messages[:-1], replace(messages[-1], text=f"{messages[-1].text}\n\n{words}"))


def read(text: str, answer: type[A]) -> A:
    """The answer in a text.

    Raises:
        Unfit: it holds no JSON, or other than what was asked for.
    """
    try:
        return answer.model_validate(json_object(text))
    except ValidationError as e:
        unfit = Unfit(_faults(e))
    except ValueError as e:
        unfit = Unfit(str(e), no_json=True)
    raise unfit


def _who(endpoint: Endpoint) -> tuple[str, str]:
    return endpoint.base_url.rstrip("/"), endpoint.model


def _closed(schema: Any, named: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_closed(part, named) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _closed({**named[schema["$ref"].rpartition("/")[2]], **_beside(schema)}, named)
    closed = {
        key: _closed(part, named) for key, part in schema.items() if key not in (*_LEFT_OUT, "properties")
    }
    if "properties" in schema:
        properties = {name: _closed(part, named) for name, part in schema["properties"].items()}
        closed |= {"properties": properties, "required": [*properties], "additionalProperties": False}
    return closed


def _beside(schema: dict[str, Any]) -> dict[str, Any]:
    """What stands beside a reference, such as a description."""
    return {key: part for key, part in schema.items() if key != "$ref"}


def _faults(error: ValidationError) -> str:
    """Its first faults, each as where and what, without what was given."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    lines = [f"{'.'.join(map(str, one['loc'])) or 'answer'}: {one['msg']}" for one in found[:_MOST_FAULTS]]
    more = len(found) - len(lines)
    return "\n".join([*lines, *([f"and {more} more"] if more else [])])

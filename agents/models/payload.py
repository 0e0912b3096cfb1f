"""A request as ChatOpenAI is given it. What asks for JSON goes past the library, which would else read the answer itself."""

from dataclasses import dataclass
from typing import Any

from triptych.agents.models.base import Message, Structure
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.traits import Traits


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to a model, however often it is put."""

    messages: tuple[Message, ...]
    max_tokens: int
    structure: Structure | None


def turns(ask: Ask, traits: Traits) -> list[tuple[str, str]]:
    """The messages as pairs of role and text."""
    pairs = [(message.role, message.text) for message in ask.messages]
    if traits.system or len(pairs) < 2 or pairs[0][0] != "system":
        return [*pairs]
    return [(pairs[1][0], f"{pairs[0][1]}\n\n{pairs[1][1]}"), *pairs[2:]]


def extras(ask: Ask, endpoint: Endpoint, traits: Traits) -> dict[str, Any]:
    """What else the request's body holds."""
    extra: dict[str, Any] = {traits.limit: ask.max_tokens}
    if endpoint.temperature is not None and traits.temperature:
        extra["temperature"] = endpoint.temperature
    if ask.structure is not None:
        extra |= _structured(ask.structure, traits)
    return extra


def _structured(structure: Structure, traits: Traits) -> dict[str, Any]:
    schema = structure.schema if traits.lengths else _without_lengths(structure.schema)
    if structure.mode == "schema":
        form = {"name": structure.name, "strict": True, "schema": schema}
        return {"response_format": {"type": "json_schema", "json_schema": form}}
    if structure.mode == "tools":
        function = {"name": structure.name, "description": "Gives the answer.", "parameters": schema}
        named = {"type": "function", "function": {"name": structure.name}}
        choice = named if traits.named_choice else "required"
        return {"tools": [{"type": "function", "function": function}], "tool_choice": choice}
    return {}


def _without_lengths(schema: Any) -> Any:
    """The schema without limits on length, which not every strict mode takes."""
    if isinstance(schema, list):
        return [_without_lengths(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: part for key, part in schema.items() if not _is_length(key, part)}
    return {key: _without_lengths(part) for key, part in kept.items()}


def _is_length(key: str, part: Any) -> bool:
    return key in ("maxLength", "maxItems") and isinstance(part, int)

"""The smallest plain value that fits a JSON schema: what a double answers when nobody tells it what to say."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
_FORMATS = {
    "date": "2030-01-01",
    "date-time": "2030-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "uri": "https://example.org/",
    "email": "someone@example.org",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
_WORDS = "A plain answer"


def instance(schema: Schema) -> Any:
    """A value that fits; patterns and dependencies between fields are not looked at."""
    return _value(schema, _Place(schema))


def schema_in(text: str) -> Schema | None:
    """The first JSON object in a text that looks like a schema, for a model that is asked in words."""
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            value, _ = decoder.raw_decode(text, at)
        except ValueError:
            value = None
        if isinstance(value, dict) and ("properties" in value or "$ref" in value):
            return value
        at = text.find("{", at + 1)
    return None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a value we are: the whole schema, and the references that led here."""

    root: Schema
    within: frozenset[str] = frozenset()

    def resolve(self, reference: str) -> dict[str, Any]:
        found: Any = self.root
        for part in reference.removeprefix("#").strip("/").split("/"):
            found = found[part] if part else found
        return dict(found)

    def inside(self, reference: str) -> "_Place":
        return _Place(self.root, self.within | {reference})

    def again(self, schema: Schema) -> bool:
        """Whether this would put a thing into itself."""
        return schema.get("$ref") in self.within


def _value(schema: Schema, place: _Place) -> Any:
    if reference := schema.get("$ref"):
        return _value(place.resolve(reference), place.inside(reference))
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return _value(_first(schema[key], place), place)
    if "allOf" in schema:
        return _value(_merged(schema, place), place)
    return _typed(_kind(schema), schema, place)


def _first(options: Sequence[Schema], place: _Place) -> Schema:
    """The first option that is not null and does not go on for ever; else null."""
    good = (option for option in options if option.get("type") != "null" and not place.again(option))
    return next(good, options[-1])


def _merged(schema: Schema, place: _Place) -> Schema:
    merged: dict[str, Any] = {key: value for key, value in schema.items() if key != "allOf"}
    for part in schema["allOf"]:
        found = place.resolve(part["$ref"]) if "$ref" in part else part
        properties = {**merged.get("properties", {}), **found.get("properties", {})}
        merged |= {**found, **({"properties": properties} if properties else {})}
    return merged


def _kind(schema: Schema) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    return str(next((k for k in kind if k != "null"), "null") if isinstance(kind, list) else kind)


def _typed(kind: str, schema: Schema, place: _Place) -> Any:
    match kind:
        case "object":
            return {name: _value(part, place) for name, part in schema.get("properties", {}).items()}
        case "array":
            return [_value(schema.get("items", {}), place) for _ in range(_length(schema, place))]
        case "integer" | "number":
            return _number(schema, kind)
        case "boolean":
            return True
        case "null":
            return None
    return _text(schema)


def _length(schema: Schema, place: _Place) -> int:
    optional = schema.get("maxItems", 1) == 0 or place.again(schema.get("items", {}))
    return int(max(schema.get("minItems", 0), 0 if optional else 1))


def _number(schema: Schema, kind: str) -> float:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is None and "exclusiveMinimum" in schema:
        least = schema["exclusiveMinimum"] + (1 if kind == "integer" else 0.5)
    if least is None:
        least = min(1, most) if most is not None else 1
    step = schema.get("multipleOf")
    return -(-least // step) * step if step else least


def _text(schema: Schema) -> str:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    text = f"{_WORDS} for {schema['title'].lower()}." if schema.get("title") else f"{_WORDS}."
    return text.ljust(schema.get("minLength", 0), ".")[: schema.get("maxLength")]

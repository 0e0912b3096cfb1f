import json
from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from triptych.agents.doubles.instance import instance, schema_in


class Part(BaseModel):
    name: str = Field(min_length=30)
    kind: Literal["a", "b"]
    again: "Part | None" = None


class Whole(BaseModel):
    parts: list[Part] = Field(min_length=2)
    share: Annotated[float, Field(gt=0, le=1)]
    percent: int = Field(ge=5, le=100)
    day: date
    sure: bool
    note: str = Field(max_length=5)
    either: int | str
    table: dict[str, int]
    none: list[int] = Field(max_length=0)


class Node(BaseModel):
    children: list["Node"]


def test_it_fits_a_schema_with_references_choices_and_limits() -> None:
    whole = Whole.model_validate(instance(Whole.model_json_schema()))
    assert len(whole.parts) == 2


def test_parts_of_a_whole_are_merged() -> None:
    schema = {
        "allOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "integer"}}}]
    }
    assert set(instance(schema)) == {"a", "b"}


def test_a_schema_that_holds_itself_comes_to_an_end() -> None:
    assert Node.model_validate(instance(Node.model_json_schema()))


@pytest.mark.parametrize("kind", [["string", "null"], "string"])
def test_null_is_the_last_choice(kind: object) -> None:
    assert isinstance(instance({"type": kind}), str)


def test_a_schema_is_found_in_the_words_of_a_prompt() -> None:
    schema = Part.model_json_schema()
    assert (
        schema_in(f"Use {{braces}} and {{}}. Answer in JSON:\n{json.dumps(schema)}\nNothing else.") == schema
    )
    assert schema_in("No schema {here}.") is None

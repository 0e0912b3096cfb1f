import json
from typing import Literal

import pytest
from pydantic import BaseModel, Field

from triptych.agents.models.base import Message
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.structured import Modes, Unfit, in_words, read, strict_schema, structure

HERE = Endpoint("m", "http://127.0.0.1:1/v1")


class Point(BaseModel):
    text: str = Field(min_length=1, max_length=40, description="one sentence")
    kind: Literal["fact", "estimate"] = "fact"
    title: str | None = None


class Points(BaseModel):
    points: list[Point] = Field(max_length=3)
    best: Point = Field(description="the best of them")


def test_a_schema_is_closed_and_complete_and_refers_to_nothing() -> None:
    schema = strict_schema(Points)
    point = schema["properties"]["points"]["items"]
    assert schema["required"] == ["points", "best"]
    assert point["required"] == ["text", "kind", "title"]
    assert schema["additionalProperties"] is point["additionalProperties"] is False
    assert schema["properties"]["points"]["maxItems"] == 3
    assert point["properties"]["text"] == {"type": "string", "maxLength": 40, "description": "one sentence"}
    assert schema["properties"]["best"]["description"] == "the best of them"
    for left_out in ("$ref", "$defs", "default", "minLength"):
        assert left_out not in json.dumps(schema)


def test_asked_for_in_words_the_schema_ends_the_question() -> None:
    asked = structure(Points, "text")
    messages = in_words((Message("system", "s"), Message("user", "u")), asked)
    assert messages[0] == Message("system", "s")
    assert messages[1].text.startswith("u\n")
    assert messages[1].text.endswith(json.dumps(asked.schema))


def test_what_does_not_fit_says_where_and_what_without_repeating_it() -> None:
    with pytest.raises(Unfit) as caught:
        read('{"points": [{"text": "secret", "kind": "guess"}]}', Points)
    assert str(caught.value).splitlines() == [
        "points.0.kind: Input should be 'fact' or 'estimate'",
        "best: Field required",
    ]
    assert not caught.value.no_json
    with pytest.raises(Unfit) as caught:
        read("I will not.", Points)
    assert caught.value.no_json


def test_many_faults_are_not_all_told() -> None:
    many = json.dumps({"points": [{"text": "", "kind": 1, "title": 2}] * 3})
    with pytest.raises(Unfit) as caught:
        read(many, Points)
    assert len(str(caught.value).splitlines()) == 7
    assert str(caught.value).endswith("and 4 more")


def test_the_ladder_is_stepped_down_and_the_way_that_worked_remembered() -> None:
    modes = Modes()
    assert modes.mode(HERE) == "schema"
    assert modes.found(HERE) is None
    assert modes.step_down(HERE, "schema")
    assert modes.step_down(HERE, "schema"), "a call at the same time learns it, too"
    assert modes.mode(HERE) == "tools"
    modes.worked(HERE, "tools")
    assert modes.found(HERE) == "tools"
    assert modes.found(Endpoint("other", HERE.base_url)) is None
    assert modes.step_down(HERE, "tools")
    assert not modes.step_down(HERE, "text")
    assert modes.mode(HERE) == "text"


def test_a_way_that_is_set_is_kept_to() -> None:
    modes = Modes()
    fixed = Endpoint("m", HERE.base_url, structured="tools")
    assert modes.mode(fixed) == "tools"
    assert not modes.step_down(fixed, "tools")
    assert modes.mode(HERE) == "schema"

"""A model is asked the same once; what it says again takes no time, and all that changes an answer asks anew."""

from typing import Any

import pytest

from triptych.agents.doubles.scripted import ScriptedModel
from triptych.agents.models.base import Completion, Message, Mode, Structure, Told
from triptych.agents.models.endpoint import Endpoint
from triptych.errors import ServiceError
from triptych.graphs.evaluation.remembering import Memory

HERE = Endpoint("m", "http://127.0.0.1:1/v1")
HELLO = (Message("user", "Hello"),)


def shape(mode: Mode = "schema") -> Structure:
    return Structure("Greeting", {}, mode)


async def asked(
    memory: Memory,
    model: ScriptedModel,
    at: Endpoint = HERE,
    messages: tuple[Message, ...] = HELLO,
    max_tokens: int = 10,
    structure: Structure | None = None,
    told: Told | None = None,
) -> Completion:
    """The answer over a connection that is made for the occasion, as each run makes its own."""
    connection = memory.over(lambda endpoint: model)(at)
    return await connection.complete(messages, max_tokens=max_tokens, structure=structure, told=told)


async def test_the_same_question_is_asked_once_and_answered_alike() -> None:
    model, memory = ScriptedModel(["Good day.", "Go away."]), Memory()
    first, second = await asked(memory, model), await asked(memory, model)
    assert first == second
    assert (first.text, len(model.asked)) == ("Good day.", 1)


async def test_an_answer_that_is_given_again_is_told_again() -> None:
    model, memory, told = ScriptedModel(["Good day."]), Memory(), list[str]()
    await asked(memory, model)
    await asked(memory, model, told=told.append)
    assert "".join(told) == "Good day."


@pytest.mark.parametrize(
    "given",
    [
        {"messages": (Message("user", "Hello again"),)},
        {"max_tokens": 20},
        {"structure": shape()},
        {"at": Endpoint("another", HERE.base_url)},
        {"at": Endpoint("m", "http://127.0.0.1:2/v1")},
        {"at": Endpoint("m", HERE.base_url, temperature=1.0)},
    ],
    ids=["other words", "more room", "a structure", "another model", "another place", "another temperature"],
)
async def test_what_may_change_an_answer_asks_anew(given: dict[str, Any]) -> None:
    model, memory = ScriptedModel(["One.", "Two."]), Memory()
    await asked(memory, model)
    assert (await asked(memory, model, **given)).text == "Two."


async def test_another_way_to_ask_for_json_is_another_question() -> None:
    model, memory = ScriptedModel(["{}", "[]"]), Memory()
    await asked(memory, model, structure=shape("schema"))
    assert (await asked(memory, model, structure=shape("text"))).text == "[]"


async def test_a_failure_is_not_remembered() -> None:
    model, memory = ScriptedModel([ServiceError("It is down."), "Good day."]), Memory()
    with pytest.raises(ServiceError):
        await asked(memory, model)
    assert (await asked(memory, model)).text == "Good day."


def test_a_model_keeps_its_name_and_place() -> None:
    model = Memory().over(lambda endpoint: ScriptedModel([], "m", "host:1"))(HERE)
    assert (model.name, model.endpoint) == ("m", "host:1")

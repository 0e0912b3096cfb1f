import asyncio

import pytest

from triptych.agents.doubles.scripted import ScriptedModel, ScriptError
from triptych.agents.models.base import Completion, Message, Model, Structure, Usage
from triptych.errors import ServiceError

ASK = (Message("system", "Be short."), Message("user", "What is a chip? " * 20))
STRUCTURE = Structure("answer", {"type": "object"}, "schema")


async def test_answers_come_in_the_order_of_the_script() -> None:
    whole = Completion("cut", Usage(1, 2), finish="length", attempts=3)
    model: Model = ScriptedModel(["first", whole])
    assert (await model.complete(ASK, max_tokens=10)).text == "first"
    assert await model.complete(ASK, max_tokens=10) is whole


async def test_a_text_is_answered_with_a_plausible_usage() -> None:
    completion = await ScriptedModel(["word " * 40]).complete(ASK, max_tokens=10)
    assert completion.usage.tokens_in == sum(len(m.text) for m in ASK) // 4
    assert completion.usage.tokens_out == 50
    assert completion.finish == "stop"


async def test_an_exception_in_the_script_is_raised_in_its_turn() -> None:
    model = ScriptedModel([ServiceError("down"), "up again"])
    with pytest.raises(ServiceError, match="down"):
        await model.complete(ASK, max_tokens=10)
    assert (await model.complete(ASK, max_tokens=10)).text == "up again"


async def test_the_script_may_be_a_function_of_what_is_asked() -> None:
    model = ScriptedModel(
        lambda messages, structure: f"{structure.name if structure else ''} {len(messages)}"
    )
    assert (await model.complete(ASK, max_tokens=10, structure=STRUCTURE)).text == "answer 2"


async def test_it_keeps_what_it_was_asked() -> None:
    model = ScriptedModel(["a"])
    await model.complete(ASK, max_tokens=77, structure=STRUCTURE)
    (asked,) = model.asked
    assert (asked.messages, asked.structure, asked.max_tokens) == (ASK, STRUCTURE, 77)
    assert asked.user == ASK[1].text


async def test_a_script_that_has_run_out_says_which_call_and_what_it_was_asked() -> None:
    model = ScriptedModel(["only one"], name="investor")
    await model.complete(ASK, max_tokens=10)
    with pytest.raises(
        ScriptError, match=r"Call 2 has no answer: the script of investor holds 1.*What is a chip\?"
    ):
        await model.complete(ASK, max_tokens=10)
    assert model.left == 0


async def test_who_listens_hears_the_text_in_pieces_and_whole() -> None:
    heard: list[str] = []
    completion = await ScriptedModel(["Two  words,\nthen more. "]).complete(
        ASK, max_tokens=10, told=heard.append
    )
    assert len(heard) == 4
    assert "".join(heard) == completion.text


async def test_calls_side_by_side_take_one_answer_each() -> None:
    model = ScriptedModel([str(n) for n in range(20)])
    answers = await asyncio.gather(*(model.complete(ASK, max_tokens=10) for _ in range(20)))
    assert sorted(int(a.text) for a in answers) == list(range(20))
    assert model.left == 0

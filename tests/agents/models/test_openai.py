"""OpenAIModel over real HTTP: what it sends, what it makes of the answer, and what it learns."""

import asyncio
import gc
import importlib
import ssl
import threading
import traceback
from typing import Any

import pytest

from triptych.agents.doubles import answers
from triptych.agents.doubles.misbehaviour import (
    big,
    cut,
    disconnect,
    echoes_authorization,
    gzip_bomb,
    half_body,
    hang,
    held,
    html,
    not_json,
    redirect,
    status,
    truncated,
)
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.doubles.plan import Misbehaviour
from triptych.agents.models.base import Message, Structure, StructureError
from triptych.agents.models.breaker import breaker
from triptych.agents.models.faults import Unanswered
from triptych.errors import ServiceError
from triptych.keys import Key

CANARY = "sk-test-CANARY-of-the-models"
SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string", "maxLength": 40}},
    "required": ["text"],
    "additionalProperties": False,
}
AS_SCHEMA, AS_TOOL = Structure("Answer", SCHEMA, "schema"), Structure("Answer", SCHEMA, "tools")
Question = tuple[Message, ...]


async def test_it_gives_text_tokens_and_why_it_ended(connect: Any, question: Question) -> None:
    completion = await connect().complete(question, max_tokens=50)
    assert completion.text == "This is a plain answer."
    assert (completion.finish, completion.attempts) == ("stop", 1)
    assert (completion.usage.tokens_cached, completion.usage.tokens_reasoning) == (3, 7)
    assert completion.usage.tokens_in > 0
    assert not completion.usage.estimated


async def test_a_request_says_no_more_than_it_must(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    await connect().complete(question, max_tokens=50)
    assert set(server.asked[0]) <= {"model", "messages", "max_tokens", "stream"}
    assert server.asked[0]["max_tokens"] == 50


async def test_the_authorities_of_the_world_are_read_once_for_all_models(
    connect: Any, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    await connect().complete(question, max_tokens=50)

    def read(*_: Any, **__: Any) -> ssl.SSLContext:
        raise AssertionError("read anew")

    monkeypatch.setattr(ssl, "create_default_context", read)
    assert (await connect().complete(question, max_tokens=50)).text


async def test_a_temperature_is_sent_where_one_is_set(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    await connect(temperature=0.3).complete(question, max_tokens=50)
    assert server.asked[0]["temperature"] == 0.3


async def test_a_stream_is_told_piece_by_piece_and_counted(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    pieces: list[str] = []
    completion = await connect().complete(question, max_tokens=50, told=pieces.append)
    assert len(pieces) > 1
    assert "".join(pieces) == completion.text == "This is a plain answer."
    assert not completion.usage.estimated
    assert server.asked[0]["stream"]


async def test_json_is_asked_for_as_a_schema_or_as_a_forced_tool(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    model = connect()
    by_schema = await model.complete(question, max_tokens=50, structure=AS_SCHEMA)
    by_tool = await model.complete(question, max_tokens=50, structure=AS_TOOL)
    assert by_schema.text.startswith('{"text"')
    assert by_tool.text.startswith('{"text"')
    form = server.asked[0]["response_format"]["json_schema"]
    assert (form["name"], form["strict"], form["schema"]) == ("Answer", True, SCHEMA)
    assert server.asked[1]["tools"][0]["function"]["parameters"] == SCHEMA
    assert server.asked[1]["tool_choice"]["function"]["name"] == "Answer"


async def test_an_answer_that_is_no_json_keeps_its_text_and_tokens(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(answers.truncated_json())
    for structure in (AS_SCHEMA, AS_TOOL):
        completion = await connect().complete(question, max_tokens=50, structure=structure)
        assert completion.text.startswith("{")
        assert not completion.text.endswith("}")
        assert completion.usage.tokens_out > 0


async def test_an_answer_cut_at_its_limit_says_so_also_with_a_schema(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(answers.out_of_tokens())
    for structure in (None, AS_SCHEMA):
        completion = await connect().complete(question, max_tokens=50, structure=structure)
        assert completion.finish == "length"
        assert completion.text


@pytest.mark.parametrize("change", [answers.refusal("I will not."), answers.filtered()])
async def test_a_refusal_is_an_answer_of_its_own_kind(
    connect: Any, server: OpenAIServer, question: Question, change: answers.Change
) -> None:
    server.misbehave(change)
    completion = await connect().complete(question, max_tokens=50, structure=AS_SCHEMA)
    assert completion.finish == "refused"


async def test_where_nothing_is_counted_characters_are(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(answers.no_usage())
    pieces: list[str] = []
    for told in (None, pieces.append):
        usage = (await connect().complete(question, max_tokens=50, told=told)).usage
        assert usage.estimated
        assert (usage.tokens_in, usage.tokens_out) == (6, 6)


async def test_thoughts_are_neither_told_nor_given(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(answers.thinks("A secret thought."))
    pieces: list[str] = []
    completion = await connect().complete(question, max_tokens=50, told=pieces.append)
    assert "".join(pieces) == completion.text == "This is a plain answer."


async def test_thoughts_in_a_field_of_their_own_stay_there(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(answers.thinks_apart("A secret thought."))
    pieces: list[str] = []
    completion = await connect().complete(question, max_tokens=50, told=pieces.append)
    assert "".join(pieces) == completion.text == "This is a plain answer."


async def test_thoughts_that_only_end_are_held_back_once_they_were_seen(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(answers.says("A secret thought.\n</think>\nThe answer."))
    model, pieces = connect(), list[str]()
    assert (await model.complete(question, max_tokens=50)).text == "The answer."
    assert (await model.complete(question, max_tokens=50, told=pieces.append)).text == "The answer."
    assert "".join(pieces).strip() == "The answer."


@pytest.mark.parametrize(
    ("refused", "used"),
    [("temperature", None), ("max_tokens", "max_completion_tokens"), ("stream_options", None)],
)
async def test_what_a_model_refuses_is_left_out_from_then_on(
    connect: Any, server: OpenAIServer, question: Question, refused: str, used: str | None
) -> None:
    server.misbehave(answers.refuses(refused))
    model = connect(temperature=0.5, retries=0)
    for _ in range(2):
        await model.complete(question, max_tokens=50, told=lambda _: None)
    assert [refused in asked for asked in server.asked] == [True, False, False]
    assert used is None or server.asked[-1][used] == 50


async def test_calls_side_by_side_all_learn_what_one_was_refused_for(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(answers.refuses("max_tokens"))
    model = connect(retries=0)
    done = await asyncio.gather(*(model.complete(question, max_tokens=50) for _ in range(4)))
    assert {completion.text for completion in done} == {"This is a plain answer."}


@pytest.mark.parametrize("structure", [AS_SCHEMA, AS_TOOL])
async def test_a_way_to_ask_that_is_not_known_is_a_structure_error(
    connect: Any, server: OpenAIServer, question: Question, structure: Structure
) -> None:
    server.misbehave(answers.refuses("response_format", "tools"))
    with pytest.raises(StructureError):
        await connect().complete(question, max_tokens=50, structure=structure)
    assert len(server.asked) == 1


async def test_a_server_that_must_be_started_for_tools_is_a_structure_error(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(status(500, message="tools param requires --jinja flag"))
    with pytest.raises(StructureError):
        await connect().complete(question, max_tokens=50, structure=AS_TOOL)


async def test_limits_on_length_are_left_out_where_a_strict_schema_may_not_have_them(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(status(400, message="Invalid schema: 'maxLength' is not permitted."), on={1})
    await connect().complete(question, max_tokens=50, structure=AS_SCHEMA)
    sent = [asked["response_format"]["json_schema"]["schema"]["properties"]["text"] for asked in server.asked]
    assert sent == [{"type": "string", "maxLength": 40}, {"type": "string"}]


async def test_a_system_message_that_is_refused_goes_before_the_question(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(status(400, message="System role not supported"), on={1})
    await connect().complete(question, max_tokens=50)
    assert [message["role"] for message in server.asked[1]["messages"]] == ["user"]
    assert server.asked[1]["messages"][0]["content"] == "Be short.\n\nWhat is a chip?"


PASSING = {
    "429": status(429),
    "500": status(500),
    "503": status(503),
    "disconnect": disconnect(),
    "truncated": truncated(),
    "half a body": half_body(),
    "no json": not_json(),
    "no choices": answers.no_choices(),
}
USELESS = {"html": html(), "10 MB": big(), "gzip bomb": gzip_bomb(20_000_000)}


@pytest.mark.parametrize("how", PASSING.values(), ids=PASSING.keys())
async def test_what_may_pass_is_tried_again(
    connect: Any, server: OpenAIServer, naps: list[float], question: Question, how: Misbehaviour
) -> None:
    server.misbehave(how, times=2)
    completion = await connect().complete(question, max_tokens=50)
    assert completion.text == "This is a plain answer."
    assert completion.attempts == 3
    assert len(naps) == 2


@pytest.mark.parametrize("how", USELESS.values(), ids=USELESS.keys())
async def test_a_web_page_or_far_too_much_is_asked_for_again_once(
    connect: Any, server: OpenAIServer, question: Question, how: Misbehaviour
) -> None:
    server.misbehave(how, on={1, 3, 4})
    assert (await connect().complete(question, max_tokens=50)).attempts == 2
    with pytest.raises(Unanswered, match=r"after 2 requests: its answer is longer|answers with a web page"):
        await connect().complete(question, max_tokens=50)
    assert len(server.asked) == 4


@pytest.mark.parametrize("code", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed_and_names_the_address_to_set(
    connect: Any, server: OpenAIServer, naps: list[float], question: Question, code: int
) -> None:
    with OpenAIServer() as other:
        target = other.base_url.replace("://", "://me:pass@")
        server.misbehave(redirect(f"{target}/{CANARY}?key={CANARY}", code))
        with pytest.raises(Unanswered, match="another address") as caught:
            await connect().complete(question, max_tokens=50)
        assert caught.value.hint == f"Set {other.origin()} as the base URL."
        assert (len(other.requests), len(server.asked), naps) == (0, 1, [])


@pytest.mark.parametrize("key", ["sk-CANARY-é-of-the-models", "sk-CANARY-\n-of-the-models"])
async def test_a_key_that_no_header_can_hold_is_said_to_be_one(
    connect: Any, server: OpenAIServer, question: Question, key: str
) -> None:
    with pytest.raises(Unanswered, match="the key cannot be sent in a header") as caught:
        await connect(key=Key(key)).complete(question, max_tokens=50)
    assert "CANARY" not in str(caught.value)
    assert caught.value.attempts == 1
    assert server.asked == []


@pytest.mark.parametrize("how", (PASSING | USELESS).values(), ids=(PASSING | USELESS).keys())
async def test_what_does_not_pass_is_one_line_that_names_endpoint_and_model(
    connect: Any, server: OpenAIServer, question: Question, how: Misbehaviour
) -> None:
    server.misbehave(how)
    model = connect(retries=1)
    with pytest.raises(Unanswered) as caught:
        await model.complete(question, max_tokens=50)
    error = caught.value
    assert error.attempts == 2
    assert f"{model.endpoint} did not answer for m after 2 requests: " in error.message
    assert "\n" not in error.message
    assert len(error.message) < 300
    assert error.hint


async def test_an_endpoint_that_hangs_is_given_up_at_its_timeout(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(hang(after_headers=True))
    with pytest.raises(ServiceError, match=r"nothing within 0\.2 s"):
        await connect(timeout=0.2, retries=1).complete(question, max_tokens=50, told=lambda _: None)
    assert len(server.asked) == 2


async def test_nobody_listening_is_one_line(connect: Any, question: Question) -> None:
    with pytest.raises(ServiceError, match="did not answer for m after 2 requests"):
        await connect(base_url="http://127.0.0.1:9/v1", retries=1).complete(question, max_tokens=50)


async def test_an_endpoint_that_was_given_up_is_left_alone_and_then_asked_once(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(status(500), times=5)
    model = connect(retries=3)
    fuse = breaker(model._endpoint)
    for attempts, waits in ((4, False), (0, True), (1, False), (0, True)):
        assert fuse.seconds > 0 if waits else not fuse.seconds
        with pytest.raises(Unanswered) as caught:
            await model.complete(question, max_tokens=50)
        assert caught.value.attempts == attempts
        if waits:
            fuse._until = 0.0
    assert (await model.complete(question, max_tokens=50)).attempts == 1
    assert fuse.closed


async def test_an_endpoint_that_has_too_much_to_do_is_not_left_alone(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(status(429), times=2)
    model = connect(retries=1)
    with pytest.raises(Unanswered):
        await model.complete(question, max_tokens=50)
    assert breaker(model._endpoint).closed
    assert (await model.complete(question, max_tokens=50)).attempts == 1


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (status(400, message="no"), "refuses the request"),
        (status(401), "does not accept the key"),
        (status(402), "wants to be paid"),
        (status(403), "does not let this key in"),
        (status(404), "has no such model"),
        (answers.quota_spent(), "wants to be paid"),
        (answers.too_long(), "finds the prompt too long"),
    ],
)
async def test_what_will_not_pass_is_not_tried_again(
    connect: Any, server: OpenAIServer, naps: list[float], question: Question, how: Misbehaviour, words: str
) -> None:
    server.misbehave(how)
    with pytest.raises(ServiceError, match=words) as caught:
        await connect().complete(question, max_tokens=50, structure=AS_SCHEMA)
    assert (len(server.asked), naps) == (1, [])
    assert "model m" in caught.value.message
    assert caught.value.hint


async def test_retry_after_is_honoured(
    connect: Any, server: OpenAIServer, naps: list[float], question: Question
) -> None:
    server.misbehave(status(429, retry_after=17), times=1)
    await connect().complete(question, max_tokens=50)
    assert 17 <= naps[0] <= 18


async def test_an_endpoint_that_wants_too_much_patience_is_given_up_at_once(
    connect: Any, server: OpenAIServer, naps: list[float], question: Question
) -> None:
    server.misbehave(status(429, retry_after=300))
    with pytest.raises(ServiceError, match="wants to be asked again in 300 s"):
        await connect().complete(question, max_tokens=50)
    assert (len(server.asked), naps) == (1, [])


@pytest.mark.parametrize("cleanly", [True, False])
async def test_a_stream_that_breaks_is_made_anew_and_nothing_told_twice(
    connect: Any, server: OpenAIServer, question: Question, cleanly: bool
) -> None:
    server.misbehave(cut(2, cleanly=cleanly), times=1)
    pieces: list[str] = []
    completion = await connect().complete(question, max_tokens=50, told=pieces.append)
    assert completion.text == "This is a plain answer."
    # A request on the connection that the server is just closing never reaches it, and is an attempt all the same.
    assert len(server.asked) == 2 <= completion.attempts
    assert pieces
    assert completion.text.startswith("".join(pieces))
    assert "".join(pieces) != completion.text


async def test_a_stream_that_breaks_before_it_said_anything_is_told_in_the_next(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(disconnect(), times=1)
    pieces: list[str] = []
    await connect().complete(question, max_tokens=50, told=pieces.append)
    assert "".join(pieces) == "This is a plain answer."


async def test_an_error_of_a_server_that_repeats_the_key_does_not_show_it(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(echoes_authorization())
    with pytest.raises(ServiceError) as caught:
        await connect().complete(question, max_tokens=50)
    assert "[key]" in caught.value.message
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "CANARY" not in "".join(shown.format())
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


async def test_a_call_that_is_cancelled_leaves_its_place(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    server.misbehave(hang(), times=1)
    model = connect(concurrency=1)
    first = asyncio.create_task(model.complete(question, max_tokens=50))
    assert await asyncio.to_thread(server.wait_for, 1)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert (await model.complete(question, max_tokens=50)).text


async def test_no_more_requests_are_under_way_than_may_be(
    connect: Any, server: OpenAIServer, question: Question
) -> None:
    go_on = threading.Event()
    server.misbehave(held(go_on))
    models = connect(concurrency=2), connect(concurrency=2, model="other")
    calls = [asyncio.create_task(models[n % 2].complete(question, max_tokens=50)) for n in range(10)]
    assert await asyncio.to_thread(server.wait_for, 2)
    go_on.set()
    await asyncio.gather(*calls)
    assert len(server.asked) == 10
    assert server.most_at_once == 2


async def test_a_closed_model_can_be_used_again_and_leaves_no_connection_open(
    connect: Any, question: Question
) -> None:
    model = connect()
    await model.complete(question, max_tokens=50)
    await model.close()
    assert (await model.complete(question, max_tokens=50)).text
    await model.close()
    gc.collect()


async def test_nothing_is_counted_by_a_library_that_would_download_for_it(
    connect: Any, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("tiktoken was called")

    tiktoken = importlib.import_module("tiktoken")
    for name in ("get_encoding", "encoding_for_model"):
        monkeypatch.setattr(tiktoken, name, refuse)
    pieces: list[str] = []
    for told in (None, pieces.append):
        for structure in (None, AS_SCHEMA, AS_TOOL):
            await connect().complete(question, max_tokens=50, structure=structure, told=told)


async def test_a_proxy_does_not_come_between_us_and_this_machine(
    connect: Any, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert (await connect(retries=0).complete(question, max_tokens=50)).text

import json
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest

from triptych.agents.doubles import answers
from triptych.agents.doubles.misbehaviour import cut, echoes_authorization, status
from triptych.agents.doubles.openai_server import OpenAIServer, of_model

KEY = "sk-test-of-the-double"
MESSAGES = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "What is a chip? " * 10}]
SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "share": {"type": "number", "minimum": 3}},
    "required": ["text", "share"],
}
AS_SCHEMA: dict[str, Any] = {
    "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": SCHEMA}}
}
AS_TOOL: dict[str, Any] = {
    "tools": [{"type": "function", "function": {"name": "answer", "parameters": SCHEMA}}],
    "tool_choice": {"type": "function", "function": {"name": "answer"}},
}
STREAM: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(key=KEY, tokens_cached=16, tokens_reasoning=7) as server:
        yield server


def asks(client: httpx.Client, server: OpenAIServer, key: str = KEY, **more: Any) -> httpx.Response:
    body = {"model": "m", "messages": MESSAGES, **more}
    return client.post(
        f"{server.base_url}/chat/completions", json=body, headers={"authorization": f"Bearer {key}"}
    )


def said(response: httpx.Response) -> Any:
    return response.json()["choices"][0]["message"]


def events(response: httpx.Response) -> list[dict[str, Any]]:
    lines = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]
    return [json.loads(line) for line in lines if line != "[DONE]"]


def test_by_default_it_answers_with_a_line_of_prose(client: httpx.Client, server: OpenAIServer) -> None:
    response = asks(client, server)
    assert response.json()["choices"][0]["finish_reason"] == "stop"
    assert said(response)["content"] == "This is a plain answer."


@pytest.mark.parametrize("choice", [AS_TOOL["tool_choice"], "required"])
def test_a_forced_tool_is_called_with_what_fits_its_parameters(
    client: httpx.Client, server: OpenAIServer, choice: object
) -> None:
    message = said(asks(client, server, **{**AS_TOOL, "tool_choice": choice}))
    call = message["tool_calls"][0]["function"]
    assert (message["content"], call["name"]) == (None, "answer")
    assert json.loads(call["arguments"])["share"] == 3


def test_a_tool_that_is_only_offered_is_not_called(client: httpx.Client, server: OpenAIServer) -> None:
    assert "tool_calls" not in said(asks(client, server, **{**AS_TOOL, "tool_choice": "auto"}))


def test_a_schema_is_filled_in_however_it_is_asked_for(client: httpx.Client, server: OpenAIServer) -> None:
    in_words = [{"role": "user", "content": f"Answer in JSON that fits {json.dumps(SCHEMA)} only."}]
    asked: list[dict[str, Any]] = [AS_SCHEMA, {"messages": in_words}]
    for how in asked:
        assert set(json.loads(said(asks(client, server, **how))["content"])) == {"text", "share"}


def test_usage_tells_cached_and_reasoning_tokens(client: httpx.Client, server: OpenAIServer) -> None:
    usage = asks(client, server).json()["usage"]
    assert usage["prompt_tokens_details"]["cached_tokens"] == 16
    assert usage["completion_tokens_details"]["reasoning_tokens"] == 7
    assert usage["prompt_tokens"] == sum(len(m["content"]) for m in MESSAGES) // 4
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_a_stream_adds_up_to_the_same_answer_and_ends_with_its_usage(
    client: httpx.Client, server: OpenAIServer
) -> None:
    response = asks(client, server, **STREAM)
    found = events(response)
    assert response.text.endswith("data: [DONE]\n\n")
    deltas = [event["choices"][0]["delta"].get("content") or "" for event in found if event["choices"]]
    assert "".join(deltas) == "This is a plain answer."
    assert found[-1]["choices"] == []
    assert found[-1]["usage"]["completion_tokens"] > 7


def test_a_stream_tells_no_usage_unless_asked(client: httpx.Client, server: OpenAIServer) -> None:
    assert not any("usage" in event for event in events(asks(client, server, stream=True)))


def test_a_tool_call_is_streamed_in_pieces(client: httpx.Client, server: OpenAIServer) -> None:
    deltas = [
        e["choices"][0]["delta"] for e in events(asks(client, server, **AS_TOOL, **STREAM)) if e["choices"]
    ]
    calls = [delta["tool_calls"][0]["function"] for delta in deltas if "tool_calls" in delta]
    assert calls[0]["name"] == "answer"
    assert json.loads("".join(call["arguments"] for call in calls))["share"] == 3


def test_a_wrong_key_is_refused_and_not_repeated(client: httpx.Client, server: OpenAIServer) -> None:
    response = asks(client, server, key="sk-wrong")
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "invalid_api_key"
    assert "sk-wrong" not in response.text


def test_it_lists_its_models_and_knows_no_others(client: httpx.Client) -> None:
    with OpenAIServer(models=["small", "large"]) as server:
        listed = client.get(f"{server.base_url}/models").json()
        assert [model["id"] for model in listed["data"]] == ["small", "large"]
        assert asks(client, server, model="large").status_code == 200
        unknown = asks(client, server, model="huge")
    assert unknown.status_code == 404
    assert unknown.json()["error"]["code"] == "model_not_found"


def test_the_answer_may_be_a_function_of_the_request(client: httpx.Client) -> None:
    with OpenAIServer(lambda request: f"asked {request['model']}") as server:
        assert said(asks(client, server, model="x"))["content"] == "asked x"
        assert server.asked[0]["messages"] == MESSAGES


def test_an_error_in_the_answer_function_comes_out_at_the_end(client: httpx.Client) -> None:
    def broken(request: dict[str, Any]) -> str:
        raise KeyError(request["model"])

    with pytest.raises(KeyError, match="m"), OpenAIServer(broken) as server:
        assert asks(client, server).status_code == 500


def test_it_can_fail_for_one_model_only(client: httpx.Client, server: OpenAIServer) -> None:
    server.misbehave(status(500), when=of_model("broken"))
    assert [asks(client, server, model=m).status_code for m in ("m", "broken", "m", "broken")] == [
        200,
        500,
        200,
        500,
    ]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("response_format", AS_SCHEMA),
        ("tools", AS_TOOL),
        ("temperature", {"temperature": 0.2}),
        ("max_tokens", {"max_tokens": 100}),
    ],
)
def test_a_parameter_can_be_refused(
    client: httpx.Client, server: OpenAIServer, name: str, more: dict[str, Any]
) -> None:
    server.misbehave(answers.refuses(name))
    refused = asks(client, server, **more)
    assert refused.status_code == 400
    assert refused.json()["error"]["param"] == name
    assert f"'{name}'" in refused.json()["error"]["message"]
    assert asks(client, server).status_code == 200


def test_a_401_can_repeat_the_key_it_was_sent(client: httpx.Client, server: OpenAIServer) -> None:
    server.misbehave(echoes_authorization())
    response = asks(client, server)
    assert response.status_code == 401
    assert f"Bearer {KEY}" in response.json()["error"]["message"]


def test_money_and_context_can_run_out(client: httpx.Client, server: OpenAIServer) -> None:
    server.misbehave(answers.quota_spent(), times=1)
    server.misbehave(answers.too_long(), times=1)
    found = [(r.status_code, r.json()["error"]["code"]) for r in (asks(client, server), asks(client, server))]
    assert found == [(429, "insufficient_quota"), (400, "context_length_exceeded")]


@pytest.mark.parametrize("streamed", [{}, STREAM], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    ("change", "content", "finish"),
    [
        (answers.says("Other words."), "Other words.", "stop"),
        (answers.truncated_json(), '{"text": "A plain', "stop"),
        (answers.wrong_schema(), '{"unexpected": [1, 2, 3]}', "stop"),
        (answers.fenced("Sure:"), "Sure:\n```json\n{", "stop"),
        (answers.thinks("Hm."), "<think>\nHm.\n</think>\n\n{", "stop"),
        (answers.out_of_tokens(), '{"text": "A plain', "length"),
        (answers.filtered(), "", "content_filter"),
        (answers.empty(), "", "stop"),
        (answers.long_content(50_000), '{"text": "A plain answer.", "share": 3}xxxx', "stop"),
    ],
)
def test_what_is_said_can_go_wrong(
    client: httpx.Client,
    server: OpenAIServer,
    streamed: dict[str, Any],
    change: answers.Change,
    content: str,
    finish: str,
) -> None:
    server.misbehave(change, times=1)
    response = asks(client, server, **AS_SCHEMA, **streamed)
    if streamed:
        choices = [event["choices"][0] for event in events(response) if event["choices"]]
        text, end = "".join(c["delta"].get("content") or "" for c in choices), choices[-1]["finish_reason"]
    else:
        text, end = said(response)["content"], response.json()["choices"][0]["finish_reason"]
    assert text.startswith(content)
    assert end == finish
    assert json.loads(said(asks(client, server, **AS_SCHEMA))["content"])["share"] == 3


def test_choices_usage_and_content_can_be_missing(client: httpx.Client, server: OpenAIServer) -> None:
    for change in (
        answers.no_choices(),
        answers.no_usage(),
        answers.refusal("No."),
        answers.thinks_apart("Hm."),
    ):
        server.misbehave(change, times=1)
    assert asks(client, server).json()["choices"] == []
    assert "usage" not in asks(client, server).json()
    assert (said(refused := asks(client, server))["content"], said(refused)["refusal"]) == (None, "No.")
    assert said(asks(client, server))["reasoning_content"] == "Hm."


def test_the_same_can_be_missing_in_a_stream(client: httpx.Client, server: OpenAIServer) -> None:
    for change in (
        answers.no_choices(),
        answers.no_usage(),
        answers.refusal("No."),
        answers.thinks_apart("Hm."),
    ):
        server.misbehave(change, times=1)
    assert [event["choices"] for event in events(asks(client, server, **STREAM))] == [[]]
    assert not any(event.get("usage") for event in events(asks(client, server, **STREAM)))
    for key, words in (("refusal", "No."), ("reasoning_content", "Hm.")):
        found = events(asks(client, server, **STREAM))
        assert "".join(e["choices"][0]["delta"].get(key) or "" for e in found if e["choices"]) == words


def test_a_stream_can_be_cut_so_that_the_client_sees_it(client: httpx.Client, server: OpenAIServer) -> None:
    server.misbehave(cut())
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
        asks(client, server, **STREAM)


def test_a_stream_can_be_cut_so_that_nothing_but_its_end_is_missing(
    client: httpx.Client, server: OpenAIServer
) -> None:
    server.misbehave(cut(3, cleanly=True))
    response = asks(client, server, **STREAM)
    assert len(events(response)) == 3
    assert "[DONE]" not in response.text


async def test_the_official_client_understands_it(server: OpenAIServer) -> None:
    async with openai.AsyncOpenAI(base_url=server.base_url, api_key=KEY, max_retries=0) as official:
        create: Any = official.chat.completions.create
        asked = {"model": "m", "messages": MESSAGES}
        whole = await create(**asked, **AS_TOOL)
        assert whole.choices[0].message.tool_calls[0].function.name == "answer"
        assert whole.usage.completion_tokens_details.reasoning_tokens == 7
        chunks = [chunk async for chunk in await create(**asked, **STREAM)]
        assert chunks[-1].usage.prompt_tokens_details.cached_tokens == 16
        server.misbehave(status(429, retry_after=3), times=1)
        with pytest.raises(openai.RateLimitError) as refused:
            await create(**asked)
        assert refused.value.response.headers["retry-after"] == "3"

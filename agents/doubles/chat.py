"""OpenAI's chat completions as JSON and as a stream of events: the wire format, apart from any server."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from triptych.agents.doubles.exchange import Response
from triptych.agents.doubles.loopback import as_json
from triptych.agents.doubles.scripted import tokens

Body = dict[str, Any]
_PIECE = 12  # characters of a streamed answer in one event
# A letter outside ASCII in every answer: so a wrong charset always shows.
_FINGERPRINT = "fp_doublé"


@dataclass(frozen=True, slots=True)
class Said:
    """What the model says, before it is put into words of the protocol."""

    content: str
    finish: str = "stop"
    refusal: str = ""
    choices: bool = True
    """False: the list of choices is empty."""
    usage: bool = True
    tokens_cached: int = 0
    tokens_reasoning: int = 0
    thoughts: str = ""
    """Sent as `reasoning_content`, as some local servers do."""


def completion(request: Body, said: Said, number: int) -> Response:
    """The answer to a request for a chat completion, streamed if it asks for that."""
    if request.get("stream"):
        pieces = tuple(_event(event) for event in _events(request, said, number))
        return Response(
            content_type="text/event-stream; charset=utf-8", pieces=(*pieces, b"data: [DONE]\n\n")
        )
    choice = {"index": 0, "message": _message(request, said), "logprobs": None, "finish_reason": said.finish}
    body = _head("chat.completion", request, number)
    body["choices"] = [choice] if said.choices else []
    return as_json(body | ({"usage": _usage(request, said)} if said.usage else {}))


def forced_tool(request: Body) -> str:
    """The name of the function that the request makes the model call; empty if it makes it call none."""
    tools = [tool["function"]["name"] for tool in request.get("tools") or () if "function" in tool]
    choice = request.get("tool_choice")
    if isinstance(choice, dict):
        return str(choice.get("function", {}).get("name", ""))
    return tools[0] if tools and choice == "required" else ""


def wanted_schema(request: Body) -> dict[str, Any] | None:
    """The JSON schema of the answer that a request asks for, by response_format or by a forced tool."""
    wanted = request.get("response_format") or {}
    if wanted.get("type") == "json_schema":
        return dict(wanted["json_schema"].get("schema", {}))
    name = forced_tool(request)
    for tool in request.get("tools") or ():
        if name and tool.get("function", {}).get("name") == name:
            return dict(tool["function"].get("parameters", {}))
    return None


def text_of(message: Body) -> str:
    """The text of one message of a request, whether it is given as such or in parts."""
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "".join(str(part.get("text", "")) for part in content)


def _head(kind: str, request: Body, number: int) -> Body:
    name = request.get("model", "")
    return {
        "id": f"chatcmpl-{number}",
        "object": kind,
        "created": 1_700_000_000,
        "model": name,
        "system_fingerprint": _FINGERPRINT,
    }


def _message(request: Body, said: Said) -> Body:
    message: Body = {"role": "assistant", "content": said.content, "refusal": said.refusal or None}
    if said.thoughts:
        message["reasoning_content"] = said.thoughts
    if said.refusal:
        message["content"] = None
    elif name := forced_tool(request):
        message |= {"content": None, "tool_calls": [_tool_call(name, said.content)]}
    return message


def _tool_call(name: str, arguments: str) -> Body:
    return {"id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}}


def _usage(request: Body, said: Said) -> Body:
    asked = tokens(sum(len(text_of(message)) for message in request.get("messages", ())))
    told = tokens(len(said.content)) + said.tokens_reasoning
    return {
        "prompt_tokens": asked,
        "completion_tokens": told,
        "total_tokens": asked + told,
        "prompt_tokens_details": {"cached_tokens": min(asked, said.tokens_cached), "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": said.tokens_reasoning, "audio_tokens": 0},
    }


def _events(request: Body, said: Said, number: int) -> Iterator[Body]:
    head = _head("chat.completion.chunk", request, number)
    asks_usage = bool((request.get("stream_options") or {}).get("include_usage"))
    if asks_usage and said.usage:
        head["usage"] = None
    if said.choices:
        for delta in _deltas(request, said):
            yield head | {"choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}]}
        yield head | {"choices": [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": said.finish}]}
    if asks_usage and said.usage:
        yield head | {"choices": [], "usage": _usage(request, said)}


def _deltas(request: Body, said: Said) -> Iterator[Body]:
    yield {"role": "assistant", "content": "" if not forced_tool(request) else None, "refusal": None}
    for piece in _split(said.thoughts):
        yield {"reasoning_content": piece}
    for piece in _split(said.refusal):
        yield {"refusal": piece}
    if said.refusal:
        return
    if name := forced_tool(request):
        yield {"tool_calls": [{"index": 0, **_tool_call(name, "")}]}
        for piece in _split(said.content):
            yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}
        return
    for piece in _split(said.content):
        yield {"content": piece}


def _split(text: str) -> Iterator[str]:
    return (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))


def _event(data: Body) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"

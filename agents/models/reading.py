"""What came back, as ChatOpenAI gives it, made into text, tokens and the reason why it ended."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from triptych.agents.models.base import Usage
from triptych.agents.models.payload import Ask

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

_CHARS = 4  # to a token, where the endpoint counts none
Finish = Literal["stop", "length", "refused"]


@dataclass(slots=True)
class Reply:
    """An answer, or what has come of it."""

    text: str = ""
    usage: Mapping[str, Any] | None = None
    finish: str = ""
    refusal: str = ""

    def take(self, piece: "AIMessage") -> str:
        """Take up a piece of a streamed answer, or the whole of another; its text."""
        text = str(piece.text) or arguments(piece)
        self.text += text
        self.usage = piece.usage_metadata or self.usage
        self.finish = piece.response_metadata.get("finish_reason") or self.finish
        self.refusal = piece.additional_kwargs.get("refusal") or self.refusal
        return text


def arguments(message: "AIMessage") -> str:
    """The arguments of the tool call in it, as JSON; as they came where they are none."""
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"], ensure_ascii=False)
    return str(message.invalid_tool_calls[0]["args"] or "") if message.invalid_tool_calls else ""


def finish(reply: Reply) -> Finish:
    """Why it ended."""
    if reply.refusal or reply.finish == "content_filter":
        return "refused"
    return "length" if reply.finish in ("length", "max_tokens") else "stop"


def usage(reply: Reply, ask: Ask) -> Usage:
    """Its tokens; by characters where the endpoint does not count them."""
    counted = reply.usage
    if not counted or not counted["input_tokens"] + counted["output_tokens"]:
        asked = sum(len(message.text) for message in ask.messages)
        return Usage(-(-asked // _CHARS), -(-len(reply.text) // _CHARS), estimated=True)
    cached = (counted.get("input_token_details") or {}).get("cache_read") or 0
    reasoning = (counted.get("output_token_details") or {}).get("reasoning") or 0
    return Usage(counted["input_tokens"], counted["output_tokens"], cached, reasoning)

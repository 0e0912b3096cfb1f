"""What came back, as ChatOpenAI gives it, made into text, tokens and the reason why it ended."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from triptych.agents.models.base import Usage
from triptych.agents.models.payload import Ask
from triptych.keys import hidden

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

_CHARS = 4  # to a token, where the endpoint counts none
_MOST, _WIDELY, _UNSEEN = (
    5_000_000,
    4,
    50_000,
)  # tokens in any call, tokens to a byte, tokens that nobody shows
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


def plain(text: str) -> str:
    """A text without any key that the endpoint repeats, and with `?` for what no file can hold: halves of surrogate pairs."""
    return hidden(text.encode(errors="replace").decode())


def finish(reply: Reply) -> Finish:
    """Why it ended."""
    if reply.refusal or reply.finish == "content_filter":
        return "refused"
    return "length" if reply.finish in ("length", "max_tokens") else "stop"


def usage(reply: Reply, ask: Ask) -> Usage:
    """Its tokens; by characters where the endpoint does not count them, or gives figures that cannot be."""
    counted, sent = reply.usage or {}, "".join(message.text for message in ask.messages)
    schema = json.dumps(ask.structure.schema) if ask.structure else ""
    most_in = _most(len(sent.encode(errors="replace")) + len(schema))
    most_out = _most(len(reply.text.encode(errors="replace")) + ask.max_tokens)
    tokens_in = _figure(counted.get("input_tokens"), most_in)
    tokens_out = _figure(counted.get("output_tokens"), most_out)
    guessed_in, guessed_out = estimate(sent), estimate(reply.text)
    return Usage(
        tokens_in or guessed_in,
        tokens_out or guessed_out,
        _figure(_detail(counted, "input_token_details", "cache_read"), tokens_in),
        _figure(_detail(counted, "output_token_details", "reasoning"), most_out),
        estimated=not tokens_in or (not tokens_out and guessed_out > 0),
    )


def estimate(text: str) -> int:
    """About how many tokens a text has."""
    return -(-len(text) // _CHARS)


def _most(size: int) -> int:
    """More tokens than can be for so many bytes, with what a template adds and what is thought unseen."""
    return min(_MOST, _WIDELY * size + _UNSEEN)


def _figure(value: object, most: int) -> int:
    """A figure of the endpoint's; 0 where it cannot be."""
    return value if type(value) is int and 0 <= value <= most else 0


def _detail(counted: Mapping[str, Any], group: str, name: str) -> object:
    details = counted.get(group)
    return details.get(name) if isinstance(details, Mapping) else None

"""What goes wrong in what a chat model says, for OpenAIServer: `server.misbehave(refusal(), times=1)`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from triptych.agents.doubles.chat import Said
from triptych.agents.doubles.exchange import Exchange, Response
from triptych.agents.doubles.loopback import as_json
from triptych.agents.doubles.misbehaviour import MEGABYTES_10
from triptych.agents.doubles.plan import Misbehaviour

_REFUSALS = {
    "response_format": "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
    "temperature": "Unsupported value: 'temperature' does not support {value} with this model. "
    "Only the default (1) value is supported.",
    "max_tokens": "Unsupported parameter: 'max_tokens' is not supported with this model. "
    "Use 'max_completion_tokens' instead.",
}
_REFUSED = "Unsupported parameter: '{name}' is not supported with this model."
_CODES = {"temperature": "unsupported_value", "response_format": None}


@dataclass(frozen=True, slots=True)
class Change:
    """A change of what is said; how it is sent stays proper."""

    change: Callable[[Said], Said]

    def __call__(self, said: Said) -> Said:
        """What is said instead."""
        return self.change(said)


def says(content: str) -> Change:
    """These words instead."""
    return Change(lambda said: replace(said, content=content))


def truncated_json() -> Change:
    """The first half of the content, as if that were all."""
    return Change(lambda said: replace(said, content=said.content[: max(1, len(said.content) // 2)]))


def wrong_schema() -> Change:
    """JSON, but not what was asked for."""
    return says('{"unexpected": [1, 2, 3]}')


def fenced(chatter: str = "Sure! Here is the JSON you asked for:") -> Change:
    """The content in a Markdown fence, with chatter before and after it."""
    return Change(
        lambda said: replace(
            said, content=f"{chatter}\n```json\n{said.content}\n```\nLet me know if it helps."
        )
    )


def thinks(thoughts: str = 'Hmm, {"is": "this"} it? No.') -> Change:
    """A `<think>` block before the content."""
    return Change(lambda said: replace(said, content=f"<think>\n{thoughts}\n</think>\n\n{said.content}"))


def thinks_apart(thoughts: str = "Let me think.") -> Change:
    """Thoughts in a field of their own, `reasoning_content`."""
    return Change(lambda said: replace(said, thoughts=thoughts))


def refusal(words: str = "I cannot help with that.") -> Change:
    """A refusal instead of the content."""
    return Change(lambda said: replace(said, refusal=words))


def filtered() -> Change:
    """Nothing said, because a content filter stepped in."""
    return Change(lambda said: replace(said, content="", finish="content_filter"))


def out_of_tokens() -> Change:
    """Half of the content, and `length` as the reason for its end."""
    return Change(lambda said: replace(truncated_json()(said), finish="length"))


def empty() -> Change:
    """An answer with nothing in it."""
    return says("")


def no_choices() -> Change:
    """An empty list of choices."""
    return Change(lambda said: replace(said, choices=False))


def no_usage() -> Change:
    """Nothing said about tokens."""
    return Change(lambda said: replace(said, usage=False))


def long_content(size: int = MEGABYTES_10) -> Change:
    """The content, and so many characters more."""
    return Change(lambda said: replace(said, content=said.content + "x" * size))


def refuses(*names: str) -> Misbehaviour:
    """A 400 for every request that has one of these parameters, as models give that do not know it.

    Args:
        names: such as response_format, tools, temperature, max_tokens, stream_options.
    """

    def answer(exchange: Exchange) -> None:
        body = exchange.request.json
        refused = next((name for name in names if body.get(name) is not None), None)
        exchange.send(exchange.normal() if refused is None else _unsupported(refused, body[refused]))

    return answer


def quota_spent() -> Misbehaviour:
    """The 429 of an account without money: it says insufficient_quota, and waiting does not help."""
    words = "You exceeded your current quota, please check your plan and billing details."
    return lambda exchange: exchange.send(
        _error(429, words, "insufficient_quota", "insufficient_quota", None)
    )


def too_long(limit: int = 8192) -> Misbehaviour:
    """The 400 for a prompt that is longer than the model's context."""
    words = f"This model's maximum context length is {limit} tokens. However, your messages resulted in more."
    return lambda exchange: exchange.send(
        _error(400, words, "invalid_request_error", "context_length_exceeded", "messages")
    )


def _unsupported(name: str, value: object) -> Response:
    words = _REFUSALS.get(name, _REFUSED).format(name=name, value=value)
    return _error(400, words, "invalid_request_error", _CODES.get(name, "unsupported_parameter"), name)


def _error(status: int, message: str, kind: str, code: str | None, parameter: str | None) -> Response:
    error: dict[str, Any] = {"message": message, "type": kind, "param": parameter, "code": code}
    return as_json({"error": error}, status)

"""The seam to a chat model: what it is asked, and what it gives back. Everything above it can be tested by a script."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Mode = Literal["schema", "tools", "text"]
"""How an answer in JSON is asked for: as a schema, as a forced tool call, or in words."""
Told = Callable[[str], None]
"""What hears a piece of the answer's text as it comes."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Structure:
    """The JSON that is asked for: its name, its JSON schema, and the way in which to ask."""

    name: str
    schema: dict[str, Any]
    mode: Mode


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint counts them. `estimated` where it does not, and characters were counted instead."""

    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    tokens_reasoning: int = 0
    estimated: bool = False

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.tokens_cached + other.tokens_cached,
            self.tokens_reasoning + other.tokens_reasoning,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class Completion:
    """What came back: the text (or a tool call's arguments) as it is, and why it ended there."""

    text: str
    usage: Usage
    finish: Literal["stop", "length", "refused"] = "stop"
    attempts: int = 1


class Model(Protocol):
    """A chat model behind some endpoint."""

    @property
    def name(self) -> str:
        """The model's name, as it is asked for by."""
        ...

    @property
    def endpoint(self) -> str:
        """Host and port, for the record."""
        ...

    async def complete(
        self,
        messages: tuple[Message, ...],
        *,
        max_tokens: int,
        structure: Structure | None = None,
        told: Told | None = None,
    ) -> Completion:
        """The model's answer; with `told` it is streamed.

        Raises:
            ServiceError: it did not answer, after all retries; or it refuses the request as such (a wrong key, an
                unknown model): then its message says so.
            StructureError: the endpoint does not know this way to ask for JSON.
        """
        ...

    async def close(self) -> None:
        """End the connections that it holds; it is asked nothing afterwards."""
        ...


class StructureError(Exception):
    """The endpoint refused the way in which JSON was asked for; another may do."""

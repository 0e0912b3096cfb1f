"""A chat model that says what a script tells it to: for tests of everything above the seam `Model`.

Invariant: the answers of a list are given in the order in which they are asked for, each once; where calls run side
by side and their order is not known, the script is a function of what was asked.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from triptych.agents.models.base import Completion, Message, Structure, Told, Usage

Scripted = str | Completion | Exception
Script = Callable[[tuple[Message, ...], Structure | None], Scripted]

_PER_TOKEN = 4  # characters
_SHOWN = 80
_PIECE = re.compile(r"\S+\s*|\s+")


class ScriptError(AssertionError):
    """The script has no answer to what was asked. No error of Triptych, so that nothing takes it for a service that failed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One call."""

    messages: tuple[Message, ...]
    structure: Structure | None
    max_tokens: int

    @property
    def user(self) -> str:
        """The last message of the user; empty if there is none."""
        return next((m.text for m in reversed(self.messages) if m.role == "user"), "")


class ScriptedModel:
    """A `Model` whose answers are known beforehand.

    Args:
        answers: in order, or a function of the messages and the structure. A text is answered with a usage that is
            counted from characters; an exception is raised.
        name: the model's name.
        endpoint: host and port, for the record.
    """

    def __init__(
        self, answers: Sequence[Scripted] | Script, name: str = "scripted", endpoint: str = "script"
    ) -> None:
        self._answers: Script = answers if callable(answers) else self._next
        self._list: Sequence[Scripted] = () if callable(answers) else tuple(answers)
        self._name, self._endpoint = name, endpoint
        self.asked: list[Asked] = []

    @property
    def name(self) -> str:
        """The model's name, as it is asked for by."""
        return self._name

    @property
    def endpoint(self) -> str:
        """Host and port, for the record."""
        return self._endpoint

    @property
    def left(self) -> int:
        """How many answers of a list nobody has asked for."""
        return max(0, len(self._list) - len(self.asked))

    async def complete(
        self,
        messages: tuple[Message, ...],
        *,
        max_tokens: int,
        structure: Structure | None = None,
        told: Told | None = None,
    ) -> Completion:
        """The script's answer; with `told` its text comes word by word first.

        Raises:
            ScriptError: the script has run out.
            Exception: whatever the script holds in this place.
        """
        self.asked.append(Asked(messages, structure, max_tokens))
        answer = self._answers(messages, structure)
        await asyncio.sleep(0)  # an endpoint would let others go on, too
        if isinstance(answer, Exception):
            raise answer
        completion = answer if isinstance(answer, Completion) else said(answer, messages)
        if told:
            await _tell(completion.text, told)
        return completion

    async def close(self) -> None:
        """Nothing is open."""

    def _next(self, _messages: tuple[Message, ...], _structure: Structure | None) -> Scripted:
        number = len(self.asked)
        if number > len(self._list):
            raise ScriptError(
                f"Call {number} has no answer: the script of {self._name} holds {len(self._list)}. "
                f"It was asked: {self.asked[-1].user[:_SHOWN]!r}"
            )
        return self._list[number - 1]


async def _tell(text: str, told: Told) -> None:
    for piece in _PIECE.findall(text):
        told(piece)
        await asyncio.sleep(0)


def said(text: str, messages: Sequence[Message] = ()) -> Completion:
    """A completion of that text, its tokens counted from characters as an endpoint might count them."""
    asked = sum(len(message.text) for message in messages)
    return Completion(text, Usage(tokens_in=tokens(asked), tokens_out=tokens(len(text))))


def tokens(characters: int) -> int:
    """About how many tokens so many characters make; at least one."""
    return max(1, characters // _PER_TOKEN)

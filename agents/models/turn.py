"""One question as it goes to a model, and what came back with the time that it took."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from triptych.agents.models.base import Completion, Message, Structure, Usage
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.structured import in_words
from triptych.store.records import Role

_BYTES = 3.5  # to a token, so that no text has more tokens than we reckon with, whatever its script
_PER_MESSAGE = 8  # tokens that a template puts around each
_NOTHING = Usage()
_LEAST_ROOM = 256  # tokens for an answer, however long the question


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a persona is asked to do.

    `task` is the prompt's name for the record, `system` and `user` its text, `max_tokens` the most of the answer.
    """

    task: str
    role: Role
    persona: str
    system: str
    user: str
    max_tokens: int = 800

    @property
    def messages(self) -> tuple[Message, ...]:
        """The two messages that it is."""
        return Message("system", self.system), Message("user", self.user)


@dataclass(frozen=True, slots=True)
class Turn:
    """One call that is to be made."""

    prompt: Prompt
    endpoint: Endpoint
    item: int
    said: tuple[Message, ...]
    """The conversation so far."""
    max_tokens: int
    structure: Structure | None = None
    repair: bool = False
    growth: int = 1
    """So many times the tokens, for a model that spends them on thoughts; what is asked is the same."""

    @property
    def mode(self) -> str:
        """How the answer is asked for."""
        return self.structure.mode if self.structure else "prose"

    @property
    def messages(self) -> tuple[Message, ...]:
        """What is sent."""
        if self.structure and self.structure.mode == "text":
            return in_words(self.said, self.structure)
        return self.said

    @property
    def tokens_in(self) -> int:
        """At most so many tokens go in."""
        texts = [message.text for message in self.messages]
        if self.structure and self.mode != "text":
            texts.append(json.dumps(self.structure.schema))
        size = sum(len(text.encode(errors="replace")) for text in texts)
        return int(size / _BYTES) + _PER_MESSAGE * len(texts)

    @property
    def tokens_out(self) -> int:
        """At most so many come out: what was asked for, as far as the context has room for it."""
        return min(self.growth * self.max_tokens, max(_LEAST_ROOM, self.endpoint.context - self.tokens_in))

    def again(self, *further: Message, max_tokens: int | None = None) -> "Turn":
        """The turn that repairs this one."""
        most = self.max_tokens if max_tokens is None else max_tokens
        return replace(self, said=(*self.said, *further), max_tokens=most, repair=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a turn."""

    turn: Turn
    completion: Completion
    started_at: datetime
    seconds: float
    lost: Usage = _NOTHING
    """What requests before it, which failed, may be billed."""
    number: int = 0
    """That of its call in the run."""
    on_record: bool = False
    """Whether an earlier part of the run has told of it."""

"""A model that is asked the same question once: settings that share their research then differ by the debate alone."""

import time
from collections.abc import Callable
from dataclasses import replace

from triptych.agents.models.base import Completion, Message, Model, Structure, Told
from triptych.agents.models.endpoint import Endpoint

Connect = Callable[[Endpoint], Model]


class Memory:
    """What models answered, and how long they took. What failed is not remembered."""

    def __init__(self) -> None:
        self.answers: dict[tuple[object, ...], tuple[Completion, float]] = {}
        self.saved = 0.0
        """Seconds of all answers that were given again."""

    def over(self, connect: Connect) -> Connect:
        """The same models, each asked the same once."""
        return lambda endpoint: _Remembering(connect(endpoint), endpoint, self)


class _Remembering:
    """A model at an endpoint, with all that its settings change in its answers."""

    def __init__(self, model: Model, at: Endpoint, memory: Memory) -> None:
        self._model, self._at, self._memory = model, at, memory

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def endpoint(self) -> str:
        return self._model.endpoint

    async def complete(
        self,
        messages: tuple[Message, ...],
        *,
        max_tokens: int,
        structure: Structure | None = None,
        told: Told | None = None,
    ) -> Completion:
        asked = (self._at, messages, max_tokens, structure and (structure.name, structure.mode))
        if asked in self._memory.answers:
            answer, seconds = self._memory.answers[asked]
            self._memory.saved += seconds
            return self._again(answer, told)
        began = time.perf_counter()
        answer = await self._model.complete(messages, max_tokens=max_tokens, structure=structure, told=told)
        self._memory.answers[asked] = (answer, time.perf_counter() - began)
        return answer

    def _again(self, answer: Completion, told: Told | None) -> Completion:
        if told:
            told(answer.text)
        return replace(answer)

    async def close(self) -> None:
        await self._model.close()

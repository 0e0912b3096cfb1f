"""A model that is asked the same question once: settings that share their research then differ by the debate alone."""

from collections.abc import Callable

from triptych.agents.models.base import Completion, Message, Model, Structure, Told
from triptych.agents.models.endpoint import Endpoint

Connect = Callable[[Endpoint], Model]


class Memory:
    """What models answered. What failed is not remembered."""

    def __init__(self) -> None:
        self.answers: dict[tuple[object, ...], Completion] = {}

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
        if answer := self._memory.answers.get(asked):
            if told:
                told(answer.text)
            return answer
        answer = await self._model.complete(messages, max_tokens=max_tokens, structure=structure, told=told)
        self._memory.answers[asked] = answer
        return answer

    async def close(self) -> None:
        await self._model.close()

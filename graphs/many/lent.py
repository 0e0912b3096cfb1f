"""Chat models that several runs share: one client for each endpoint, and what one run learns of it all know."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from triptych.agents.models.base import Completion, Message, Model
from triptych.agents.models.endpoint import Endpoint


class _Borrowed:
    """A model that stays open when a run has done with it."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """As `Model` has it."""
        return self._model.name

    @property
    def endpoint(self) -> str:
        """As `Model` has it."""
        return self._model.endpoint

    async def complete(self, messages: tuple[Message, ...], **asked: Any) -> Completion:
        """As `Model` has it."""
        return await self._model.complete(messages, **asked)

    async def close(self) -> None:
        """Nothing: others may be asking."""


class Lent:
    """The models that are lent out.

    Args:
        connect: makes the model behind an endpoint; asked once for each.
    """

    def __init__(self, connect: Callable[[Endpoint], Model]) -> None:
        self._connect = connect
        self._models: dict[Endpoint, Model] = {}

    def model(self, endpoint: Endpoint) -> Model:
        """The model behind an endpoint, for one run."""
        if endpoint not in self._models:
            self._models[endpoint] = self._connect(endpoint)
        return _Borrowed(self._models[endpoint])

    async def close(self) -> None:
        """End all connections; nobody asks any more. One that does not end well leaves none of the others open."""
        async with AsyncExitStack() as ends:
            for model in self._models.values():
                ends.push_async_callback(model.close)

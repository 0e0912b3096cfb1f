"""What the tests of models share: a server on loopback, and models at it that note their pauses instead of sleeping."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.models.base import Message
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.openai import OpenAIModel
from triptych.keys import Key

CANARY = "sk-test-CANARY-of-the-models"
Connect = Callable[..., OpenAIModel]


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(key=CANARY, tokens_cached=3, tokens_reasoning=7) as server:
        yield server


@pytest.fixture
def naps() -> list[float]:
    """The pauses that were made, in seconds."""
    return []


@pytest.fixture
async def connect(server: OpenAIServer, naps: list[float]) -> AsyncIterator[Connect]:
    """`connect(retries=2)`: a model at the server, with an endpoint of those settings."""
    models: list[OpenAIModel] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    def make(**settings: Any) -> OpenAIModel:
        given = {"model": "m", "base_url": server.base_url, "key": Key(CANARY), "timeout": 5.0, **settings}
        models.append(OpenAIModel(Endpoint(**given), sleep=nap))
        return models[-1]

    yield make
    for model in models:
        await model.close()


@pytest.fixture
def question() -> tuple[Message, ...]:
    return Message("system", "Be short."), Message("user", "What is a chip?")

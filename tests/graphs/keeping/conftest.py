"""A chat model on loopback whose research can be made to fail, and a small run that it does."""

import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.doubles import misbehaviour as bad
from triptych.agents.doubles import panelist
from triptych.agents.doubles.exchange import Request as Asked
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.graphs.request import Request
from triptych.graphs.setup import Setup


class Down(OpenAIServer):
    """While it is down, its first answer on passages is that they establish nothing, and all others are refusals.

    They are of a kind after which the next call is made at once.
    """

    def __init__(self) -> None:
        super().__init__(self._played)
        self.down = True
        self._empty = 0
        self.misbehave(bad.status(402), when=self._fails)

    def _fails(self, asked: Asked) -> bool:
        claims = self.down and b'Claims"' in asked.body
        self._empty += claims
        return claims and self._empty > 1

    def _played(self, asked: dict[str, Any]) -> str:
        empty = self.down and 'Claims"' in json.dumps(asked)
        return '{"claims": []}' if empty else panelist.served(asked)


@pytest.fixture
def model() -> Iterator[Down]:
    with Down() as started:
        yield started


@pytest.fixture
def asked(model: Down, panel: ModuleType) -> Request:
    endpoint = Endpoint("panelist", base_url=model.base_url, context=8192, retries=0)
    short = {"panel": ("engineer",), "rounds": 0, "brief": None, "questions": 2}
    made: Request = panel.request(setup=Setup(endpoints=Endpoints(endpoint)), **short)
    return made

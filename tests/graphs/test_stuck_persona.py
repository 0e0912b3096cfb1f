"""A persona whose endpoint takes requests and never answers: it costs its own part, and a time that can be told beforehand."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType

import pytest

from triptych.agents.doubles import misbehaviour as bad
from triptych.agents.doubles import panelist
from triptych.agents.doubles.openai_server import OpenAIServer, of_model
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.graphs.events import ModelCalled
from triptych.graphs.setup import Setup
from triptych.store import memos
from triptych.store.archive import Archive

SECONDS = 0.3
STEPS = 3
"""In which a persona asks its own model in a run with one round: the brief, research and its critique; without claims it
takes no stance, and nobody objects to it."""


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(panelist.served) as started:
        started.misbehave(bad.hang(), when=of_model("stuck"))
        yield started


def setup(server: OpenAIServer) -> Setup:
    whole = Endpoint("panelist", base_url=server.base_url, context=8192)
    stuck = replace(whole, model="stuck", timeout=SECONDS, retries=0)
    return Setup(endpoints=Endpoints(whole, personas={"investor": stuck}))


def test_the_others_write_their_memo(archive: Archive, server: OpenAIServer, panel: ModuleType) -> None:
    began = time.monotonic()
    told = asyncio.run(panel.told(archive, panel.request(setup=setup(server), brief=None, rounds=1)))
    assert told[-1].memo, told[-1].message
    lost = [one for one in told if isinstance(one, ModelCalled) and one.outcome == "failed"]
    assert {one.persona for one in lost} == {"investor"}
    # Its calls of one step fail side by side; the wide rest is for a slow machine.
    assert time.monotonic() - began < STEPS * SECONDS + 20
    dossier = memos.load(archive, told[-1].memo)
    assert {c.persona for c in dossier.ledger.claims} == {"engineer", "strategist"}
    assert any("stuck" in limit or "did not answer" in limit for limit in dossier.memo.limits)

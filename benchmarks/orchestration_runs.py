"""Runs against the slow outside, each with what it took and what it asked."""

import asyncio
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from benchmarks.orchestration_servers import PART, Asked, Servers
from triptych.agents.authorities import authorities
from triptych.agents.models.body import http_client
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.agents.models.openai import OpenAIModel
from triptych.graphs import runner
from triptych.graphs.keeping.part import part
from triptych.graphs.request import Request
from triptych.graphs.setup import Outside, Setup
from triptych.settings import SearchSettings
from triptych.store.archive import Archive

if TYPE_CHECKING:
    import httpx2

IDEA = "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?"
CONCURRENCY = 10_000
_engines = count()


@dataclass(frozen=True)
class Took:
    """What one run, or several at once, took; and what they asked of the outside."""

    wall: float
    processor: float
    asked: Sequence[Asked]
    events: int
    queued: float = 0.0
    """Seconds for which its main thread could have gone on, and others had the processors."""

    @property
    def calls(self) -> int:
        """Calls of models."""
        return sum(one.model for one in self.asked)


class Tagged(OpenAIModel):
    """The model of the product, whose requests say for which part of a run they are."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._tagging = http_client(endpoint)
        self._tagging.event_hooks = {**self._tagging.event_hooks, "request": [_tag]}
        super().__init__(endpoint, self._tagging)

    async def close(self) -> None:
        await super().close()
        await self._tagging.aclose()


async def _tag(request: "httpx2.Request") -> None:
    request.headers[PART] = part()


class _Tagging(httpx.AsyncHTTPTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers[PART] = part()
        return await super().handle_async_request(request)


OUTSIDE = Outside(Tagged, lambda: _Tagging(verify=authorities()))


def request(servers: Servers, small: bool = False) -> Request:
    """What is asked: the same each time, of a search engine that no run has asked before.

    Args:
        servers: the outside.
        small: one question a persona and no debate.
    """
    search = SearchSettings(
        providers=("searxng",),
        searxng_url=f"{servers.web}/searx-{next(_engines)}",
        allow_hosts=servers.hosts,
    )
    setup = Setup(endpoints=Endpoints(endpoint(servers)), search=search)
    asked = Request(IDEA, setup=setup)
    return replace(asked, questions=1, rounds=0) if small else asked


def endpoint(servers: Servers) -> Endpoint:
    """The model, which takes as many calls at once as anybody likes."""
    return Endpoint("double", base_url=servers.models, concurrency=CONCURRENCY)


def runs(servers: Servers, archive: Archive, requests: Sequence[Request]) -> Took:
    """Do runs at once, in this process."""
    servers.taken()
    start, used, queued = time.perf_counter(), time.process_time(), _queued()
    events = asyncio.run(_all(archive, requests))
    wall, processor = time.perf_counter() - start, time.process_time() - used
    return Took(wall, processor, servers.taken(), events, _queued() - queued)


def _queued() -> float:
    """Seconds that this thread stood in line for a processor; 0 where the system does not tell."""
    told = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
    return int(told.read_text().split()[1]) / 1e9 if told.exists() else 0.0


async def _all(archive: Archive, requests: Sequence[Request]) -> int:
    return sum(await asyncio.gather(*(_one(archive, asked) for asked in requests)))


async def _one(archive: Archive, asked: Request) -> int:
    """How many events it told. A run without a memo is nothing that can be measured."""
    told: list[None] = []
    ended = await runner.follow(asked, archive, lambda event: told.append(None), OUTSIDE)
    assert ended.memo, ended.message
    return len(told)

"""Requests that failed are counted where they may be billed, and the budget is asked before each further one."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from triptych.agents.budget import Allowance
from triptych.agents.doubles import answers
from triptych.agents.doubles.misbehaviour import (
    big,
    cut,
    disconnect,
    gives,
    half_body,
    hang,
    html,
    not_json,
    status,
    truncated,
)
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.doubles.plan import Misbehaviour
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.openai import OpenAIModel
from triptych.agents.models.speaker import Prompt, Speaker
from triptych.agents.models.structured import Modes
from triptych.errors import BudgetError, ServiceError
from triptych.store.records import Budget, Call

PROMPT = Prompt("claims", "research", "engineer", "Be exact.", "x" * 3500, 100)
LEAST = 1000  # tokens of the prompt
MOST = 1150  # of a request
BILLED = {
    "truncated": truncated(),
    "half a body": half_body(),
    "disconnect": disconnect(),
    "html": html(),
    "no json": not_json(),
    "10 MB": big(),
    "no choices": answers.no_choices(),
    "silence": hang(after_headers=True),
}
FREE = {str(code): status(code) for code in (400, 401, 403, 404, 429, 500, 503)}


class Bench:
    """A speaker over HTTP, and what it recorded."""

    def __init__(self, server: OpenAIServer, budget: Budget | None = None, **more: Any) -> None:
        self.calls: list[Call] = []
        self.allowance = Allowance(budget)
        given = {"model": "m", "base_url": server.base_url, "timeout": 5.0, "retries": 1, **more}
        endpoint = Endpoint(**given)
        connect = self.connect
        self.speaker = Speaker(lambda *_: endpoint, connect, self.allowance, self.calls.append, modes=Modes())

    @staticmethod
    def connect(endpoint: Endpoint) -> OpenAIModel:
        async def nap(_: float) -> None: ...

        return OpenAIModel(endpoint, sleep=nap)

    async def write(self, told: Any = None) -> str:
        return await self.speaker.write(PROMPT, told)

    async def write_in_vain(self, error: type[Exception] = ServiceError) -> Call:
        with pytest.raises(error):
            await self.write()
        await self.speaker.close()
        (call,) = self.calls
        return call


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        yield server


@pytest.mark.parametrize("how", BILLED.values(), ids=BILLED.keys())
async def test_each_request_that_may_be_billed_is_counted(server: OpenAIServer, how: Misbehaviour) -> None:
    server.misbehave(how)
    bench = Bench(server, timeout=0.5)
    call = await bench.write_in_vain()
    assert (call.outcome, call.attempts) == ("failed", 2)
    assert 2 * LEAST < call.tokens_in < 2 * MOST
    assert bench.allowance.spent.tokens == call.tokens_in


@pytest.mark.parametrize("how", FREE.values(), ids=FREE.keys())
async def test_requests_that_surely_cost_nothing_count_nothing(
    server: OpenAIServer, how: Misbehaviour
) -> None:
    server.misbehave(how)
    bench = Bench(server)
    assert (await bench.write_in_vain()).tokens_in == 0
    assert bench.allowance.spent.tokens == 0


async def test_where_nobody_listens_nothing_is_counted(server: OpenAIServer) -> None:
    assert (await Bench(server, base_url="http://127.0.0.1:9/v1").write_in_vain()).tokens_in == 0


async def test_what_was_lost_before_an_answer_is_counted_with_it(server: OpenAIServer) -> None:
    server.misbehave(truncated(), on={1})
    server.misbehave(status(503), on={2})
    bench = Bench(server, retries=4)
    await bench.write()
    await bench.write()
    await bench.speaker.close()
    first, second = bench.calls
    assert (first.outcome, first.attempts, second.attempts) == ("ok", 3, 1)
    assert LEAST < first.tokens_in - second.tokens_in < MOST
    assert bench.allowance.spent.tokens == sum(call.tokens_in + call.tokens_out for call in bench.calls)


async def test_what_came_of_a_broken_stream_is_counted(server: OpenAIServer) -> None:
    server.misbehave(cut(3), times=1)
    bench = Bench(server)
    await bench.write(lambda _: None)
    await bench.write(lambda _: None)
    await bench.speaker.close()
    first, second = bench.calls
    assert first.tokens_out > second.tokens_out
    assert first.tokens_in > second.tokens_in + LEAST


async def test_requests_end_when_the_budget_does_not_bear_another(server: OpenAIServer) -> None:
    server.misbehave(truncated())
    bench = Bench(server, Budget(tokens=2 * MOST + 50), retries=4)
    call = await bench.write_in_vain(BudgetError)
    assert (call.attempts, len(server.asked)) == (2, 2)
    assert bench.allowance.spent.tokens == call.tokens_in > 2 * LEAST
    assert bench.allowance.stop_reason


async def test_calls_side_by_side_that_lose_requests_stay_within_the_budget(server: OpenAIServer) -> None:
    server.misbehave(truncated())
    bench = Bench(server, Budget(tokens=5 * MOST), retries=4)
    done = await asyncio.gather(*(bench.write() for _ in range(4)), return_exceptions=True)
    await bench.speaker.close()
    assert all(isinstance(one, BudgetError) for one in done)
    assert len(server.asked) == 5
    assert bench.allowance.spent.tokens <= 5 * MOST


@pytest.mark.parametrize("figure", ["many", None, -1_000_000, 10**30])
async def test_an_endpoint_that_counts_nonsense_neither_ends_the_run_nor_lowers_the_sum(
    server: OpenAIServer, figure: Any
) -> None:
    counted = {"prompt_tokens": figure, "completion_tokens": figure, "total_tokens": 7}
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "One."}}
    body = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
    server.misbehave(gives(json.dumps({**body, "choices": [choice], "usage": counted}).encode()))
    bench = Bench(server)
    assert await bench.write() == "One."
    await bench.speaker.close()
    assert (bench.calls[0].attempts, bench.calls[0].tokens_out) == (1, 1)
    assert 800 < bench.allowance.spent.tokens < MOST

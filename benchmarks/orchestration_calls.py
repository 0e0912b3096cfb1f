"""What one call of a model takes of a processor, by all that stands between an analyst and the wire, and by ChatOpenAI alone."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from benchmarks.orchestration_runs import Tagged, endpoint
from benchmarks.orchestration_servers import Servers
from triptych.agents.budget import Allowance
from triptych.agents.chat.analyst import ChatAnalyst
from triptych.agents.models.speaker import Speaker
from triptych.graphs.keeping.file import KeptFile
from triptych.graphs.keeping.kept import Kept

AT_ONCE = 8
_TEXT = "An H100 reaches 3.35 terabytes per second, which is more than any card before it had."
_QUOTE = "The H100 SXM offers 3.35 TB/s of memory bandwidth. " * 8


def whole(servers: Servers, file: KeptFile, times: int) -> float:
    """Milliseconds of a processor for one call that an analyst makes: in the budget, metered, its answer kept and read."""
    return asyncio.run(_whole(servers, file, times))


def bare(servers: Servers, times: int) -> float:
    """The same for ChatOpenAI alone, asked for the same structure as its documentation says."""
    return asyncio.run(_bare(servers, times))


async def _whole(servers: Servers, file: KeptFile, times: int) -> float:
    told: list[object] = []
    kept = Kept(file)
    speaker = Speaker(lambda role, persona: endpoint(servers), Tagged, Allowance(), told.append, kept=kept)
    analyst = ChatAnalyst(speaker, datetime.now(UTC).date())
    spent = await _milliseconds(lambda n: analyst.entails(f"{_TEXT} {n}", [_QUOTE]), times)
    await analyst.close()
    kept.close()
    assert len(told) > times
    return spent


async def _bare(servers: Servers, times: int) -> float:
    from langchain_openai import ChatOpenAI
    from openai import DefaultAsyncHttpxClient
    from pydantic import SecretStr

    from triptych.agents.chat.answers import Entailed

    async with DefaultAsyncHttpxClient() as client:
        model = ChatOpenAI(
            model="double",
            base_url=servers.models,
            api_key=SecretStr("none"),
            http_async_client=client,
        )
        filling = model.with_structured_output(Entailed, method="json_schema")
        return await _milliseconds(lambda n: filling.ainvoke(f"{_TEXT} {n}\n{_QUOTE}"), times)


async def _milliseconds(ask: Callable[[int], Awaitable[object]], times: int) -> float:
    """A few at once; the first are not counted, in which libraries load and connections are made."""
    await asyncio.gather(*map(ask, range(-AT_ONCE, 0)))
    used = time.process_time()
    for first in range(0, times, AT_ONCE):
        await asyncio.gather(*map(ask, range(first, first + AT_ONCE)))
    return 1000 * (time.process_time() - used) / times

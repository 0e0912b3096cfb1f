import asyncio
from dataclasses import replace

from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.limits import gate
from triptych.keys import Key

HERE = Endpoint("m", "http://127.0.0.1:1/v1", key=Key("key-of-the-gate"), concurrency=2)


async def test_those_who_share_address_and_key_share_a_gate() -> None:
    assert gate(HERE) is gate(replace(HERE, model="other", base_url="http://127.0.0.1:1/v1/"))
    assert gate(HERE) is not gate(replace(HERE, key=None))
    assert gate(HERE) is not gate(replace(HERE, base_url="http://127.0.0.1:2/v1"))


async def test_no_more_are_inside_than_each_caller_allows() -> None:
    most = 0

    async def enter(endpoint: Endpoint) -> None:
        nonlocal most
        async with gate(endpoint).passing(endpoint):
            most = max(most, gate(endpoint).inside)
            await asyncio.sleep(0)

    await asyncio.gather(*(enter(HERE) for _ in range(7)))
    assert most == 2
    await asyncio.gather(*(enter(replace(HERE, concurrency=5)) for _ in range(7)))
    assert most == 5
    assert gate(HERE).inside == 0


async def test_who_leaves_by_an_error_makes_room() -> None:
    for _ in range(5):
        try:
            async with gate(HERE).passing(HERE):
                raise KeyError
        except KeyError:
            assert gate(HERE).inside == 0


async def test_requests_are_spread_over_the_minute() -> None:
    paced = replace(HERE, requests_per_minute=6000, concurrency=9)
    loop = asyncio.get_running_loop()
    times: list[float] = []

    async def enter() -> None:
        async with gate(paced).passing(paced):
            times.append(loop.time())

    await asyncio.gather(*(enter() for _ in range(5)))
    assert times[-1] - times[0] >= 4 * 0.01 * 0.9

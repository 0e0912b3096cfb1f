"""Model servers on this machine, found by the ports at which they usually are, to be offered and never used."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from triptych.agents.models.probe import model_names

if TYPE_CHECKING:
    import httpx

PORTS: Mapping[str, int] = MappingProxyType(
    {"Ollama": 11434, "LM Studio": 1234, "llama.cpp": 8080, "vLLM": 8000}
)
_SECONDS = 0.5
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Server:
    """Something that lists models at a port where some server usually is."""

    name: str
    base_url: str
    models: tuple[str, ...]


async def found(ports: Mapping[str, int] = PORTS, seconds: float = _SECONDS) -> list[Server]:
    """The servers that answer in time, in the order of the ports."""
    looked = await asyncio.gather(*(_look(name, port, seconds) for name, port in ports.items()))
    return [server for server in looked if server]


async def _look(name: str, port: int, seconds: float) -> Server | None:
    """What is at that port, if it lists models as OpenAI does."""
    import httpx

    base_url = f"http://127.0.0.1:{port}/v1"
    try:
        async with (
            asyncio.timeout(seconds),
            httpx.AsyncClient(trust_env=False, verify=False) as client,
            client.stream("GET", f"{base_url}/models", headers={"accept-encoding": "identity"}) as answer,
        ):
            names = (
                model_names(json.loads(await _start(answer)))
                if answer.status_code == httpx.codes.OK
                else None
            )
    except (TimeoutError, httpx.HTTPError, ValueError, RecursionError):
        return None
    return None if names is None else Server(name, base_url, names)


async def _start(answer: "httpx.Response") -> bytes:
    """The body up to a limit; what was longer is no JSON then."""
    body = b""
    async for piece in answer.aiter_raw():
        body += piece
        if len(body) > _MOST_BYTES:
            break
    return body

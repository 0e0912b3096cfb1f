"""Of each chat endpoint that is set up: does it answer, accept the key, know the model, give JSON, and how fast."""

import asyncio
import shlex
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING

from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints, resolved
from triptych.agents.models.probe import Unusable, Usable, model_list, probe
from triptych.environment import MODEL_KEY, MODEL_NAME, MODEL_URL
from triptych.errors import InputError
from triptych.graphs.doctor.finding import Finding
from triptych.graphs.doctor.mends import Mends, listed
from triptych.graphs.doctor.origins import OPEN, Origins
from triptych.graphs.doctor.servers import Server, found
from triptych.keys import Key
from triptych.settings import Models
from triptych.store.records import Persona

if TYPE_CHECKING:
    from triptych.graphs.doctor.reach import Manner

_OLLAMA = "http://127.0.0.1:11434/v1"
_BY = {"schema": "JSON by schema", "tools": "JSON by tool calls", "text": "JSON in text"}


class ChatModels:
    """The chat models of a run, as the settings, the environment and the panel name them.

    Args:
        models: settings with the environment over them.
        panel: the personas, whose files may name models.
        origins: where the values come from.
        manner: how they are asked.
    """

    def __init__(self, models: Models, panel: Sequence[Persona], origins: Origins, manner: "Manner") -> None:
        self._models, self._panel, self._manner = models, panel, manner
        self._mends = Mends(origins)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def findings(self, calls: bool) -> list[Finding]:
        """A finding for each endpoint; where there is none, what one would give and what could be one."""
        try:
            endpoints = resolved(self._models, self._panel)
        except InputError as e:
            return [await self._unnamed(e, calls)]
        if endpoints is None:
            return [_none(), *(await self._offers() if calls else ())]
        places = _places(endpoints)
        return await asyncio.gather(*(self._finding(place, endpoint, calls) for place, endpoint in places))

    async def _finding(self, place: str, endpoint: Endpoint, calls: bool) -> Finding:
        name = f"model.{place}" if place else "model"
        if endpoint.keyless:
            says = f"{endpoint.model} at {endpoint.host} is to be asked, but there is no key"
            return Finding(name, "missing", says, f"export {MODEL_KEY}={OPEN}")
        key = self._mends.key(place, endpoint).says if endpoint.key else "none"
        subject = f"{endpoint.model} at {endpoint.host}, key: {key}"
        if not calls:
            return Finding(name, "ok", f"{subject}; not asked")
        try:
            async with self._turn(endpoint):
                usable = await probe(endpoint, self._manner.within)
        except Unusable as e:
            says, mend = self._mends.of(place, endpoint, e)
            return Finding(name, "broken", f"{subject}: {says.rstrip('.')}", mend)
        return Finding(name, "ok", f"{subject}: {_praise(endpoint, usable)}")

    def _turn(self, endpoint: Endpoint) -> AbstractAsyncContextManager[object]:
        """Models on this machine share it: side by side, none of them would show how fast it is."""
        return self._turns[endpoint.base_url] if endpoint.local else nullcontext()

    async def _unnamed(self, error: InputError, calls: bool) -> Finding:
        """An address is given but no model: which there are."""
        models = self._models
        if not calls or models.name or not models.base_url:
            return Finding("model", "missing", error.message, error.hint)
        endpoint = Endpoint("", models.base_url, Key(models.key) if models.key else None)
        try:
            names = await model_list(endpoint, self._manner.within)
        except Unusable as e:
            return Finding("model", "broken", e.message, self._mends.start("", endpoint))
        if not names:
            return Finding("model", "missing", error.message, f"export {MODEL_NAME}={OPEN}")
        says = f"{endpoint.host} is to be asked, but no model is named; it has {listed(names)}"
        return Finding("model", "missing", says, f"export {MODEL_NAME}={shlex.quote(names[0])}")

    async def _offers(self) -> list[Finding]:
        ports = self._manner.ports
        if servers := await found(ports):
            return [_offer(server) for server in servers]
        says = f"no model server answers at the usual ports of this machine ({', '.join(ports) or 'none'})"
        return [Finding("local", "note", says, f"export {MODEL_URL}={_OLLAMA} {MODEL_NAME}={OPEN}")]


def _places(endpoints: Endpoints) -> list[tuple[str, Endpoint]]:
    """Every endpoint with the first place in the settings that it is for; each address, key and model once."""
    first: dict[object, tuple[str, Endpoint]] = {}
    for place, endpoint in endpoints.places().items():
        who = (endpoint.base_url, endpoint.key, endpoint.model, endpoint.structured)
        first.setdefault(who, (place, endpoint))
    return list(first.values())


def _none() -> Finding:
    says = (
        "no chat model is set up, so the embedded analyst quotes and counts; "
        "with one the personas think and write in their own words"
    )
    return Finding("model", "note", says, f"export {MODEL_KEY}={OPEN}")


def _offer(server: Server) -> Finding:
    says = f"found at the usual port of {server.name}, and not used: {listed(server.models)}"
    model = shlex.quote(server.models[0]) if server.models else OPEN
    return Finding("local", "note", says, f"export {MODEL_URL}={server.base_url} {MODEL_NAME}={model}")


def _praise(endpoint: Endpoint, usable: Usable) -> str:
    """What is well, in the order in which it was found out."""
    known = {True: "model listed", False: "model not in its list but answers", None: ""}[usable.listed]
    said = ["reachable", "key accepted" if endpoint.key else "", known, _BY[usable.mode], _speed(usable.rate)]
    return ", ".join(part for part in said if part)


def _speed(rate: float | None) -> str:
    if rate is None:
        return ""
    return f"{rate:,.0f} tokens/s" if rate >= 10 else f"{rate:.1f} tokens/s"

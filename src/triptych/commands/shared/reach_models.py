"""Of each chat endpoint that is set up: does it answer, accept the key, know the model, give JSON, and how fast."""

import asyncio
import shlex
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from difflib import get_close_matches
from typing import TYPE_CHECKING

from triptych.agents.models.endpoint import OPENAI, Endpoint
from triptych.agents.models.endpoints import Endpoints, resolved
from triptych.commands.shared.finding import Finding
from triptych.commands.shared.origins import Origin, Origins, setting
from triptych.environment import MODEL_KEY, MODEL_NAME, MODEL_URL
from triptych.errors import InputError
from triptych.settings import Models
from triptych.store.records import Persona

if TYPE_CHECKING:
    from triptych.agents.models.probe import Unusable, Usable
    from triptych.commands.shared.reach import Manner

_MOST_NAMES = 8
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
        self._models, self._panel, self._origins, self._manner = models, panel, origins, manner
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def findings(self, calls: bool) -> list[Finding]:
        """A finding for each endpoint; where there is none, what one would give and what could be one."""
        try:
            endpoints = resolved(self._models, self._panel)
        except InputError as e:
            return [await self._unnamed(e, calls)]
        if endpoints is None:
            return [_none(), *(await self._offers() if calls else ())]
        look = self._look if calls else self._told
        return await asyncio.gather(*(look(place, endpoint) for place, endpoint in _places(endpoints)))

    async def _told(self, place: str, endpoint: Endpoint) -> Finding:
        if _keyless(endpoint):
            return _missing_key(place, endpoint)
        return Finding(_name(place), "ok", f"{self._subject(place, endpoint)}; not asked")

    async def _look(self, place: str, endpoint: Endpoint) -> Finding:
        from triptych.agents.models.probe import Unusable, probe

        if _keyless(endpoint):
            return _missing_key(place, endpoint)
        subject = self._subject(place, endpoint)
        try:
            async with self._turn(endpoint):
                usable = await probe(endpoint, self._manner.within)
        except Unusable as e:
            says, mend = self._fault(place, endpoint, e)
            return Finding(_name(place), "broken", f"{subject}: {says.rstrip('.')}", mend)
        return Finding(_name(place), "ok", f"{subject}: {_praise(endpoint, usable)}")

    def _turn(self, endpoint: Endpoint) -> AbstractAsyncContextManager[object]:
        """Models on this machine share it: side by side, none of them would show how fast it is."""
        return self._turns[endpoint.base_url] if endpoint.local else nullcontext()

    def _subject(self, place: str, endpoint: Endpoint) -> str:
        key = self._key(place, endpoint).says if endpoint.key else "none"
        return f"{endpoint.model} at {endpoint.host}, key: {key}"

    def _key(self, place: str, endpoint: Endpoint) -> Origin:
        """Where the endpoint's key comes from, or where it would."""
        if endpoint.key is None and self._origins.own_address(place):
            return Origin("", setting(f"model.{place}", 'key = "…"'))
        return self._origins.model(place, "key")

    def _fault(self, place: str, endpoint: Endpoint, error: "Unusable") -> tuple[str, str]:
        """What is said of a fault, and what mends it."""
        match error.why:
            case "down":
                return error.message, self._start(place, endpoint)
            case "key":
                return error.message, self._key(place, endpoint).mend
            case "model" if error.models:
                says = f"it has no such model; it has {_listed(error.models)}"
                return says, self._origins.model(place, "name", _closest(endpoint.model, error.models)).mend
            case "address":
                return error.message, self._address(place, endpoint)
        return error.message, error.hint

    def _start(self, place: str, endpoint: Endpoint) -> str:
        if not endpoint.local:
            return f"See whether {endpoint.host} is up and this machine online, or change the address."
        address = self._origins.model(place, "base_url", "http://127.0.0.1:PORT/v1").mend
        return f"Start the server that is to be at {endpoint.host} (such as `ollama serve`), or: {address}"

    def _address(self, place: str, endpoint: Endpoint) -> str:
        bare = endpoint.base_url.rstrip("/")
        if bare.endswith("/v1") or "@" in bare:
            return "Check the address and the model's name."
        return self._origins.model(place, "base_url", f"{bare}/v1").mend

    async def _unnamed(self, error: InputError, calls: bool) -> Finding:
        """An address is given but no model: which there are."""
        from triptych.agents.models.probe import Unusable, model_list
        from triptych.keys import Key

        models = self._models
        if not calls or models.name or not models.base_url:
            return Finding("model", "missing", error.message, error.hint)
        key = Key(models.key) if models.key else None
        endpoint = Endpoint("", models.base_url, key)
        try:
            names = await model_list(endpoint, self._manner.within)
        except Unusable as e:
            return Finding("model", "broken", e.message, self._start("", endpoint))
        if not names:
            return Finding("model", "missing", error.message, f"export {MODEL_NAME}=…")
        says = f"{endpoint.host} is to be asked, but no model is named; it has {_listed(names)}"
        return Finding("model", "missing", says, f"export {MODEL_NAME}={shlex.quote(names[0])}")

    async def _offers(self) -> list[Finding]:
        from triptych.commands.shared.servers import found

        ports = self._manner.ports
        servers = await found(ports)
        if not servers:
            says = (
                f"no model server answers at the usual ports of this machine ({', '.join(ports) or 'none'})"
            )
            return [Finding("local", "note", says, _export("http://127.0.0.1:11434/v1", "…"))]
        return [
            Finding(
                "local",
                "note",
                f"found at the usual port of {server.name}, and not used: {_listed(server.models)}",
                _export(server.base_url, shlex.quote(server.models[0]) if server.models else "…"),
            )
            for server in servers
        ]


def _places(endpoints: Endpoints) -> list[tuple[str, Endpoint]]:
    """Every endpoint with the first place in the settings that it is for, each address, key and model once."""
    named = [("", endpoints.whole)]
    named += [(f"roles.{role}", endpoint) for role, endpoint in endpoints.roles.items()]
    named += [(f"personas.{key}", endpoint) for key, endpoint in endpoints.personas.items()]
    first: dict[object, tuple[str, Endpoint]] = {}
    for place, endpoint in named:
        first.setdefault(
            (endpoint.base_url, endpoint.key, endpoint.model, endpoint.structured), (place, endpoint)
        )
    return list(first.values())


def _name(place: str) -> str:
    return f"model.{place}" if place else "model"


def _keyless(endpoint: Endpoint) -> bool:
    return endpoint.key is None and endpoint.base_url == OPENAI


def _missing_key(place: str, endpoint: Endpoint) -> Finding:
    says = f"{endpoint.model} at {endpoint.host} is to be asked, but there is no key"
    return Finding(_name(place), "missing", says, f"export {MODEL_KEY}=…")


def _none() -> Finding:
    says = (
        "no chat model is set up, so the embedded analyst quotes and counts; "
        "with one the personas think and write in their own words"
    )
    return Finding("model", "note", says, f"export {MODEL_KEY}=…")


def _export(base_url: str, model: str) -> str:
    return f"export {MODEL_URL}={base_url} {MODEL_NAME}={model}"


def _praise(endpoint: Endpoint, usable: "Usable") -> str:
    """What is well, in the order in which it was found out."""
    known = {True: "model listed", False: "model not in its list but answers", None: ""}[usable.listed]
    said = ["reachable", "key accepted" if endpoint.key else "", known, _BY[usable.mode], _speed(usable.rate)]
    return ", ".join(part for part in said if part)


def _speed(rate: float | None) -> str:
    if rate is None:
        return ""
    return f"{rate:,.0f} tokens/s" if rate >= 10 else f"{rate:.1f} tokens/s"


def _closest(wanted: str, names: Sequence[str]) -> str:
    near = get_close_matches(wanted, names, n=1, cutoff=0.3)
    return shlex.quote(near[0] if near else names[0])


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "no model yet"
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")

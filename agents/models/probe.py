"""Tries a chat endpoint out in a few short calls: is it there, does it know us and the model, how does it give JSON, how fast.

Invariant: nothing is judged by the words of a refusal, only by its status; and what is learnt here is forgotten, so that
a run finds out for itself.
"""

import asyncio
import importlib
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from triptych.agents.budget import Allowance
from triptych.agents.models.base import Mode
from triptych.agents.models.body import UselessBody, http_client
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.faults import shown
from triptych.agents.models.openai import OpenAIModel
from triptych.agents.models.speaker import Speaker
from triptych.agents.models.structured import Modes
from triptych.agents.models.turn import Prompt
from triptych.agents.sources.clean import one_line
from triptych.errors import AnswerError, ServiceError, TriptychError
from triptych.store.records import Budget, Call

if TYPE_CHECKING:
    import httpx2

WITHIN = 30.0
"""Seconds for all that one endpoint is asked."""
Why = Literal["down", "key", "model", "address", "slow", "other"]

_MOST_TOKENS = 10_000  # however much a model thinks about so little
_LONGEST_NAME = 200
_LEAST_SPAN = 0.05  # seconds; what comes in less was not heard as it was made
_SYSTEM = "You are being tried out. Answer at once, without thinking about it."
_FILL = "Which city is the capital of France?"
_WRITE = "Count from one to forty in words, with commas between them."


class Unusable(ServiceError):
    """An endpoint that a run could not work with.

    Args:
        message, hint: as for every error.
        why: `down` nothing answers, `key` it is not accepted, `model` it is not known, `address` there is something
            else, `slow` no answer in time.
        models: the models that there are, as far as the endpoint tells.
    """

    def __init__(self, message: str, hint: str, why: Why, models: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.why = why
        self.models = models


@dataclass(frozen=True, slots=True)
class Usable:
    """An endpoint that a run can work with."""

    listed: bool | None
    """Whether the model is in the endpoint's list; None where it gives none."""
    mode: Mode
    """How it gives JSON."""
    rate: float | None
    """Tokens generated in a second."""


class Capital(BaseModel):
    """What is asked for as JSON."""

    city: str


async def probe(endpoint: Endpoint, within: float = WITHIN) -> Usable:
    """What an endpoint turns out to be, after one look at its list of models and about two short calls.

    Raises:
        Unusable: a run could not work with it; it says why.
    """
    asking = await _Asking.at(endpoint, within)
    try:
        return await asking.everything()
    finally:
        await asking.client.aclose()


async def model_list(endpoint: Endpoint, within: float = WITHIN) -> tuple[str, ...] | None:
    """The models that an endpoint says it has; None where it does not say.

    Raises:
        Unusable: nothing answers there.
    """
    asking = await _Asking.at(endpoint, within)
    try:
        return await asking.listed()
    finally:
        await asking.client.aclose()


def model_names(body: object) -> tuple[str, ...] | None:
    """The names in a list of models, in its shape at OpenAI or bare; None where it is no such list."""
    found = body.get("data") if isinstance(body, dict) else body
    if found is None and isinstance(body, dict) and body.get("object") == "list":
        return ()  # as an Ollama without any model says it
    if not isinstance(found, list):
        return None
    names = [one.get("id") for one in found if isinstance(one, dict)]
    return tuple(name for name in names if isinstance(name, str) and _is_name(name))


def _is_name(name: str) -> bool:
    return 0 < len(name) <= _LONGEST_NAME and name == one_line(name)


class _Asking:
    """One endpoint being tried out."""

    def __init__(self, endpoint: Endpoint, client: "httpx2.AsyncClient", within: float) -> None:
        # One who waits wants to know how it is now, and so few calls need no pace.
        self._endpoint = replace(endpoint, retries=0, timeout=within, requests_per_minute=None)
        self.client = client
        self._within = within
        self._status: int | None = None
        self._models: tuple[str, ...] | None = None
        self._modes = Modes()
        self._calls: list[Call] = []
        self._pace = Pace()
        client.event_hooks = {
            "request": [*client.event_hooks["request"], self._asked],
            "response": [self._answered, *client.event_hooks["response"]],
        }

    @classmethod
    async def at(cls, endpoint: Endpoint, within: float) -> "_Asking":
        # It takes seconds to load, which are not the endpoint's.
        await asyncio.to_thread(importlib.import_module, "langchain_openai")
        return cls(endpoint, http_client(endpoint), within)

    async def everything(self) -> Usable:
        try:
            async with asyncio.timeout(self._within):
                self._models = await self.listed()
                await self._speak()
        except TimeoutError:
            if self._modes.found(self._endpoint) is None:
                raise self._slow() from None
        except TriptychError as e:
            raise self._unusable(e) from None
        mode = self._modes.found(self._endpoint)
        assert mode is not None  # since the speaker was given an answer that fits
        return Usable(self._known(), mode, self._pace.rate() or _whole_rate(self._calls))

    async def listed(self) -> tuple[str, ...] | None:
        import httpx2

        key, url = self._endpoint.key, f"{self._endpoint.base_url.rstrip('/')}/models"
        headers = {"authorization": f"Bearer {key.reveal()}"} if key else {}
        try:
            async with asyncio.timeout(self._within / 3):
                answer = await self.client.get(url, headers=headers, follow_redirects=False)
        except TimeoutError:
            return None
        except (httpx2.HTTPError, httpx2.InvalidURL, UselessBody) as e:
            if self._status is None:
                raise self._down(e) from None
            return None
        return _names_in(answer) if answer.status_code == 200 else None

    async def _speak(self) -> None:
        """Ask for JSON, and for prose, which goes on for long enough to be timed."""
        endpoint, allowance = self._endpoint, Allowance(Budget(tokens=_MOST_TOKENS))
        speaker = Speaker(
            lambda role, persona: endpoint,
            self._model,
            allowance,
            self._calls.append,
            False,
            modes=self._modes,
        )
        await speaker.fill(Prompt("probe", "brief", "", _SYSTEM, _FILL, 200), Capital)
        try:
            await speaker.write(Prompt("probe", "edit", "", _SYSTEM, _WRITE, 64), self._pace.hear)
        except AnswerError:
            return  # all of it went into thoughts; so it answers, and the calls have been timed
        self._pace.end(self._calls[-1].tokens_out)

    def _model(self, endpoint: Endpoint) -> OpenAIModel:
        return OpenAIModel(endpoint, self.client)

    async def _asked(self, request: object) -> None:
        self._status = None

    async def _answered(self, response: "httpx2.Response") -> None:
        self._status = response.status_code

    def _known(self) -> bool | None:
        if self._models is None:
            return None
        ours = self._endpoint.model
        return any(name in (ours, f"{ours}:latest") or name.endswith(f"/{ours}") for name in self._models)

    def _down(self, error: Exception) -> Unusable:
        cause: BaseException = error
        while (deeper := cause.__cause__ or cause.__context__) is not None:
            cause = deeper
        words = shown(_plain(cause)) or type(cause).__name__
        return Unusable(f"nothing answers at {self._endpoint.host} ({words})", "Start it.", "down")

    def _slow(self) -> Unusable:
        where = f"{self._endpoint.model} at {self._endpoint.host}"
        hint = "Run this again: a model that was being loaded may be ready then."
        return Unusable(f"{where} gave no answer within {self._within:g} s", hint, "slow", self._models or ())

    def _unusable(self, error: TriptychError) -> Unusable:
        if isinstance(error, Unusable):
            return error
        return Unusable(error.message, error.hint, self._why(), self._models or ())

    def _why(self) -> Why:
        status = self._status
        if status is None:
            return "down"
        if status == 401:
            return "key"
        if status == 404 and self._models is None:
            return "address"
        if status == 404 or (status in (400, 422) and self._known() is False):
            return "model"
        return "other"


def _plain(error: BaseException) -> str:
    """Its words, where it is an ordinary one of the network without numbers and addresses."""
    if isinstance(error, ConnectionError) and error.errno:
        return os.strerror(error.errno)
    return str(error.strerror) if isinstance(error, socket.gaierror) else str(error)


class Pace:
    """How fast an answer comes while it is heard.

    Args:
        clock: seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heard: list[float] = []
        self._tokens = 0

    def hear(self, piece: str) -> None:
        """A piece of the answer has come."""
        self._heard.append(self._clock())

    def end(self, tokens: int) -> None:
        """The answer is whole and had so many tokens; without this the pieces are counted."""
        self._tokens = tokens

    def rate(self) -> float | None:
        """Tokens in a second, from the first piece to the last.

        None where there were far fewer pieces than tokens: then they were gathered first, or spent on thoughts before.
        """
        if len(self._heard) < max(8, self._tokens // 2):
            return None
        span = self._heard[-1] - self._heard[0]
        return max(self._tokens, len(self._heard)) / span if span > _LEAST_SPAN else None


def _whole_rate(calls: list[Call]) -> float | None:
    """By the call that gave most, from its first moment to its last."""
    most = max(calls, default=None, key=lambda call: call.tokens_out)
    return most.tokens_out / most.seconds if most and most.tokens_out and most.seconds else None


def _names_in(answer: "httpx2.Response") -> tuple[str, ...] | None:
    try:
        body: Any = answer.json()
    except (ValueError, RecursionError):
        return None
    return model_names(body)

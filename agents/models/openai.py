"""A model behind an OpenAI-compatible address: langchain-openai's ChatOpenAI, with patience and reading of our own.

Invariant: each request passes the gate of its endpoint, the repeated ones too; and `told` hears no thought, and
nothing twice. When a stream breaks that had already told something, the call is made anew and its text is whole,
but the rest of it is not told.
"""

import asyncio
import importlib
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

from triptych.agents.models import billing, reading
from triptych.agents.models.base import Completion, Message, Structure, Told
from triptych.agents.models.body import UselessBody, http_client
from triptych.agents.models.breaker import breaker
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.faults import Passing, Unanswered, fault, given_up, left_alone, spoken
from triptych.agents.models.hearing import Listener
from triptych.agents.models.limits import gate
from triptych.agents.models.payload import Ask, extras, turns
from triptych.agents.models.reading import Reply
from triptych.agents.models.retry import LONGEST, Effort, Sleep, patiently
from triptych.agents.models.thinking import Spoken, said
from triptych.agents.models.traits import Adapted, Traits, traits
from triptych.agents.models.untraced import untraced

if TYPE_CHECKING:
    import httpx2
    from langchain_core.runnables import RunnableConfig
    from langchain_openai import ChatOpenAI

_NO_KEY = "none"
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What the library raises for a body that is no chat completion."""


_ALONE: "RunnableConfig" = {"callbacks": []}
"""No callbacks of a graph around us: one that streams would make every call a stream."""


class OpenAIModel:
    """One model behind one endpoint; of one event loop.

    Args:
        endpoint: where it is and how patient to be.
        http_async_client: makes the requests; without it one that limits how long an answer may be.
        sleep: waits between requests.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        http_async_client: "httpx2.AsyncClient | None" = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._endpoint = endpoint
        self._client, self._own_client = http_async_client, http_async_client is None
        self._sleep = sleep
        self._chat: ChatOpenAI | None = None
        self._traits = traits(endpoint)

    @property
    def name(self) -> str:
        """The model's name, as it is asked for by."""
        return self._endpoint.model

    @property
    def endpoint(self) -> str:
        """Host and port."""
        return self._endpoint.host

    async def complete(
        self,
        messages: tuple[Message, ...],
        *,
        max_tokens: int,
        structure: Structure | None = None,
        told: Told | None = None,
    ) -> Completion:
        """The model's answer; with `told`, and where no JSON is asked for, it is streamed.

        Raises:
            ServiceError: it did not answer, after all retries, or refuses the request as such.
            BudgetError: requests failed that may be billed, and what is left does not bear another.
            StructureError: the endpoint does not know this way to ask for JSON.
        """
        await self._connect()
        ask, effort = Ask(messages, max_tokens, structure), Effort()
        listener = None if told is None or structure else Listener(told)
        while True:
            try:
                return await self._patiently(ask, effort, listener)
            except Adapted:
                continue

    async def close(self) -> None:
        """End its connections; it can be used again."""
        chat, self._chat = self._chat, None
        if chat is not None and self._own_client and self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _connect(self) -> None:
        """Load the library, off the event loop since it takes seconds, and make the client once."""
        untraced()
        if self._chat is None:
            await asyncio.to_thread(importlib.import_module, "langchain_openai")
        if self._chat is None:
            self._client = self._client or http_client(self._endpoint)
            self._chat = _chat(self._endpoint, self._client)

    async def _patiently(self, ask: Ask, effort: Effort, listener: Listener | None) -> Completion:
        """As many requests as it takes; one where the endpoint was given up before, and none while it is left alone."""
        endpoint, fuse = self._endpoint, breaker(self._endpoint)
        fresh = fuse.closed
        if not fuse.admits():
            raise left_alone(endpoint, fuse.why)

        async def attempt() -> Completion:
            return await self._attempt(ask, effort, listener)

        try:
            completion = await patiently(
                attempt,
                effort,
                retries=endpoint.retries if fresh else 0,
                within=2 * endpoint.timeout + LONGEST,
                sleep=self._sleep,
            )
        except Passing as e:
            if e.alive:
                fuse.answered()
            else:
                fuse.gave_up(e.words)
            raise given_up(e, endpoint, effort.attempts, LONGEST) from None
        except BaseException:
            fuse.left()
            raise
        fuse.answered()
        return completion

    async def _attempt(self, ask: Ask, effort: Effort, listener: Listener | None) -> Completion:
        """One request, if the budget bears it, through the gate."""
        import httpx2
        import openai

        await billing.admit()
        error: Exception
        async with gate(self._endpoint).passing(self._endpoint):
            sent = replace(self._traits)
            try:
                with effort.attempt():
                    async with asyncio.timeout(self._endpoint.timeout):
                        reply = await self._reply(ask, listener)
            except Passing as e:
                error = e
            except (openai.OpenAIError, httpx2.HTTPError, TimeoutError, UselessBody, *_UNREADABLE) as e:
                error = self._fault(e, ask, sent)
            else:
                return self._completion(reply, ask, effort)
        if isinstance(error, Passing) and error.billed:
            billing.lost(reading.estimate(listener.reply.text) if listener else 0)
        if isinstance(error, Unanswered):
            error.attempts = effort.attempts
        raise error

    def _fault(self, error: Exception, ask: Ask, sent: Traits) -> Exception:
        """What to make of a failure; another request may have learnt meanwhile what this one was refused for."""
        refused = getattr(error, "status_code", None) in (400, 422)
        if refused and (self._traits != sent or self._traits.learn(spoken(error))):
            return Adapted()
        return fault(error, self._endpoint, ask.structure)

    async def _reply(self, ask: Ask, listener: Listener | None) -> Reply:
        assert self._chat is not None
        messages, extra = turns(ask, self._traits), extras(ask, self._endpoint, self._traits)
        if listener is None:
            reply = Reply()
            reply.take(await self._chat.ainvoke(messages, _ALONE, extra_body=extra))
            return reply
        stream = self._chat.astream(
            messages, _ALONE, stream_usage=self._traits.usage_in_streams, extra_body=extra
        )
        return await listener.hear(stream, Spoken(self._traits.thinks_aloud))

    def _completion(self, reply: Reply, ask: Ask, effort: Effort) -> Completion:
        text, unopened = said(reply.text)
        self._traits.thinks_aloud = self._traits.thinks_aloud or unopened
        return Completion(
            reading.plain(text or reply.refusal),
            reading.usage(reply, ask),
            reading.finish(reply),
            effort.attempts,
        )


def _chat(endpoint: Endpoint, client: "httpx2.AsyncClient") -> "ChatOpenAI":
    """ChatOpenAI with all that it does by itself switched off."""
    import httpx2
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    warnings.filterwarnings("ignore", r"(This model does not support|Invalid schema for) OpenAI's structured")
    return ChatOpenAI(
        model=endpoint.model,
        base_url=endpoint.base_url,
        api_key=SecretStr(endpoint.key.reveal() if endpoint.key else _NO_KEY),
        http_async_client=client,
        # Nobody makes a call that blocks. The library would prepare for it, and read the world's authorities anew.
        http_client=httpx2.Client(transport=httpx2.BaseTransport()),
        # A little less to connect, so that one can tell a request that was never sent.
        timeout=httpx2.Timeout(endpoint.timeout, connect=0.9 * endpoint.timeout),
        max_retries=0,
        use_responses_api=False,
        stream_chunk_timeout=None,
        openai_proxy=None,
    )

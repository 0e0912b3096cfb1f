"""Lets calls in as the budget bears them, and records each with its tokens, cost and outcome."""

import json
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from triptych.agents.budget import Admitted, Allowance, Use
from triptych.agents.models import prices
from triptych.agents.models.base import Completion, Model, StructureError, Told, Usage
from triptych.agents.models.billing import billed_to
from triptych.agents.models.kept import KeptAnswers
from triptych.agents.models.turn import Answer, Turn
from triptych.errors import BudgetError, ServiceError
from triptych.keys import hidden
from triptych.store.records import Call, CallOutcome


class Meter:
    """All calls of a run pass it.

    Args:
        allowance: what is left of the run's budget.
        on_call: gets the record of each call as it ends.
        keep_text: whether records hold what was asked and answered.
        calls_before: the number of the last call of an earlier part of the run.
        kept: what models have answered in earlier parts, and where answers are kept.
    """

    def __init__(
        self,
        allowance: Allowance,
        on_call: Callable[[Call], None],
        keep_text: bool,
        calls_before: int,
        kept: KeptAnswers | None = None,
    ) -> None:
        self._allowance, self._on_call, self._keep_text, self._kept = allowance, on_call, keep_text, kept
        self._calls = self._items = calls_before

    def item(self) -> int:
        """The number of a new item, which a call and its repair share."""
        self._items += 1
        return self._items

    async def ask(self, model: Model, turn: Turn, told: Told | None = None) -> Answer:
        """Make the call, unless it was answered before; whoever judges the answer calls `record` with it then.

        Raises:
            ArchiveError: the answer cannot be kept.
            BudgetError: what is left does not bear it, so that no call was made; or not one more request after one
                that failed and may be billed: then that is recorded.
            ServiceError, StructureError: as the model raises them; they are recorded.
        """
        if before := self._paid(turn, told):
            return before
        try:
            answer = await self._made(model, turn, told)
        except (ServiceError, StructureError, BudgetError) as e:
            if self._kept:
                self._kept.failed(turn, e)
            raise
        if self._kept:
            await self._kept.keep(answer)
        return answer

    async def _made(self, model: Model, turn: Turn, told: Told | None) -> Answer:
        async with _Tab(self._allowance, turn) as tab:
            started_at, began = datetime.now(UTC), time.monotonic()
            try:
                with billed_to(tab):
                    completion = await model.complete(
                        turn.messages, max_tokens=turn.tokens_out, structure=turn.structure, told=told
                    )
            except (ServiceError, StructureError, BudgetError) as e:
                tab.failed()
                failed = Completion("", Usage(), attempts=getattr(e, "attempts", max(1, tab.attempts)))
                answer = self._answer(turn, failed, started_at, time.monotonic() - began, tab.sum)
                self.record(answer, "failed", str(e))
                raise
            tab.answered(completion.usage)
        return self._answer(turn, completion, started_at, time.monotonic() - began, tab.sum)

    def _paid(self, turn: Turn, told: Told | None) -> Answer | None:
        """The answer of an earlier part of the run, which nobody has told of yet where it was cut off just then."""
        before = self._kept.answer(turn) if self._kept else None
        if before and not before.on_record:
            usage = before.completion.usage + before.lost
            self._allowance.charge(_use(turn, usage))
        if before and told:
            told(before.completion.text)
        return before

    def _answer(
        self, turn: Turn, completion: Completion, started_at: datetime, seconds: float, lost: Usage
    ) -> Answer:
        self._calls += 1
        return Answer(turn, completion, started_at, seconds, lost, self._calls)

    def record(self, answer: Answer, outcome: CallOutcome, detail: str = "") -> None:
        """Tell what became of a call, unless that is on record."""
        if answer.on_record:
            return
        turn, completion = answer.turn, answer.completion
        usage = completion.usage + answer.lost
        call = Call(
            number=answer.number,
            item=turn.item,
            repair=turn.repair,
            role=turn.prompt.role,
            persona=turn.prompt.persona,
            task=turn.prompt.task,
            model=turn.endpoint.model,
            endpoint=turn.endpoint.host,
            mode=turn.mode,
            tokens_in=usage.tokens_in,
            tokens_out=usage.tokens_out,
            tokens_cached=usage.tokens_cached,
            tokens_reasoning=usage.tokens_reasoning,
            cost_usd=prices.cost(turn.endpoint, usage),
            seconds=answer.seconds,
            attempts=completion.attempts,
            outcome=outcome,
            detail=" ".join(hidden(detail).split()),
            started_at=answer.started_at,
            request=_as_json(turn) if self._keep_text else "",
            answer=hidden(completion.text) if self._keep_text else "",
        )
        self._on_call(call)


class _Tab:
    """The requests of one call, each with a place in the budget until it is known what it may be billed.

    A place is kept over requests that cost nothing, and given back before another is asked for: two calls that each
    held one would wait for each other.
    """

    def __init__(self, allowance: Allowance, turn: Turn) -> None:
        self.sum = Usage()
        """What the requests that failed may be billed."""
        self.attempts = 0
        self._allowance, self._turn = allowance, turn
        self._place = AsyncExitStack()
        self._admitted: Admitted | None = None

    async def __aenter__(self) -> "_Tab":
        await self._enter()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._place.aclose()

    async def admit(self) -> None:
        if self._admitted is None:
            await self._place.aclose()
            await self._enter()
        self.attempts += 1

    def lost(self, tokens_out: int) -> None:
        usage = Usage(self._turn.tokens_in, min(tokens_out, self._turn.tokens_out), estimated=True)
        self.sum += usage
        self.answered(usage)

    def failed(self) -> None:
        """It ended without an answer; what was lost is counted."""
        self.answered(Usage())

    def answered(self, usage: Usage) -> None:
        """The request that has the place was billed so much."""
        if self._admitted is not None:
            self._admitted.used = _use(self._turn, usage)
            self._admitted = None

    async def _enter(self) -> None:
        most = _use(self._turn, Usage(self._turn.tokens_in, self._turn.tokens_out))
        self._admitted = await self._place.enter_async_context(
            self._allowance.call(self._turn.prompt.role, most)
        )


def _use(turn: Turn, usage: Usage) -> Use:
    """What cannot be known cannot be held against a budget."""
    return Use(usage.tokens_in + usage.tokens_out, prices.cost(turn.endpoint, usage) or 0.0)


def _as_json(turn: Turn) -> str:
    """Masked before it is made JSON, which may write a key in another way."""
    messages = [{"role": message.role, "text": hidden(message.text)} for message in turn.messages]
    return json.dumps(messages, ensure_ascii=False)

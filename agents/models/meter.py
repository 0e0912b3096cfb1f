"""Lets calls in as the budget bears them, and records each with its tokens, cost and outcome."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

from triptych.agents.budget import Allowance, Use
from triptych.agents.models import prices
from triptych.agents.models.base import Completion, Model, StructureError, Told, Usage
from triptych.agents.models.turn import Answer, Turn
from triptych.errors import ServiceError
from triptych.keys import hidden
from triptych.store.records import Call, CallOutcome


class Meter:
    """All calls of a run pass it.

    Args:
        allowance: what is left of the run's budget.
        on_call: gets the record of each call as it ends.
        keep_text: whether records hold what was asked and answered.
        calls_before: the number of the last call of an earlier part of the run.
    """

    def __init__(
        self, allowance: Allowance, on_call: Callable[[Call], None], keep_text: bool, calls_before: int
    ) -> None:
        self._allowance, self._on_call, self._keep_text = allowance, on_call, keep_text
        self._calls = self._items = calls_before

    def item(self) -> int:
        """The number of a new item, which a call and its repair share."""
        self._items += 1
        return self._items

    async def ask(self, model: Model, turn: Turn, told: Told | None = None) -> Answer:
        """Make the call; whoever judges the answer calls `record` with it then.

        Raises:
            BudgetError: what is left does not bear it; no call was made.
            ServiceError, StructureError: as the model raises them; they are recorded.
        """
        most = Use(turn.tokens_in + turn.tokens_out, self._cost(turn, Usage(turn.tokens_in, turn.tokens_out)))
        async with self._allowance.call(turn.prompt.role, most) as admitted:
            started_at, began = datetime.now(UTC), time.monotonic()
            try:
                completion = await model.complete(
                    turn.messages, max_tokens=turn.tokens_out, structure=turn.structure, told=told
                )
            except (ServiceError, StructureError) as e:
                admitted.used = Use()
                self.record(Answer(turn, _failed(e), started_at, time.monotonic() - began), "failed", str(e))
                raise
            used = completion.usage
            admitted.used = Use(used.tokens_in + used.tokens_out, self._cost(turn, used))
        return Answer(turn, completion, started_at, time.monotonic() - began)

    def record(self, answer: Answer, outcome: CallOutcome, detail: str = "") -> None:
        """Tell what became of a call."""
        self._calls += 1
        turn, usage, completion = answer.turn, answer.completion.usage, answer.completion
        call = Call(
            number=self._calls,
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

    @staticmethod
    def _cost(turn: Turn, usage: Usage) -> float:
        """What cannot be known cannot be held against a budget."""
        return prices.cost(turn.endpoint, usage) or 0.0


def _failed(error: ServiceError | StructureError) -> Completion:
    return Completion("", Usage(), attempts=getattr(error, "attempts", 1))


def _as_json(turn: Turn) -> str:
    """Masked before it is made JSON, which may write a key in another way."""
    messages = [{"role": message.role, "text": hidden(message.text)} for message in turn.messages]
    return json.dumps(messages, ensure_ascii=False)

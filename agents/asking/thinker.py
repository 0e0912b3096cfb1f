"""Who answers a question to the archive: a chat model where one is set up, else the embedded analyst."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from triptych.agents.analyst import Analyst
from triptych.agents.budget import Allowance
from triptych.store.records import Call, Spend

if TYPE_CHECKING:
    from triptych.agents.models.base import Model
    from triptych.agents.models.endpoint import Endpoint
    from triptych.agents.models.endpoints import Endpoints


class Tally:
    """Adds up the calls of one question."""

    def __init__(self) -> None:
        self.unpriced = 0
        """Calls whose price is not known."""
        self._total = Spend(node="ask")

    def called(self, call: Call) -> None:
        """A call of a model has ended."""
        before = self._total
        self.unpriced += call.cost_usd is None
        self._total = Spend(
            node="ask",
            calls=before.calls + 1,
            tokens_in=before.tokens_in + call.tokens_in,
            tokens_out=before.tokens_out + call.tokens_out,
            cost_usd=before.cost_usd + (call.cost_usd or 0.0),
            seconds=round(before.seconds + call.seconds, 4),
        )

    def total(self) -> Spend:
        """What all calls used."""
        return self._total


def thinker(
    endpoints: "Endpoints | None",
    connect: "Callable[[Endpoint], Model]",
    allowance: Allowance,
    called: Callable[[Call], None],
    as_of: date,
) -> Analyst:
    """The analyst.

    Args:
        endpoints: the chat models; None: the embedded analyst.
        connect: a model at an endpoint.
        allowance: what is left of the budget.
        called: gets the record of each call as it ends.
        as_of: the day of the question.
    """
    if endpoints is None:
        from triptych.agents.embedded.analyst import EmbeddedAnalyst
        from triptych.agents.embedded.corpus import Corpus

        # To answer, it weighs words by what was found, not by the library.
        return EmbeddedAnalyst(Corpus(0, lambda stem: 0))
    from triptych.agents.chat.analyst import ChatAnalyst
    from triptych.agents.models.speaker import Speaker

    speaker = Speaker(endpoints.of, connect, allowance, called, keep_text=False)
    return ChatAnalyst(speaker, as_of, [endpoints.of(role).model for role in ("edit", "audit")])

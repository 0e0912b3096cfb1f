"""One budget for many runs, dealt out in parts: each run holds its own as its limit, so that all together hold the whole.

A part is at least what a run needs by its plan. Where that is not left, a run waits for what others give back: a tight
budget does fewer ideas at once, each whole, rather than all of them badly.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from triptych.agents.budget import NOTHING, Amount, dollars
from triptych.errors import BudgetError
from triptych.store.records import Budget

_ENOUGH = 0.5
"""Of what a run needs: with less it is not begun, since a memo would hardly come of it."""
_RAISE = "Raise the limit and give --continue: what is done is not done again."


class Part:
    """What one run may use; `used` says in the end what it did, else all of it counts."""

    def __init__(self, budget: Budget, given: Amount) -> None:
        self.budget = budget
        self.used = given


class Purse:
    """What is left of a budget.

    Args:
        whole: the limits.
        need: what one run needs, by its plan.
        seats: how many run at once.
        used: what earlier processes have used of it.
        seconds: for how long they ran.
        clock: seconds, for the limit in minutes; it starts now.
    """

    def __init__(
        self,
        whole: Budget,
        need: Amount,
        seats: int,
        used: Amount = NOTHING,
        seconds: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.used = used
        self._whole, self._need, self._seats = whole, need, seats
        self._out: list[Amount] = []
        self._clock, self._began = clock, clock() - seconds
        self._changed, self._turn = asyncio.Event(), asyncio.Lock()

    @property
    def seconds(self) -> float:
        """For how long it has been used, by all processes."""
        return self._clock() - self._began

    @asynccontextmanager
    async def part(self, before: Amount = NOTHING, seconds: float = 0.0) -> AsyncIterator[Part]:
        """A part for one run, as soon as there is one.

        Args:
            before: what the run has used in an earlier process; its part comes on top of that.
            seconds: for how long it ran there.

        Raises:
            BudgetError: what is left does not bear another run.
        """
        async with self._turn:  # who comes first is served first
            need = self._need.less(before)
            while self._wanting(need) and self._out:
                await self._changed.wait()
            self._refuse(need)
            given = self._dealt(need)
            self._out.append(given)
        part = Part(self._limits(given.plus(before), seconds), given)
        try:
            yield part
        finally:
            # Nothing is awaited here, so that a cancellation cannot come between.
            self._out.remove(given)
            self.used = self.used.plus(part.used)
            self._changed.set()
            self._changed = asyncio.Event()

    def _limited(self) -> list[str]:
        """What there is a limit on that runs come near at all: no token is used where no model is."""
        return [name for name in Amount._fields if getattr(self._whole, name) and getattr(self._need, name)]

    def _left(self, name: str) -> Any:
        taken = sum(getattr(given, name) for given in (self.used, *self._out))
        return max(0, getattr(self._whole, name) - taken)

    def _wanting(self, need: Amount, share: float = 1.0) -> list[str]:
        """What there is less of than that share of the need."""
        return [name for name in self._limited() if self._left(name) < share * getattr(need, name)]

    def _dealt(self, need: Amount) -> Amount:
        """What a run needs or, if that is more, an even share of what is left; all that is left where it is less."""
        seats = self._seats - len(self._out)
        even = {name: self._left(name) for name in self._limited()}
        given = {n: min(left, max(getattr(need, n), left / seats)) for n, left in even.items()}
        return Amount(**{n: type(getattr(NOTHING, n))(one) for n, one in given.items()})

    def _limits(self, most: Amount, seconds: float) -> Budget:
        dealt = {name: getattr(most, name) for name in self._limited()}
        if self._whole.minutes is not None:
            dealt["minutes"] = self._whole.minutes + (seconds - self.seconds) / 60
        return self._whole.model_copy(update=dealt)

    def _refuse(self, need: Amount) -> None:
        if self._whole.minutes is not None and self.seconds >= 60 * self._whole.minutes:
            raise BudgetError(f"The {self._whole.minutes:g} minutes for all ideas are over.", _RAISE)
        # Where so little was asked for, the first run says itself what it does not bear.
        least = 0.0 if self.used == NOTHING and not self._out else _ENOUGH
        short = self._wanting(need, least) + [name for name in self._limited() if not self._left(name)]
        if short:
            raise BudgetError(f"What is left of {self._told(short[0])} does not bear another idea.", _RAISE)

    def _told(self, name: str) -> str:
        whole = getattr(self._whole, name)
        return dollars(whole) if name == "cost_usd" else f"{whole:,} {name}"

"""The budget of a run, held while it is spent: no call and no search begins that could exceed it.

Each stage of a run may use up to a share of the whole, so that research cannot eat what the merge needs. A call is
let in only when what it may cost fits beside what was spent and what the calls under way may still cost; where
only those stand in its way, it waits for them.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

from triptych.agents.gate import Gate
from triptych.errors import BudgetError
from triptych.store.records import Budget, Role

ALL: Mapping[Role, float] = {"brief": 1, "research": 1, "debate": 1, "edit": 1, "audit": 1}
"""No stage keeps anything back for a later one."""


@dataclass(frozen=True, slots=True)
class Use:
    """Tokens and US dollars: what a call may use, or what it did."""

    tokens: int = 0
    cost_usd: float = 0.0

    def __add__(self, other: "Use") -> "Use":
        return Use(self.tokens + other.tokens, self.cost_usd + other.cost_usd)


class Amount(NamedTuple):
    """What is needed, or was used, of a budget but for its time, which passes for all at once."""

    cost_usd: float = 0.0
    tokens: int = 0
    searches: int = 0

    def plus(self, other: "Amount") -> "Amount":
        """Both together."""
        return Amount(
            self.cost_usd + other.cost_usd, self.tokens + other.tokens, self.searches + other.searches
        )

    def less(self, other: "Amount") -> "Amount":
        """What is left without the other; never below nothing."""
        return Amount(
            max(0.0, self.cost_usd - other.cost_usd),
            max(0, self.tokens - other.tokens),
            max(0, self.searches - other.searches),
        )


NOTHING = Amount()


def dollars(amount: float) -> str:
    """An amount of US dollars, never one that is rounded to nothing: `$0.004`, `$1,200.00`."""
    return f"${amount:,.2f}" if amount >= 0.1 or not amount else f"${amount:.2g}"


class Admitted:
    """A call that was let in; `used` says in the end what it cost, else it counts as all that it might have."""

    def __init__(self, most: Use) -> None:
        self.used = most


_ROUNDING = 1e-9
_WORK: Mapping[Role, str] = {
    "brief": "the brief",
    "research": "research",
    "debate": "the debate",
    "edit": "writing",
    "audit": "the audit",
}


class Allowance:
    """What is left of a budget.

    Args:
        budget: the limits.
        shares: for each role the share of the limits (0 to 1) that may be spent by the end of that role's work.
        clock: seconds, for the limit in minutes; it starts now.
        gate: where calls and searches can be held.
    """

    def __init__(
        self,
        budget: Budget | None = None,
        shares: Mapping[Role, float] = ALL,
        clock: Callable[[], float] = time.monotonic,
        gate: Gate | None = None,
    ) -> None:
        self.budget = budget or Budget()
        self.gate = gate or Gate(clock)
        self.spent = Use()
        self.searches = 0
        self.refusal = ""
        """Why work was refused first; empty while none was."""
        self._closed = ""
        self._cut: dict[Role, None] = {}
        self._shares = shares
        self.on_refusal: Callable[[Role, str, bool], None] = lambda role, reason, begun: None
        """Told whose work was refused, why, and whether it had begun."""
        self.refused_before: Callable[[Role], bool] = lambda role: False
        """Whether the work at hand was not begun, in a run that is replayed."""
        self._clock, self._began = clock, clock()
        self._held: list[Use] = []
        """What the calls under way may use; a sum that is added to and taken from would not come back to nothing."""
        self._changed = asyncio.Event()

    @asynccontextmanager
    async def call(self, role: Role, most: Use) -> AsyncIterator[Admitted]:
        """Let a call in that may cost `most`.

        Raises:
            BudgetError: what is left does not bear it.
        """
        await self.gate.passed()
        while refusal := self._refusal(role, most):
            if self._refusal(role, most, without_held=True):
                raise self._stopped(refusal, role)
            await self._changed.wait()
            await self.gate.passed()  # which may have been shut meanwhile
        self._held.append(most)
        admitted = Admitted(most)
        try:
            yield admitted
        finally:
            # Nothing is awaited here, so that a cancellation cannot come between.
            self._held.remove(most)
            self.spent += admitted.used
            self._changed.set()
            self._changed = asyncio.Event()

    def count_search(self) -> None:
        """Count a search that is answered without being made."""
        self.searches += 1

    @property
    def used(self) -> Amount:
        """What was spent, and what was charged."""
        return Amount(self.spent.cost_usd, self.spent.tokens, self.searches)

    def charge(self, use: Use, searches: int = 0) -> None:
        """Count what was spent before, and how many searches were made."""
        self.spent += use
        self.searches += searches

    def late_by(self, seconds: float) -> None:
        """Count the time that earlier parts of the run took against the limit in minutes."""
        self._began -= seconds

    def recall(self, role: Role, reason: str) -> None:
        """Know again what was refused in an earlier part of the run."""
        self.refusal = self.refusal or reason
        self._cut[role] = None

    def close(self, reason: str) -> None:
        """Bear no more work at all, for that reason."""
        self._closed = reason

    @property
    def stop_reason(self) -> str:
        """Why work was refused and whose, for the memo; empty while none was."""
        return f"{self.refusal}; cut short: {', '.join(_WORK[r] for r in self._cut)}" if self.refusal else ""

    def search(self, role: Role) -> None:
        """Count a search. Raises BudgetError if there is none left."""
        most = self._limit(self.budget.searches, role)
        if self._closed:
            raise self._stopped(self._closed, role)
        # Nobody searches after the debate, so that its share is all there is; the brief's look at what is at hand
        # must not take the only search that research has.
        least = 0.0 if role == "brief" else 1.0
        if most is not None and self.searches + 1 > max(least, most / self._shares["debate"] + _ROUNDING):
            searches = _counted(self.budget.searches, "search", "searches")
            raise self._stopped(f"the budget of {searches} could not bear all of it", role)
        if refusal := self._late(role):
            raise self._stopped(refusal, role)
        self.searches += 1

    @property
    def idle(self) -> bool:
        """Whether no call is under way."""
        return not self._held

    def spent_for(self, role: Role, tokens: int = 1) -> bool:
        """Whether that role's share does not bear so many tokens any more, so that its work need not begin."""
        # Where it is closed, work that is begun rests on answers that were given before.
        open_ = not self._closed and bool(self._refusal(role, Use(tokens), without_held=True))
        return open_ or self.refused_before(role)

    def refuse(self, role: Role) -> None:
        """Note that a role's work was not begun because what is left does not bear it."""
        refusal = self._refusal(role, Use(1), without_held=True) or _spent(self.budget.tokens)
        self._stopped(refusal, role, begun=False)

    def _refusal(self, role: Role, most: Use, without_held: bool = False) -> str:
        """Why a call cannot be let in; empty when it can."""
        if self._closed:
            return self._closed
        total = sum([] if without_held else self._held, self.spent + most)
        tokens, cost = self._limit(self.budget.tokens, role), self._limit(self.budget.cost_usd, role)
        if tokens is not None and total.tokens > tokens:
            return _spent(self.budget.tokens)
        if cost is not None and total.cost_usd > cost:
            return f"the budget of {dollars(self.budget.cost_usd or 0)} could not bear all of it"
        return self._late(role)

    def _late(self, role: Role) -> str:
        minutes = self._limit(self.budget.minutes, role)
        if minutes is not None and self._clock() - self._began - self.gate.seconds > 60 * minutes:
            return (
                f"the budget of {_counted(self.budget.minutes, 'minute', 'minutes')} could not bear all of it"
            )
        return ""

    def _limit(self, whole: float | None, role: Role) -> float | None:
        return None if whole is None else whole * self._shares[role]

    def _stopped(self, refusal: str, role: Role, begun: bool = True) -> BudgetError:
        self.recall(role, refusal)
        self.on_refusal(role, refusal, begun)
        return BudgetError(f"{refusal[0].upper()}{refusal[1:]}.", "Raise the limit, or ask less of the run.")


def _spent(tokens: int | None) -> str:
    return f"the budget of {tokens or 0:,} token{'s' * (tokens != 1)} could not bear all of it"


def _counted(n: float | None, one: str, several: str) -> str:
    return f"{n:g} {one if n == 1 else several}"

"""Patience with an endpoint: what may pass is tried again, later each time, or when the endpoint says so."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from triptych.agents.models.faults import Passing

if TYPE_CHECKING:
    from tenacity import RetryCallState

LONGEST = 60.0
"""Seconds; an endpoint that wants to be left alone for longer is given up."""
_FIRST, _LATER = 1.0, 30.0  # seconds between requests: of the first pause, and at most

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class Effort:
    """What one call has taken so far; the time it stood in line for its turn does not count."""

    attempts: int = 0
    seconds: float = 0.0
    useless: int = 0
    """Failures after which one more request must do."""

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Count one request and the time it takes."""
        self.attempts += 1
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds += time.monotonic() - began


async def patiently(
    attempt: Callable[[], Awaitable[T]],
    effort: Effort,
    *,
    retries: int,
    within: float,
    sleep: Sleep = asyncio.sleep,
) -> T:
    """What `attempt` gives, after at most `retries` further tries.

    Args:
        attempt: makes one request; raises Passing where another may do better.
        effort: counts what the tries take; the pauses are added here.
        retries: further tries after the first.
        within: seconds of effort after which no further try begins.
        sleep: waits; tests give another.

    Raises:
        Passing: the last failure, when the tries or the time are used up, or it asks for too much patience.
    """
    from tenacity import AsyncRetrying, retry_if_exception

    def failed(state: "RetryCallState") -> None:
        error = state.outcome.exception() if state.outcome else None
        effort.useless += isinstance(error, Passing) and error.once

    def spent(state: "RetryCallState") -> bool:
        return (
            effort.useless > 1
            or state.attempt_number > retries
            or effort.seconds + state.upcoming_sleep > within
        )

    def pausing(state: "RetryCallState") -> None:
        effort.seconds += state.upcoming_sleep

    return await AsyncRetrying(
        sleep=sleep,
        stop=spent,
        wait=_pause,
        retry=retry_if_exception(_may_pass),
        after=failed,
        before_sleep=pausing,
        reraise=True,
    )(attempt)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, Passing) and (error.after or 0.0) <= LONGEST


def _pause(state: "RetryCallState") -> float:
    """Seconds to wait: doubling, or what the endpoint asks for; and a little more, so that not all come back at once."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.after if isinstance(error, Passing) else None
    doubled = min(_LATER, _FIRST * 2 ** (state.attempt_number - 1))
    return (doubled if asked is None else asked) + random.uniform(0, _FIRST)

"""Calls made side by side, of which some may fail."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from triptych.errors import AnswerError, BudgetError, ServiceError

T = TypeVar("T")


async def answered(*calls: Awaitable[T]) -> list[T | None]:
    """What the calls give, None where one failed or the budget does not bear it.

    Raises:
        ServiceError: no call was answered at all.
    """
    results = await asyncio.gather(*calls, return_exceptions=True)
    faults = [r for r in results if isinstance(r, BaseException)]
    for fault in faults:
        if not isinstance(fault, BudgetError | ServiceError):
            raise fault
    down = [f for f in faults if isinstance(f, ServiceError) and not isinstance(f, AnswerError)]
    if down and len(down) == len(results):
        raise down[0]
    return [None if isinstance(r, BaseException) else r for r in results]

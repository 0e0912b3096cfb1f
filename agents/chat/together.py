"""Calls made side by side, of which some may fail."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from triptych.errors import AnswerError, BudgetError, ServiceError

T = TypeVar("T")


async def answered(*calls: Awaitable[T]) -> list[T | None]:
    """What the calls give, None where one failed; a spent budget and an endpoint that answers none of them are raised."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    faults = [r for r in results if isinstance(r, BaseException)]
    for fault in faults:
        if isinstance(fault, BudgetError) or not isinstance(fault, ServiceError):
            raise fault
    if len(faults) == len(results) and not any(isinstance(f, AnswerError) for f in faults):
        raise faults[0]
    return [None if isinstance(r, BaseException) else r for r in results]

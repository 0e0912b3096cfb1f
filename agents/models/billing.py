"""What the requests of one call that failed may still be billed, and the budget's word before each further one.

A model reports such requests here, whoever called it: what may be spent is the caller's affair, and the seam `Model`
need not know of it. Nobody may be listening.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Bill(Protocol):
    """Who keeps count of a call's requests."""

    async def admit(self) -> None:
        """A request is about to be made. Raises BudgetError where what is left does not bear it."""
        ...

    def lost(self, tokens_out: int) -> None:
        """A request failed, but may be billed: for its prompt, and for the tokens that came back."""
        ...


_bill: ContextVar[Bill | None] = ContextVar("bill", default=None)


@contextmanager
def billed_to(bill: Bill) -> Iterator[None]:
    """Let the call that is made within be counted there."""
    before = _bill.set(bill)
    try:
        yield
    finally:
        _bill.reset(before)


async def admit() -> None:
    """Ask for one more request. Raises BudgetError where the budget does not bear it."""
    if bill := _bill.get():
        await bill.admit()


def lost(tokens_out: int = 0) -> None:
    """Report a request that failed, but may be billed."""
    if bill := _bill.get():
        bill.lost(tokens_out)

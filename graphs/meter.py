"""What a run spends, by node: seconds, searches and, with a chat model, calls and tokens."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from triptych.store.records import Spend


class Meter:
    """Adds up spending by node; branches of one node add into one row."""

    def __init__(self) -> None:
        self._rows: dict[str, Spend] = {}

    def add(self, node: str, *, searches: int = 0, calls: int = 0, seconds: float = 0.0) -> None:
        """Add to a node's row."""
        row = self._rows.get(node, Spend(node=node))
        update = {
            "searches": row.searches + searches,
            "calls": row.calls + calls,
            "seconds": round(row.seconds + seconds, 4),
        }
        self._rows[node] = row.model_copy(update=update)

    @contextmanager
    def timed(self, node: str) -> Iterator[None]:
        """Add the seconds of the body to a node's row."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.add(node, seconds=time.perf_counter() - start)

    @property
    def rows(self) -> tuple[Spend, ...]:
        """One row a node, in order of first use."""
        return tuple(self._rows.values())

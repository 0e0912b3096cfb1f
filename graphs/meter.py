"""What a run spends, by node: seconds, searches and, with a chat model, calls, tokens and money."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from triptych.store.records import Call, Spend

_NODES = {
    "propositions": "brief",
    "claims": "research",
    "gap": "research",
    "stance": "stances",
    "bottom_line": "synthesis",
    "patch": "audit",
}
"""The node that a prompt belongs to, where it does not bear its name."""
_READING = {"research": "verify", "debate": "reply"}
"""The node in which quotes are read against a text, by whose work that is; else the audit."""
_ORDER = (
    *("brief", "research", "verify", "stances", "critique", "settle", "reply"),
    *("section", "synthesis", "audit"),
)
"""Of the nodes in the graph. Their first use has none that lasts: branches end as they will, and a run may be resumed."""


class Meter:
    """Adds up spending by node; branches of one node add into one row.

    Args:
        on_time: told the node and the seconds when a body that is timed ends.
    """

    def __init__(self, on_time: Callable[[str, float], None] = lambda node, seconds: None) -> None:
        self._on_time = on_time
        self._rows: dict[str, Spend] = {}

    def add(self, node: str, *, searches: int = 0, seconds: float = 0.0) -> None:
        """Add to a node's row."""
        self._add(Spend(node=node, searches=searches, seconds=seconds))

    def add_call(self, call: Call) -> None:
        """Add a call to the row of its node; its seconds are in the node's own."""
        self._add(
            Spend(
                node=_node(call),
                calls=1,
                tokens_in=call.tokens_in,
                tokens_out=call.tokens_out,
                cost_usd=call.cost_usd or 0.0,
            )
        )

    def _add(self, more: Spend) -> None:
        row = self._rows.get(more.node, Spend(node=more.node))
        added = {
            name: getattr(row, name) + getattr(more, name) for name in Spend.model_fields if name != "node"
        }
        self._rows[more.node] = row.model_copy(update=added | {"seconds": round(added["seconds"], 4)})

    @contextmanager
    def timed(self, node: str) -> Iterator[None]:
        """Add the seconds of the body to a node's row."""
        start = time.perf_counter()
        try:
            yield
        finally:
            seconds = time.perf_counter() - start
            self.add(node, seconds=seconds)
            self._on_time(node, seconds)

    @property
    def rows(self) -> tuple[Spend, ...]:
        """One row a node, in the order of the graph."""
        return tuple(sorted(self._rows.values(), key=lambda row: _place(row.node)))

    @property
    def total(self) -> Spend:
        """All rows together; `seconds` counts branches that ran at once one by one."""
        whole = Meter()
        for row in self._rows.values():
            whole._add(row.model_copy(update={"node": "total"}))
        return whole._rows.get("total", Spend(node="total"))


def _place(node: str) -> int:
    return _ORDER.index(node) if node in _ORDER else len(_ORDER)


def _node(call: Call) -> str:
    return _READING.get(call.role, "audit") if call.task == "entails" else _NODES.get(call.task, call.task)

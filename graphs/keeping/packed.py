"""What a checkpoint holds, each value packed once: every branch is handed the whole state, and most of it has not changed.

Invariant: only values that nobody can change are remembered, and each is held as long as its packed form, so that no
other has its place in memory.
"""

from collections.abc import Callable
from typing import Any


class Packed:
    """The packed values of one run.

    Args:
        dump: packs one value, as LangGraph's own serialiser does.
        kinds: of the values that nobody can change.
    """

    def __init__(self, dump: Callable[[Any], tuple[str, bytes]], kinds: tuple[type, ...]) -> None:
        self._dump, self._kinds = dump, kinds
        self._known: dict[int, tuple[Any, Any]] = {}

    def all_of(self, value: Any) -> Any:
        """The value, with their packed form in the place of all in it that nobody can change."""
        from langgraph.types import Send

        if isinstance(value, self._kinds):
            return self._one(value)
        if isinstance(value, dict):
            return {key: self.all_of(one) for key, one in value.items()}
        if type(value) in (list, tuple):
            return type(value)(map(self.all_of, value))
        if isinstance(value, Send):
            return Send(value.node, self.all_of(value.arg))
        return value

    def _one(self, value: Any) -> Any:
        import ormsgpack

        if id(value) not in self._known:
            _, packed = self._dump(value)
            self._known[id(value)] = value, ormsgpack.unpackb(packed, ext_hook=ormsgpack.Ext)
        return self._known[id(value)][1]

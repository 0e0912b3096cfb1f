"""Keys: what may be sent to one endpoint and shown to nobody.

Invariant: whatever is written anywhere (a terminal, a log, an event, the archive) goes through `hidden` first, and
every key is made known here by `Key` before it is used.
"""

from collections.abc import Iterable
from typing import NoReturn

_MASK = "[key]"
_SHORTEST = 12  # characters; shorter ones are placeholders ("ollama"), which would mask ordinary words
_known: set[str] = set()


class Key:
    """A secret. It shows itself to whoever calls `reveal`, and in no other way.

    Args:
        value: the key as it is sent.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value) >= _SHORTEST:
            _known.add(value)

    def reveal(self) -> str:
        """The key itself."""
        return self._value

    def __repr__(self) -> str:
        return _MASK

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled")

    def __copy__(self) -> "Key":
        return self

    def __deepcopy__(self, memo: object) -> "Key":
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


def hidden(text: str) -> str:
    """The text with every known key masked."""
    for value in _longest_first(_known):
        if value in text:
            text = text.replace(value, _MASK)
    return text


def _longest_first(values: Iterable[str]) -> list[str]:
    return sorted(values, key=len, reverse=True)

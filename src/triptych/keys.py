"""Keys: what may be sent to one endpoint and shown to nobody.

Invariant: whatever is written anywhere (a terminal, a log, an event, the archive) goes through `hidden` first, and
every key is made known here by `Key` before it is used.
"""

import json
import re
from collections.abc import Iterable
from typing import NoReturn
from urllib.parse import quote

UNSENDABLE = "holds a space, a line end or a character outside ASCII, and no key does"
"""What is said of a value that is not `sendable`."""

_MASK = "[key]"
_SHORTEST = 8  # characters; what is shorter would mask ordinary words
_LONGEST_NAME = 40
_PLACEHOLDERS = frozenset(
    {
        "dummy",
        "empty",
        "lm-studio",
        "lmstudio",
        "no-api-key",
        "no-key-needed",
        "no-key-required",
        "none",
        "not-needed",
        "not-required",
        "ollama",
        "placeholder",
        "sk-no-key-required",
    }
)
"""What servers that want no key are given; masking it would mask ordinary words."""
_INVISIBLE = "[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]"
_known: set[str] = set()


class Key:
    """A secret. It shows itself to whoever calls `reveal`, and in no other way.

    Args:
        value: the key as it is sent.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value) >= _SHORTEST and value.lower() not in _PLACEHOLDERS:
            _known.update(_forms(value))

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


def sendable(value: str) -> bool:
    """Whether it can be a key: printable ASCII without spaces.

    Libraries quote anything else in their errors, and escape it, so that `hidden` would not know it again.
    """
    return all("!" <= character <= "~" for character in value)


def alike(name: str) -> bool:
    """Whether what should be a name may be a key that somebody put in its place, or is too odd to be shown."""
    secret = name.lower().startswith(("sk-", "tvly-")) or (len(name) >= 16 and any(map(str.isdigit, name)))
    return secret or len(name) > _LONGEST_NAME or not name.isprintable()


def hidden(text: str) -> str:
    """The text with every known key masked, also where it is quoted for an address or for JSON."""
    torn = re.search(_INVISIBLE, text) is not None
    for value in _longest_first(_known):
        if torn:
            text = re.sub(f"{_INVISIBLE}*".join(map(re.escape, value)), _MASK, text)
        elif value in text:
            text = text.replace(value, _MASK)
    return text


def begun(text: str) -> int:
    """How many characters at the end of a text may be the beginning of a known key, of which the rest is still to come."""
    longest = max(map(len, _known), default=0)
    ends = range(min(longest - 1, len(text)), 0, -1)
    return next((n for n in ends if any(value.startswith(text[-n:]) for value in _known)), 0)


def _forms(value: str) -> set[str]:
    return {value, quote(value), quote(value, safe=""), json.dumps(value)[1:-1]}


def _longest_first(values: Iterable[str]) -> list[str]:
    return sorted(values, key=len, reverse=True)

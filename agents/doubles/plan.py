"""What is to go wrong, and when."""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Generic, TypeVar

from triptych.agents.doubles.exchange import Exchange, Request

Misbehaviour = Callable[[Exchange], None]
"""Answers a request, or does not, in a way that no one wants."""
When = Callable[[Request], bool]
Planned = TypeVar("Planned")


@dataclass
class _Entry(Generic[Planned]):
    what: Planned
    path: str
    on: Collection[int]
    when: When | None
    left: int | None

    def fits(self, request: Request) -> bool:
        return (
            self.left != 0
            and fnmatchcase(request.path, self.path)
            and (not self.on or request.number in self.on)
            and (self.when is None or self.when(request))
        )


class Plan(Generic[Planned]):
    """Entries that are taken in order, each as often as it says."""

    def __init__(self) -> None:
        self._entries: list[_Entry[Planned]] = []
        self._lock = threading.Lock()

    def add(
        self, what: Planned, path: str, on: Collection[int], when: When | None, times: int | None
    ) -> None:
        """Add an entry after all others."""
        self._entries.append(_Entry(what, path, frozenset(on), when, times))

    def take(self, request: Request) -> Planned | None:
        """The first entry that fits the request; it has one turn less then."""
        with self._lock:
            for entry in self._entries:
                if entry.fits(request):
                    entry.left = entry.left and entry.left - 1
                    return entry.what
        return None

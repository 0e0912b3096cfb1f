"""One-to-one pairs of likes: the best first, and among equals in the order of both lists, so that it is always the same."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

Likeness = tuple[float, ...]
"""How like two are: what is greater, first number first, is more alike. Without a number they are no pair."""


class Paired(NamedTuple):
    """Places in two lists."""

    before: int
    after: int


class Pairing(Generic[T]):
    """Two lists being paired, step by step: what an earlier step paired is out of the later ones."""

    def __init__(self, before: Sequence[T], after: Sequence[T]) -> None:
        self.before, self.after = dict(enumerate(before)), dict(enumerate(after))
        """What is not paired yet, by its place."""
        self._found: dict[int, int] = {}

    def alike(self, key: Callable[[T], Hashable], likeness: Callable[[T, T], Likeness]) -> None:
        """Pair those of one key, the most alike first; what has the key None is not among them."""
        old: dict[Hashable, list[int]] = {}
        for n, one in self.before.items():
            old.setdefault(key(one), []).append(n)
        old.pop(None, None)
        of_one_key = ((n, m) for m, new in self.after.items() for n in old.get(key(new), ()))
        self.take((likeness(self.before[n], self.after[m]), n, m) for n, m in of_one_key)

    def take(
        self,
        rated: Iterable[tuple[Likeness, int, int]],
        holds: Callable[[T, T], bool] = lambda old, new: True,
    ) -> None:
        """Pair places, the most alike first; `holds` is asked only of those that are both free still."""
        usable = ((tuple(-value for value in likeness), n, m) for likeness, n, m in rated if likeness)
        for _, n, m in sorted(usable):
            if n in self.before and m in self.after and holds(self.before[n], self.after[m]):
                self._found[m] = n
                del self.before[n], self.after[m]

    def found(self) -> list[Paired]:
        """The pairs, in the order of the second list."""
        return [Paired(self._found[m], m) for m in sorted(self._found)]


def paired(before: Sequence[T], after: Sequence[T], likeness: Callable[[T, T], Likeness]) -> Pairing[T]:
    """Two short lists, each of the one rated with each of the other."""
    made = Pairing(before, after)
    made.alike(lambda _: "all", likeness)
    return made

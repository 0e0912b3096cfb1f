"""The list of memos as values: what is shown of it, in what order. No widget is known here."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triptych.store.overview import Glance
    from triptych.store.search.hits import Hit

Order = Callable[["Glance"], object]
MARKING = "Mark two memos with space, then press d."
SORTS: Mapping[str, Order] = {
    "newest": lambda memo: (_later(memo),),
    "title": lambda memo: (memo.title.casefold(), _later(memo)),
    "claims": lambda memo: (-memo.claims, _later(memo)),
    "contested": lambda memo: (-memo.contested, _later(memo)),
    "spend": lambda memo: (-memo.cost_usd, -memo.tokens, _later(memo)),
}
"""By name; each has the newest first among equals."""


@dataclass(frozen=True)
class View:
    """What of the list is to be shown."""

    sort: str = "newest"
    tag: str = ""
    """Only memos with this tag; empty for all."""
    words: str = ""
    """What was typed into the search."""
    found: tuple[str, ...] = ()
    """Ids of memos that the search found, best first."""


def next_sort(sort: str) -> str:
    """The order that comes after one."""
    names = list(SORTS)
    return names[(names.index(sort) + 1) % len(names)]


def chosen(memos: "Sequence[Glance]", view: View) -> "list[Glance]":
    """The memos of a view. Where words are sought, what the search found comes first, best first."""
    kept = [memo for memo in memos if not view.tag or view.tag in memo.tags]
    if view.words.strip():
        kept = [memo for memo in kept if _has(memo, view)]
    ordered = kept if view.sort == "newest" else sorted(kept, key=SORTS[view.sort])  # type: ignore[arg-type]
    if not view.found:
        return ordered
    place = {key: number for number, key in enumerate(view.found)}
    return sorted(ordered, key=lambda memo: place.get(memo.id, len(place)))


def tags(memos: "Iterable[Glance]") -> list[tuple[str, int]]:
    """Each tag with the number of memos that have it, the most frequent first."""
    counted = Counter(tag for memo in memos for tag in memo.tags)
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def found_in(hits: "Iterable[Hit]") -> "dict[str, list[Hit]]":
    """What a search found by memo, best first."""
    by_memo: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.memo:
            by_memo.setdefault(hit.memo, []).append(hit)
    return by_memo


def _has(memo: "Glance", view: View) -> bool:
    """Whether the search found it, or every word stands in its title, idea or tags."""
    if memo.id in view.found:
        return True
    told = f"{memo.title} {memo.idea} {' '.join(memo.tags)} {memo.id}".casefold()
    return all(word in told for word in view.words.casefold().split())


def _later(memo: "Glance") -> float:
    return -memo.created_at.timestamp()

"""The library as values: which documents are shown in what order, and what became of those that were added. No widget here."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from triptych.tui.text import Span

if TYPE_CHECKING:
    from triptych.agents.sources.library import AddResult
    from triptych.store.library import LibraryEntry
    from triptych.store.records import Passage

Order = Callable[["LibraryEntry"], object]
SORTS: Mapping[str, Order | None] = {
    "newest": None,
    "title": lambda one: one.title.casefold(),
    "publisher": lambda one: (one.publisher.casefold(), one.title.casefold()),
    "date": lambda one: -(one.published_at or date.min).toordinal(),
    "passages": lambda one: -one.passages,
}
"""By name; None is the order in which the library gives them: what was added last comes first."""
OUTCOMES = ("added", "already there", "skipped", "failed")
WORD = re.compile(r"\w[\w.-]*", re.UNICODE)


@dataclass(frozen=True)
class Shelf:
    """What of the library is to be shown."""

    sort: str = "newest"
    words: str = ""
    """What was typed into the search."""
    found: tuple[str, ...] = ()
    """Ids of documents that have a passage with these words, best first."""


def next_sort(sort: str) -> str:
    """The order that comes after one."""
    names = list(SORTS)
    return names[(names.index(sort) + 1) % len(names)]


def chosen(entries: "Sequence[LibraryEntry]", shelf: Shelf) -> "list[LibraryEntry]":
    """The documents that are shown. Where words are sought, those with the best passages come first."""
    kept = [one for one in entries if not shelf.words.strip() or _has(one, shelf)]
    order = SORTS[shelf.sort]
    ordered = kept if order is None else sorted(kept, key=order)  # type: ignore[arg-type]
    if not shelf.found:
        return ordered
    place = {key: number for number, key in enumerate(shelf.found)}
    return sorted(ordered, key=lambda one: place.get(one.source_id, len(place)))


def by_document(passages: "Iterable[Passage]") -> "dict[str, list[Passage]]":
    """What a search found by document, best first."""
    found: dict[str, list[Passage]] = {}
    for passage in passages:
        found.setdefault(passage.source_id, []).append(passage)
    return found


def spans(text: str, words: str) -> list[Span]:
    """Where words that were sought begin a word of the text, apart from each other and in order."""
    sought = [re.escape(word) for word in dict.fromkeys(WORD.findall(words.casefold())) if len(word) > 1]
    if not sought:
        return []
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(sought, key=len, reverse=True))})\w*", re.IGNORECASE)
    return [found.span() for found in pattern.finditer(text)]


def summary(results: "Sequence[AddResult]") -> str:
    """`2 added, 1 failed`."""
    counted = Counter(result.outcome for result in results)
    told = [f"{counted[kind]} {kind}" for kind in OUTCOMES if counted[kind]]  # type: ignore[index]
    return ", ".join(told) or "nothing to add"


def _has(one: "LibraryEntry", shelf: Shelf) -> bool:
    """Whether a passage of it was found, or every word stands in what is told of it."""
    if one.source_id in shelf.found:
        return True
    where = "starter" if one.starter else "added"
    told = f"{one.title} {one.publisher} {one.author} {one.url} {one.kind} {where}".casefold()
    return all(word in told for word in shelf.words.casefold().split())

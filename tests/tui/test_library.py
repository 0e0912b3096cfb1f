"""The library's list as values."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from triptych.agents.sources.library import AddResult
from triptych.store.library import LibraryEntry
from triptych.tui import library
from triptych.tui.library import Shelf


def entry(number: int, **changes: Any) -> LibraryEntry:
    fields: dict[str, Any] = {
        "source_id": f"{number}" * 12,
        "title": f"Title {number}",
        "publisher": f"site{9 - number}.org",
        "url": "",
        "author": "",
        "published_at": date(2026, 1, number),
        "kind": "file",
        "added_at": datetime(2026, 2, 1, tzinfo=UTC),
        "origin": "notes",
        "starter": False,
        "passages": number,
        "characters": 100,
    }
    return LibraryEntry(**fields | changes)


THREE = [entry(1), entry(2, title="About memory", starter=True), entry(3, published_at=None)]


def ids(shelf: Shelf) -> str:
    return "".join(one.source_id[0] for one in library.chosen(THREE, shelf))


@pytest.mark.parametrize(
    ("sort", "order"),
    [("newest", "123"), ("title", "213"), ("publisher", "321"), ("date", "213"), ("passages", "321")],
)
def test_every_order(sort: str, order: str) -> None:
    assert ids(Shelf(sort)) == order


def test_orders_come_round() -> None:
    sort = "newest"
    for _ in library.SORTS:
        sort = library.next_sort(sort)
    assert sort == "newest"


def test_words_are_sought_in_all_that_is_told_and_passages_come_first() -> None:
    assert ids(Shelf(words="memory starter")) == "2"
    assert ids(Shelf(words="title")) == "13"
    assert ids(Shelf(words="title", found=("3" * 12, "2" * 12))) == "321"
    assert ids(Shelf(words="nothing")) == ""


def test_words_are_marked_where_they_begin_a_word() -> None:
    text = "Memory bounds memories; amemory and [memory] do not."
    marked = [text[start:end] for start, end in library.spans(text, "memory, do a")]
    assert marked == ["Memory", "memory", "do"]
    assert library.spans(text, "( [") == []


def test_what_became_of_adding_is_counted() -> None:
    outcomes: tuple[Any, ...] = ("failed", "added", "added", "skipped")
    results = [AddResult("t", "", outcome) for outcome in outcomes]
    assert library.summary(results) == "2 added, 1 skipped, 1 failed"
    assert library.summary([]) == "nothing to add"

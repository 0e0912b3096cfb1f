"""Lists of evidence as values: read where they are looked at, filters in words."""

import pytest

from triptych.store.evidence import Filters, Portion
from triptych.tui import evidence
from triptych.tui.evidence import Lazy, Unread


def test_only_what_is_looked_at_is_wanted_and_once() -> None:
    told: list[None] = []
    rows: Lazy[int] = Lazy(Portion(0, [0, 1], 7), 2, lambda: told.append(None))
    assert len(rows) == 7
    assert rows[1] == 1
    assert told == []
    unread = rows[5]
    assert isinstance(unread, Unread)
    assert unread.number == 5
    assert isinstance(rows[-1], Unread)
    assert isinstance(rows[4], Unread)
    assert rows.wanted == {4, 6}
    assert len(told) == 2
    rows.put(Portion(4, [4, 5], 7))
    assert rows[4:6] == [4, 5]
    assert rows.wanted == {6}
    with pytest.raises(IndexError):
        rows[7]


def test_filters_are_told_and_chosen_in_words() -> None:
    filters = Filters(verdict="partial", publisher="a [/] b")
    assert evidence.told(filters).plain == "~ partial · a [/] b"
    assert evidence.told(Filters(words=("x",))).plain == "no filter"
    counts = {"verdict": [("partial", 3), ("supported", 2)], "kind": [("fact", 5)], "publisher": []}
    offered = {key: label.plain for key, label in evidence.options(counts, filters)}
    assert offered == {
        "verdict=": "any verdict, not only ~ partial",
        "publisher=": "any publisher, not only a [/] b",
        "verdict=supported": "verdict  ✓ supported  2",
        "kind=fact": "kind  fact  5",
    }
    assert evidence.with_choice(filters, "verdict=") == Filters(publisher="a [/] b")
    assert evidence.with_choice(Filters(), "publisher=a=b") == Filters(publisher="a=b")

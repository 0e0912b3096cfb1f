"""Queries as values: history, columns, what came of one, and files."""

from pathlib import Path

import pytest

from triptych.errors import InputError
from triptych.store.archive import Archive
from triptych.store.sql.faults import QueryRefused, QueryStopped
from triptych.store.sql.query import Result
from triptych.tui import querying
from triptych.tui.querying import History


def result(*rows: tuple[object, ...], cut: str | None = None) -> Result:
    return Result(("name", "n"), ("VARCHAR", "BIGINT"), rows, cut, 0.2)  # type: ignore[arg-type]


def test_the_last_query_stands_first_and_once_and_some_are_kept(tmp_path: Path) -> None:
    history = History(draft="half")
    for number in (*range(querying.KEPT + 5), 7):
        history = History(history.asked(f"select {number}").queries, history.draft)
    assert history.queries[:2] == ("select 7", f"select {querying.KEPT + 4}")
    assert len(history.queries) == querying.KEPT
    file = tmp_path / "new" / "history.json"
    querying.remember(file, history)
    assert querying.remembered(file) == history


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"queries": 3}', "\udcff"])
def test_a_history_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "history.json"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert querying.remembered(file) == History()
    assert querying.remembered(tmp_path / "none.json") == History()


def test_columns_are_as_wide_as_what_they_hold_within_bounds() -> None:
    name, number = querying.headings(result(("日本", 1), ("x" * 900, 22_222)))
    assert (name.width, name.right) == (querying.WIDEST, False)
    assert (number.width, number.right) == (5, True)
    assert [one.width for one in querying.headings(result())] == [4, 4]


def test_values_are_short_in_a_cell_and_whole_elsewhere() -> None:
    assert querying.short("y" * 9_000) == "y" * querying.LOOKED_AT
    assert querying.short(None) == "NULL"
    assert querying.whole(["a", 1]) == '[\n  "a",\n  1\n]'
    assert querying.whole(True) == "true"


def test_what_came_of_a_query_is_told_in_a_line() -> None:
    assert querying.outcome(result(("a", 1))) == "1 row in 0.20 s"
    assert querying.outcome(result()) == "No rows, in 0.20 s"
    assert "narrow the query down" in querying.outcome(result(("a", 1), cut="rows"))
    assert "fewer columns" in querying.outcome(result(("a", 1), cut="size"))


def test_faults_say_what_can_be_done_here() -> None:
    refused = QueryRefused(
        "No x (line 2, column 8).", "Did you mean y? See what there is: triptych sql --schema"
    )
    assert querying.fault(refused) == "No x (line 2, column 8). Did you mean y? F3 shows what there is."
    stopped = QueryStopped(
        "Too long.", "Narrow it down, or give it more time: triptych sql --timeout SECONDS"
    )
    assert querying.fault(stopped) == "Too long. Narrow it down."
    assert querying.place(refused.message) == (1, 7)
    assert querying.place("No.") is None


def test_a_file_is_replaced_only_where_that_is_said(tmp_path: Path) -> None:
    file, archive = tmp_path / "rows.md", Archive(tmp_path / "archive.duckdb")
    querying.save(archive, result(("a|b", 1)), "md", str(file), replace=False)
    assert file.read_text() == "| name | n |\n| --- | ---: |\n| a\\|b | 1 |\n"
    with pytest.raises(InputError, match="is there already"):
        querying.save(archive, result(), "md", str(file), replace=False)
    querying.save(archive, result(), "csv", str(file), replace=True)
    assert file.read_text() == "name,n\n"
    with pytest.raises(InputError, match="not said where to"):
        querying.save(archive, result(), "csv", " ", replace=True)
    with pytest.raises(InputError, match="is part of the archive"):
        querying.save(archive, result(), "csv", str(archive.path), replace=True)

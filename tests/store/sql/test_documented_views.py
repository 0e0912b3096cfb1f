"""What `triptych sql --schema` tells: every view, every column, and examples that run and answer what they ask."""

from collections.abc import Iterator

import duckdb
import pytest

from triptych.store.archive import Archive
from triptych.store.rows import fetch
from triptych.store.sql.examples import EXAMPLES
from triptych.store.sql.reading import ReadArchive
from triptych.store.sql.statement import only_statement
from triptych.store.sql.views import documented


@pytest.fixture(scope="module")
def connection(asked: Archive) -> Iterator[duckdb.DuckDBPyConnection]:
    with ReadArchive(asked.path).cut_off(memory=512) as connection:
        yield connection


def test_every_view_and_every_column_of_it_says_what_it_is() -> None:
    for view in documented():
        assert view.comment.endswith(".")
        assert [column.name for column in view.columns if not column.comment.endswith(".")] == []
        assert view.columns


def test_they_are_the_views_that_an_archive_has(connection: duckdb.DuckDBPyConnection) -> None:
    there = fetch(connection, "SELECT view_name AS name FROM duckdb_views() WHERE NOT internal")
    views = documented()
    assert sorted(view.name for view in views) == sorted(row["name"] for row in there)
    assert [view.name for view in views[:3]] == ["memos", "claims", "sources"]
    for view in views:
        described = connection.execute(f"DESCRIBE {view.name}").fetchall()
        assert [(row[0], row[1]) for row in described] == [(one.name, one.type) for one in view.columns]


def test_there_are_five_examples_on_the_documented_views_alone(connection: duckdb.DuckDBPyConnection) -> None:
    assert len(EXAMPLES) == 5
    views = {view.name for view in documented()}
    for example in EXAMPLES:
        only_statement(connection, example.sql)
        assert set(duckdb.get_table_names(example.sql)) <= views


def _answer(connection: duckdb.DuckDBPyConnection, asks: str) -> list[dict[str, object]]:
    (example,) = (one for one in EXAMPLES if asks in one.asks)
    return fetch(connection, example.sql)


def test_an_example_shows_contested_claims_with_who_contests_them(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rows = _answer(connection, "stand contested")
    assert {(row["id"], row["critic"], row["severity"]) for row in rows} == {("E1", "investor", "major")}


def test_an_example_shows_moves_of_stances(connection: duckdb.DuckDBPyConnection) -> None:
    rows = _answer(connection, "change most")
    assert [(row["persona"], row["from_probability"], row["to_probability"]) for row in rows] == [
        ("engineer", 70, 55)
    ] * 2


def test_an_example_shows_facts_that_nobody_else_bears_out(connection: duckdb.DuckDBPyConnection) -> None:
    assert [row["id"] for row in _answer(connection, "one source alone")] == ["E2", "E2"]


def test_an_example_adds_up_what_models_cost(asked: Archive, archive: Archive) -> None:
    with archive.session() as connection:
        connection.execute(_CALLS)
        rows = _answer(connection, "each model cost")
    assert [(row["month"], row["model"], row["calls"], row["usd"]) for row in rows] == [
        ("2026-02", "large", 1, 2.5),
        ("2026-01", "large", 2, 0.75),
        ("2026-01", "small", 1, None),
    ]


def test_an_example_shows_what_became_of_claims(connection: duckdb.DuckDBPyConnection) -> None:
    rows = _answer(connection, "claimed at first")
    assert len(rows) == 4
    assert (rows[0]["was"], rows[0]["is_now"]) == ("Decoding takes 21 ms.", "Decoding takes 21 ms at best.")


_CALLS = """
INSERT INTO model_call BY NAME
SELECT 'R' AS run_id, n AS number, n AS item, false AS repair, 'edit' AS role, '' AS persona, 't' AS task, model, '' AS endpoint,
    'text' AS mode, 1 AS tokens_in, 1 AS tokens_out, 0 AS tokens_cached, 0 AS tokens_reasoning, usd AS cost_usd, 1 AS seconds,
    1 AS attempts, 'ok' AS outcome, '' AS detail, started_at
FROM (VALUES
    (1, 'large', 0.5, TIMESTAMP '2026-01-02'), (2, 'large', 0.25, TIMESTAMP '2026-01-31'),
    (3, 'small', NULL, TIMESTAMP '2026-01-31'), (4, 'large', 2.5, TIMESTAMP '2026-02-01')
) AS t(n, model, usd, started_at)
"""

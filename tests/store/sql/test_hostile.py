"""Whatever somebody may write into a query: it reads the archive, or it is told why not, and nothing else happens."""

import shutil
import time
from collections.abc import Iterator
from contextlib import suppress

import duckdb
import pytest

from triptych.errors import TriptychError
from triptych.store.archive import Archive
from triptych.store.sql.explained import explained
from triptych.store.sql.faults import QueryFailed, QueryRefused, QueryStopped
from triptych.store.sql.limits import Limits
from triptych.store.sql.query import run_query
from triptych.store.sql.reading import ReadArchive
from triptych.store.sql.statement import only_statement
from triptych.store.verify import verify

pytestmark = pytest.mark.usefixtures("unharmed")

OTHER = (
    "COPY memos TO 'out.csv'",
    "COPY (SELECT 1) TO 'out.parquet' (FORMAT parquet)",
    "COPY memo FROM '/etc/passwd'",
    "EXPORT DATABASE 'exported'",
    "IMPORT DATABASE 'exported'",
    "ATTACH 'other.duckdb' AS other",
    "ATTACH ':memory:' AS other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "PRAGMA enable_profiling",
    "SET enable_external_access = true",
    "RESET memory_limit",
    "CHECKPOINT",
    "FORCE CHECKPOINT",
    "CALL pragma_version()",
    "CALL enable_logging()",
    "INSERT INTO memo SELECT * FROM memo",
    "UPDATE memo SET title = 'x'",
    "DELETE FROM memo",
    "TRUNCATE memo",
    "DROP VIEW memos",
    "CREATE TABLE t (i INTEGER)",
    "CREATE OR REPLACE MACRO m() AS 1",
    "CREATE SECRET s (TYPE s3)",
    "ALTER TABLE memo ADD COLUMN x INTEGER",
    "COMMENT ON TABLE memo IS 'x'",
    "VACUUM",
    "WITH x AS (SELECT 1) INSERT INTO tag SELECT 'a', 'b'",
)
"""Statements of another kind: they are refused before the archive is touched."""

PASSING = (
    "DETACH archive",
    "USE memory",
    "SET VARIABLE x = 1",
    "CREATE TEMP TABLE t AS SELECT 1",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "BEGIN",
)
"""The same, of what ends with the connection."""

SEVERAL = (
    "SELECT 1; DROP TABLE memo",
    "SELECT 1 /* ; */; -- ;\nDELETE FROM memo",
    "SELECT 1;; SELECT 2",
)

OUTSIDE = (
    "FROM read_text('/etc/passwd')",
    "FROM read_csv('/etc/passwd')",
    "FROM read_json('/etc/hostname')",
    "FROM read_parquet('x.parquet')",
    "FROM read_blob('/etc/hostname')",
    "FROM read_duckdb('/tmp/other.duckdb', table_name = 'memo')",
    "FROM glob('/etc/*')",
    "FROM sniff_csv('/etc/passwd')",
    "FROM parquet_metadata('x.parquet')",
    "FROM '/etc/passwd'",
    "FROM 'https://example.org/x.csv'",
    "FROM query('COPY memo TO ''out.csv''')",
    "EXPLAIN ANALYZE COPY memos TO 'out.csv'",
    "SELECT getenv('HOME')",
    "FROM unharmed",
)
"""They are typed SELECT or EXPLAIN, and reach beyond the archive."""

WRITING = (
    "WITH gone AS (DELETE FROM memo RETURNING *) SELECT * FROM gone",
    "WITH more AS (INSERT INTO tag VALUES ('a', 'b') RETURNING *) FROM more",
    "WITH other AS (UPDATE memo SET title = 'x' RETURNING *) FROM other",
    "EXPLAIN ANALYZE DELETE FROM memo",
)
"""They are typed SELECT or EXPLAIN, and write."""

NOTHING = ("", ";", "-- nothing", "/* nothing */")
UNSAYABLE = ("SELECT 1\0", "SELECT '\ud800'", "SELECT 1 --" + "x" * 1_000_000)

BOMBS = {
    "counting": "SELECT count(*) FROM range(1000000000000)",
    "everything crossed": "SELECT count(*) FROM claims a, claims b, claims c, range(100000) d, range(100000) e",
    "recursion": "WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t) SELECT count(*) FROM t",
    "one long call": "SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))",
    "padding": "SELECT length(lpad('x', 2000000000, 'y'))",
    "nested repetition": "SELECT length(repeat(repeat('x', 100000000), 40))",
    "sleep": "SELECT sleep_ms(100000)",
    "aggregated lists": "SELECT list(i) FROM range(1000000000) t(i)",
}
"""They never end, or not in time. Of those that need memory, either limit may be the first."""

GREEDY = {
    "a text of a gigabyte": "SELECT repeat('x', 1000000000)",
    "a list of two thousand million": "SELECT range(2000000000)",
    "sorting a long list": "SELECT list_sort(range(100000000)) IS NULL",
}

DEEP = {
    "parentheses": f"SELECT {'(' * 3000}1{')' * 3000}",
    "a long sum": f"SELECT {'+'.join(['1'] * 5000)}",
    "negations": f"SELECT {'NOT ' * 5000}true",
}


@pytest.fixture(scope="module")
def connection(
    asked: Archive, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """What a query runs on, without the process around it; its archive is the same to the byte afterwards."""
    path = tmp_path_factory.mktemp("apart") / "archive.duckdb"
    shutil.copyfile(asked.path, path)
    before = path.read_bytes()
    with ReadArchive(path).cut_off(memory=512) as connection:
        yield connection
    assert path.read_bytes() == before


def refused(connection: duckdb.DuckDBPyConnection, asked: Archive, text: str) -> TriptychError:
    """Why the text is refused, as the user is told."""
    only_statement(connection, text)
    with pytest.raises(duckdb.Error) as caught:
        connection.execute(text).fetchall()
    return explained(caught.value, text, asked.path, 512)


@pytest.mark.parametrize("text", [*OTHER, *PASSING])
def test_only_a_query_is_run(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    with pytest.raises(QueryRefused, match="is not a query"):
        only_statement(connection, text)


@pytest.mark.parametrize("text", [*SEVERAL, *NOTHING, *UNSAYABLE], ids=lambda text: text[:20])
def test_only_one_statement_is_run(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    with pytest.raises(
        QueryRefused, match=r"holds 2 statements|is empty|is no character|more than 1,000,000"
    ):
        only_statement(connection, text)


@pytest.mark.parametrize("text", [*OUTSIDE, *WRITING])
def test_a_query_that_reaches_further_than_it_may_is_refused(
    connection: duckdb.DuckDBPyConnection, asked: Archive, text: str
) -> None:
    told = refused(connection, asked, text)
    assert isinstance(told, QueryRefused)
    assert len(told.message.splitlines()) == 1
    if text in WRITING:
        assert told.message == "A query only reads; this one would write."


@pytest.mark.parametrize("text", OTHER)
def test_what_no_check_of_the_text_would_find_does_no_harm_either(
    connection: duckdb.DuckDBPyConnection, text: str
) -> None:
    """The connection itself must not be able to: that a statement is refused is one wall of two."""
    with suppress(duckdb.Error):
        connection.execute(text)
    assert connection.execute("SELECT count(*) FROM memo").fetchone() == (2,)


def test_the_archive_cannot_be_attached_again_for_writing(connection: duckdb.DuckDBPyConnection) -> None:
    """Were it attached to a connection in memory, it could."""
    query = "SELECT path FROM duckdb_databases() WHERE database_name = 'archive'"
    (path,) = connection.execute(query).fetchone() or ()
    with pytest.raises(duckdb.Error, match="already attached"):
        connection.execute(f"ATTACH '{path}' AS again (READ_ONLY false)")
    connection.execute(f"ATTACH '{path}' AS again")
    with pytest.raises(duckdb.Error, match="read-only mode"):
        connection.execute("INSERT INTO again.tag VALUES ('a', 'b')")
    connection.execute("DETACH again")


@pytest.mark.parametrize("what", BOMBS)
def test_a_query_that_does_not_end_is_ended(asked: Archive, what: str) -> None:
    start = time.monotonic()
    with pytest.raises((QueryStopped, QueryFailed), match=r"after 0\.3 seconds|MiB of memory"):
        run_query(asked, BOMBS[what], Limits(seconds=0.3, patience=0.3, memory=128))
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("what", GREEDY)
def test_a_query_that_wants_too_much_memory_is_ended(asked: Archive, what: str) -> None:
    with pytest.raises(QueryFailed, match="needs more than 128 MiB of memory"):
        run_query(asked, GREEDY[what], Limits(memory=128))


@pytest.mark.parametrize("what", DEEP)
def test_a_query_too_deep_to_be_read_is_refused(asked: Archive, what: str) -> None:
    with pytest.raises(QueryRefused, match="expression depth limit"):
        run_query(asked, DEEP[what])


def test_a_text_that_takes_too_long_to_parse_is_ended_by_the_system(asked: Archive) -> None:
    text = f"SELECT {'(' * 300000}1{')' * 300000}"
    with pytest.raises((QueryStopped, QueryRefused)):
        run_query(asked, text, Limits(seconds=0.1, patience=0.1))


@pytest.mark.parametrize("text", [OTHER[0], SEVERAL[0], OUTSIDE[0], WRITING[0], UNSAYABLE[0]])
def test_the_process_refuses_them_as_its_parts_do(asked: Archive, text: str) -> None:
    with pytest.raises(QueryRefused):
        run_query(asked, text)


def test_after_all_that_the_archive_is_sound(asked: Archive) -> None:
    for text in (WRITING[0], "FROM checkpoint()"):
        with suppress(TriptychError):
            run_query(asked, text)
    assert verify(asked).sound

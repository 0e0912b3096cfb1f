"""A query gives its rows as JSON can hold them, keeps nobody waiting, and ends when it should."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from triptych.errors import ArchiveCorrupt, ArchiveError, ArchiveLocked, ArchiveNewer
from triptych.store.archive import Archive
from triptych.store.sql.faults import QueryCancelled, QueryFailed, QueryRefused, QueryStopped
from triptych.store.sql.limits import Limits
from triptych.store.sql.process import environment
from triptych.store.sql.query import Cancellation, Result, run_query

Held = Callable[[], None]
ENDLESS = "SELECT count(*) FROM range(1000000000000)"

VALUES: dict[str, Any] = {
    "NULL": None,
    "true": True,
    "42": 42,
    "170141183460469231731687303715884105727::HUGEINT": 170141183460469231731687303715884105727,
    "0.1::DOUBLE": 0.1,
    "'nan'::DOUBLE": "NaN",
    "'-inf'::FLOAT": "-Infinity",
    "1.50": 1.5,
    "0.12345678901234567890": "0.12345678901234567890",
    "100000000000000000000000::DECIMAL(38, 0)": 100000000000000000000000,
    "'a' || chr(27) || 'é🚀'": "a\x1bé🚀",
    "DATE '2026-03-01'": "2026-03-01",
    "TIMESTAMP '2026-03-01 09:30:15.5'": "2026-03-01 09:30:15.500000",
    "TIMESTAMPTZ '2026-03-01 09:30:00+02'": "2026-03-01 07:30:00+00",
    "TIMESTAMP_NS '2026-03-01 00:00:00.123456789'": "2026-03-01 00:00:00.123456789",
    "TIME '09:30:00'": "09:30:00",
    "INTERVAL 14 MONTH + INTERVAL 3 DAY": "1 year 2 months 3 days",
    r"'a\xFF'::BLOB": r"a\xFF",
    "'101'::BIT": "101",
    "'8d1b9a3e-0000-4000-8000-000000000000'::UUID": "8d1b9a3e-0000-4000-8000-000000000000",
    "[1, NULL, 'nan'::DOUBLE]": [1.0, None, "NaN"],
    "{'a': 1, 'b': [DATE '2026-03-01']}": {"a": 1, "b": ["2026-03-01"]},
    "MAP {'k': 1.5}": {"k": 1.5},
    "row(1, 'x')": [1, "x"],
    """'{"a": 1}'::JSON""": '{"a": 1}',
    "'b'::ENUM('a', 'b')": "b",
    "DATE '12345-01-01'": "12345-01-01",
}


@pytest.fixture(scope="module")
def values(asked: Archive) -> Result:
    return run_query(asked, f"SELECT {', '.join(VALUES)};  \n")


@pytest.mark.parametrize("number", range(len(VALUES)), ids=list(VALUES))
def test_a_value_is_what_json_can_hold_of_it(values: Result, number: int) -> None:
    value = values.rows[0][number]
    assert value == list(VALUES.values())[number]
    assert json.loads(json.dumps(value, allow_nan=False)) == value


def test_names_and_types_of_columns_are_kept_also_when_they_come_twice(asked: Archive) -> None:
    found = run_query(asked, "SELECT id, claims, id FROM memos ORDER BY id")
    assert found.columns == ("id", "claims", "id")
    assert found.types == ("VARCHAR", "BIGINT", "VARCHAR")
    assert found.rows == (("MEMO-0001", 3, "MEMO-0001"), ("MEMO-0002", 3, "MEMO-0002"))
    assert (found.cut, found.seconds > 0) == (None, True)


def test_rows_that_duckdb_writes_as_text_keep_their_order_and_names(asked: Archive) -> None:
    text = "SELECT i AS n, to_days(i::INTEGER) AS n FROM range(5) t(i) ORDER BY i DESC -- the last first"
    found = run_query(asked, text)
    assert found.columns == ("n", "n")
    assert found.rows[:2] == ((4, "4 days"), (3, "3 days"))


@pytest.mark.parametrize(
    "text", ["FROM memos", "DESCRIBE memos", "SHOW TABLES", "EXPLAIN FROM memos", "VALUES (1)"]
)
def test_whatever_reads_is_a_query(asked: Archive, text: str) -> None:
    assert run_query(asked, text).rows


def test_rows_beyond_the_limit_are_cut(asked: Archive) -> None:
    found = run_query(asked, "FROM range(100000000)", Limits(rows=3))
    assert (found.rows, found.cut) == (((0,), (1,), (2,)), "rows")
    assert run_query(asked, "FROM range(3)", Limits(rows=3)).cut is None


def test_rows_that_are_too_large_together_are_cut(asked: Archive) -> None:
    found = run_query(asked, "SELECT repeat('x', 300000) FROM range(50)", Limits(size=1))
    assert (len(found.rows), found.cut) == (4, "size")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("selct 1", 'syntax error at or near "selct" (line 1, column 1).', ""),
        ("SELECT 'é',\n  1 FORM memos", 'syntax error at or near "memos" (line 2, column 10).', ""),
        (
            "FROM memmos",
            "Table with name memmos does not exist (line 1, column 6).",
            "Did you mean memos? See",
        ),
        (
            "SELECT titel FROM memos",
            'column "titel" not found in FROM clause (line 1, column 8).',
            "Did you mean title?",
        ),
        ("SELECT foo(1)", "Scalar Function with name foo does not exist (line 1, column 8).", ""),
        ("SELECT $1", "Values were not provided for the following parameters: 1.", ""),
        ("PIVOT tags ON name USING count(*)", "leaves open which columns there are.", "PIVOT … ON … IN"),
    ],
)
def test_a_wrong_query_is_told_with_its_place_and_what_may_be_meant(
    asked: Archive, text: str, message: str, hint: str
) -> None:
    with pytest.raises((QueryRefused, QueryFailed)) as told:
        run_query(asked, text)
    assert told.value.message.endswith(message)
    assert hint in told.value.hint


def test_a_query_that_fails_midway_is_told_apart(asked: Archive) -> None:
    with pytest.raises(
        QueryFailed, match=r"Could not convert string 'x' to INT32 \(line 1, column 8\)\.$"
    ) as told:
        run_query(asked, "SELECT CAST('x' || left(id, 0) AS INTEGER) FROM memos")
    assert told.value.exit_code == 1


def test_a_long_query_keeps_nobody_waiting(asked: Archive, until_held: Held) -> None:
    ended: list[Exception] = []

    def ask() -> None:
        try:
            run_query(asked, ENDLESS, Limits(seconds=4, patience=0.2), called_off)
        except QueryCancelled as e:
            ended.append(e)

    called_off = Cancellation()
    asking = threading.Thread(target=ask)
    asking.start()
    until_held()
    with asked.session() as connection:
        assert connection.execute("SELECT count(*) FROM memo").fetchone() == (2,)
        assert asking.is_alive()
    called_off.cancel()
    asking.join()
    assert len(ended) == 1
    assert [one.name for one in asked.path.parent.iterdir() if one.name.startswith(".")] == []


def test_a_query_of_more_than_a_moment_ends_on_a_copy_with_what_the_archive_holds(asked: Archive) -> None:
    text = "SELECT count(*), (SELECT sum(hash(i)) IS NULL FROM range(40000000) t(i)) FROM memos"
    assert run_query(asked, text, Limits(seconds=60, patience=0.01)).rows == ((2, False),)


def test_a_query_is_called_off_from_another_thread(asked: Archive, until_held: Held) -> None:
    called_off = Cancellation()

    def cancel() -> None:
        until_held()
        called_off.cancel()

    canceller = threading.Thread(target=cancel)
    canceller.start()
    with pytest.raises(QueryCancelled):
        run_query(asked, ENDLESS, Limits(seconds=60, patience=60), called_off)
    canceller.join()
    with pytest.raises(QueryCancelled):
        run_query(asked, "SELECT 1", cancellation=called_off)


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_no_query_outlives_the_process_that_asked(asked: Archive, until_held: Held) -> None:
    script = (
        "import sys; from pathlib import Path; from triptych.store.archive import Archive; "
        "from triptych.store.sql.limits import Limits; from triptych.store.sql.query import run_query; "
        f"run_query(Archive(Path(sys.argv[1])), '{ENDLESS}', Limits(seconds=60, patience=60))"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(asked.path)]) as asking:
        until_held()
        asking.send_signal(signal.SIGKILL)
    with Archive(asked.path, wait=10).session() as connection:  # the orphan would have it for a minute
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_query_sees_no_variable_and_no_file_but_the_archive(
    asked: Archive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-anybody")
    child = tmp_path / "environment.py"
    child.write_text("import os; print(dict(os.environ))")
    shown = subprocess.check_output([sys.executable, str(child)], env=environment(), text=True)
    assert "sk-not-for-anybody" not in shown
    assert str(Path(os.environ["TRIPTYCH_HOME"])) in shown


def test_an_archive_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="There is no archive yet"):
        run_query(Archive(tmp_path / "archive.duckdb"), "SELECT 1")
    assert not (tmp_path / "archive.duckdb").exists()
    with pytest.raises(ArchiveError, match="does not exist"):
        run_query(Archive(tmp_path / "no" / "archive.duckdb"), "SELECT 1")


@pytest.mark.parametrize("content", [b"", b"not an archive" * 1000])
def test_an_archive_that_cannot_be_read_is_told_as_everywhere(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "archive.duckdb"
    path.write_bytes(content)
    with pytest.raises(ArchiveCorrupt, match="left as it is"):
        run_query(Archive(path), "SELECT 1")
    assert path.read_bytes() == content


def test_an_archive_of_a_later_version_is_told_as_everywhere(archive: Archive) -> None:
    with archive.session() as connection:
        connection.execute("INSERT INTO migration VALUES (9999, 'later', now()::TIMESTAMP)")
    with pytest.raises(ArchiveNewer, match="schema 9999"):
        run_query(archive, "SELECT 1")


def test_an_archive_of_an_earlier_version_is_brought_up_to_date(archive: Archive) -> None:
    with archive.session() as connection:
        connection.execute("DELETE FROM migration WHERE number = (SELECT max(number) FROM migration)")
        connection.execute("DROP VIEW sources")
    assert run_query(archive, "SELECT count(*) FROM sources").rows == ((0,),)


def test_an_archive_in_use_is_waited_for(asked: Archive) -> None:
    with asked.held(), pytest.raises(ArchiveLocked, match=r"in use by another process for 0\.1 seconds"):
        run_query(Archive(asked.path, wait=0.1), "SELECT 1")


def test_the_time_limit_is_told(asked: Archive) -> None:
    with pytest.raises(QueryStopped, match=r"stopped after 0\.2 seconds, its time limit\. Narrow it down"):
        run_query(asked, ENDLESS, Limits(seconds=0.2))

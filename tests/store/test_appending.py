"""What one more memo costs does not grow with the memos that are there."""

import os
import random
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from triptych.store import driver, memos, schema
from triptych.store.archive import Archive
from triptych.store.verify import verify

APPENDED = (
    "memo", "brief", "persona", "question", "source", "memo_source", "citation", "claim_change", "stance", "settlement",
    "step_spend", "seal",
)  # fmt: skip


def _publish(archive: Archive, make: ModuleType, numbers: range) -> None:
    for number in numbers:
        dossier = make.dossier(
            f"MEMO-{number:04}", f"RUN-{number:04}", (*make.TEXTS[:2], f"{make.TEXTS[2]} {number}")
        )
        memos.publish(archive, dossier, make.run(f"RUN-{number:04}"))


def _groups(archive: Archive, table: str) -> int:
    """In how many groups the rows of a table are stored."""
    with archive.session() as connection:
        query = f"SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('{table}')"
        (groups,) = connection.execute(query).fetchone() or (0,)
    return int(groups)


def test_a_memo_is_added_without_writing_anew_what_is_there_until_small_groups_are_merged(
    archive: Archive, make: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "_merges", lambda *given: 0)
    _publish(archive, make, range(3))
    assert {_groups(archive, table) for table in APPENDED} == {3}
    monkeypatch.setattr(driver, "_merges", lambda *given: driver.MOST_MERGES)
    _publish(archive, make, range(3, 4))
    assert {_groups(archive, table) for table in APPENDED} == {1}
    assert verify(archive).faults == ()


@pytest.mark.parametrize(
    ("megabytes", "awaited", "drawn", "merges"),
    [
        (1, False, 0.99, True),
        (16, False, 0.99, True),
        (64, False, 0.24, True),
        (64, False, 0.26, False),
        (10_000, False, 0.015, True),
        (10_000, False, 0.016, False),
        (1, True, 0.03, True),
        (1, True, 0.04, False),
        (10_000, True, 0.0004, True),
        (10_000, True, 0.0006, False),
    ],
)
def test_the_larger_the_file_the_fewer_sessions_merge_and_fewer_yet_where_others_wait(
    megabytes: int, awaited: bool, drawn: float, merges: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large"
    path.touch()
    os.truncate(path, megabytes * 1_000_000)
    monkeypatch.setattr(random, "random", lambda: drawn)
    assert driver._merges(path, awaited) == (driver.MOST_MERGES if merges else 0)


def test_an_archive_of_before_keeps_its_memos(
    unmade: Archive, make: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of_them = schema.migrations()
    monkeypatch.setattr(schema, "migrations", lambda: tuple(one for one in all_of_them if one.number < 8))
    _publish(unmade, make, range(2))
    before = [_columns(unmade), memos.load(unmade, "MEMO-0001")]
    monkeypatch.undo()
    monkeypatch.setattr(schema, "migrations", lambda: tuple(one for one in all_of_them if one.number < 9))
    assert [_columns(unmade), memos.load(unmade, "MEMO-0001")] == before
    assert (verify(unmade).memos, verify(unmade).faults) == (2, ())
    _publish(unmade, make, range(2, 3))
    assert verify(unmade).memos == 3


def _columns(archive: Archive) -> list[tuple[object, ...]]:
    """Every column of every table and view: its type, whether it may be null, its default, what is said of it."""
    query = """
        SELECT table_name, column_index, column_name, data_type, is_nullable, column_default, comment
        FROM duckdb_columns() WHERE NOT internal AND database_name = 'archive' ORDER BY ALL
    """
    with archive.session() as connection:
        return connection.execute(query).fetchall()


def test_a_memo_is_not_there_twice(archive: Archive, make: ModuleType) -> None:
    _publish(archive, make, range(1))
    _publish(archive, make, range(1))
    with archive.session() as connection:
        for table in APPENDED:
            assert _twice(connection, table) == []


def _twice(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT t, count(*) FROM {table} t GROUP BY t HAVING count(*) > 1").fetchall()

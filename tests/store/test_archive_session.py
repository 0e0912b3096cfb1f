"""One transaction at a time, and nothing left open behind it."""

import threading
from pathlib import Path

import duckdb
import pytest

from triptych.errors import ArchiveError, ArchiveLocked
from triptych.store import schema
from triptych.store.archive import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """One whose file is made by its first session."""
    return Archive(tmp_path / "archive.duckdb", wait=5.0)


def _numbers(archive: Archive) -> list[int]:
    with archive.session() as connection:
        return [row[0] for row in connection.execute("SELECT number FROM library_change").fetchall()]


def _put(archive: Archive, number: int) -> None:
    with archive.session() as connection:
        connection.execute("INSERT INTO library_change VALUES (?, 'add', 'x')", [number])


def test_what_a_session_wrote_is_there_in_the_next(archive: Archive) -> None:
    _put(archive, 1)
    assert _numbers(archive) == [1]


def test_an_exception_rolls_the_session_back(archive: Archive) -> None:
    def fail() -> None:
        with archive.session() as connection:
            connection.execute("INSERT INTO library_change VALUES (2, 'add', 'x')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert _numbers(archive) == []


def test_the_driver_s_exceptions_do_not_leave_the_store(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="no_such_table") as caught, archive.session() as connection:
        connection.execute("SELECT * FROM no_such_table")
    assert isinstance(caught.value.__cause__, duckdb.Error)
    assert "\n" not in caught.value.message


def test_a_session_lets_the_file_go_even_when_its_connection_is_kept(archive: Archive) -> None:
    with archive.session() as connection:
        kept = connection.cursor()
    with duckdb.connect(str(archive.path)) as other:
        assert other.execute("SELECT count(*) FROM memo").fetchone() == (0,)
    kept.close()


def test_migrations_are_recorded_once(archive: Archive) -> None:
    query = "SELECT number, name, applied_at FROM migration ORDER BY number"
    with archive.session() as connection:
        first = connection.execute(query).fetchall()
    with archive.session() as connection:
        second = connection.execute(query).fetchall()
    assert [row[:2] for row in first] == [(m.number, m.name) for m in schema.migrations()]
    assert second == first


def test_migrations_are_numbered_through() -> None:
    known = [(m.number, m.name) for m in schema.migrations()]
    assert known[:4] == [(1, "tables"), (2, "views"), (3, "calls"), (4, "verdicts")]
    assert [number for number, _ in known] == list(range(1, len(known) + 1))


def test_an_older_archive_is_migrated_and_keeps_its_rows(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put(archive, 1)
    known = schema.migrations()
    later = schema.Migration(
        len(known) + 1, "later", "CREATE TABLE later (n INTEGER); INSERT INTO later VALUES (7)"
    )
    monkeypatch.setattr(schema, "migrations", lambda: (*known, later))
    with archive.session() as connection:
        assert connection.execute("SELECT n FROM later").fetchall() == [(7,)]
    assert _numbers(archive) == [1]


def test_a_migration_that_fails_leaves_the_archive_as_it_was(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put(archive, 1)
    known = schema.migrations()
    broken = schema.Migration(len(known) + 1, "broken", "DROP TABLE library_change; SELECT nonsense")
    with monkeypatch.context() as patched:
        patched.setattr(schema, "migrations", lambda: (*known, broken))
        with pytest.raises(ArchiveError):
            _numbers(archive)
    assert _numbers(archive) == [1]


def test_the_file_is_readable_by_tools_of_storage_version_1_5(archive: Archive) -> None:
    _put(archive, 1)
    with duckdb.connect(str(archive.path), read_only=True) as other:
        row = other.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchone()
    assert row is not None
    assert "v1.5.0" in str(row[0])


def test_nothing_but_the_archive_and_its_lock_is_left_in_the_folder(archive: Archive) -> None:
    _put(archive, 1)
    names = {path.name for path in archive.path.parent.iterdir()}
    assert names == {"archive.duckdb", "archive.duckdb.lock", "archive.duckdb.turn"}


def test_the_home_is_made_when_the_archive_is_to_lie_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "new" / "home"
    monkeypatch.setenv("TRIPTYCH_HOME", str(home))
    _put(Archive(home / "archive.duckdb"), 1)
    assert (home / "archive.duckdb").is_file()


@pytest.mark.parametrize("name", ['it\'s "quoted".duckdb', "a b;?*#.db", "größe 🚀.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    archive = Archive(tmp_path / name)
    _put(archive, 1)
    assert _numbers(archive) == [1]
    assert (tmp_path / name).is_file()


def test_threads_of_one_process_take_turns(archive: Archive) -> None:
    threads = [threading.Thread(target=_put, args=(archive, n)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(_numbers(archive)) == list(range(8))


def test_two_names_of_one_file_share_one_lock(archive: Archive, tmp_path: Path) -> None:
    _put(archive, 1)
    link = tmp_path / "link.duckdb"
    link.symlink_to(archive.path)
    with archive.session(), pytest.raises(ArchiveLocked), Archive(link, wait=0.05).session():
        pass

"""What waits for the next session has nothing of the last one."""

import threading
from pathlib import Path

import duckdb
import pytest

from triptych.store.archive import Archive
from triptych.store.driver import connected
from triptych.store.engines import KEPT, Engines


@pytest.fixture
def engines() -> Engines:
    return Engines()


def test_an_engine_is_used_again_without_what_the_last_session_left(engines: Engines) -> None:
    with engines.connection({}) as connection:
        connection.execute("CREATE TEMP TABLE left_over (x INTEGER); SET schema = 'information_schema'")
        connection.execute("CREATE TABLE memory.main.mark (x INTEGER)")
        connection.begin()
    with engines.connection({}) as connection:
        connection.execute("FROM memory.main.mark")  # the same engine
        with pytest.raises(duckdb.CatalogException):
            connection.execute("FROM left_over")
        assert connection.execute("SELECT current_schema()").fetchone() == ("main",)
        connection.begin()


def test_an_engine_with_other_settings_is_another_one(engines: Engines) -> None:
    for threads in (1, 2, 1):
        with engines.connection({"threads": threads}) as connection:
            assert connection.execute("SELECT current_setting('threads')").fetchone() == (threads,)


def test_an_engine_whose_session_failed_is_not_used_again(engines: Engines) -> None:
    def fail() -> None:
        with engines.connection({}) as connection:
            connection.execute("CREATE TABLE mark (x INTEGER)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with engines.connection({}) as connection, pytest.raises(duckdb.CatalogException):
        connection.execute("FROM mark")


def test_an_engine_that_was_prepared_is_the_one_of_the_next_session(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines.prepare({})
    with engines.connection({}), monkeypatch.context() as patch:
        patch.setattr(duckdb, "connect", None)  # no other is started


def test_an_engine_that_cannot_be_prepared_says_so_to_the_session_that_needs_it(engines: Engines) -> None:
    engines.prepare({"threads": "none"})
    with pytest.raises(duckdb.Error), engines.connection({"threads": "none"}):
        pass


def test_a_file_that_a_session_attached_is_let_go_of_with_it(engines: Engines, tmp_path: Path) -> None:
    for _ in range(2):
        with engines.connection({"allowed_directories": [f"{tmp_path}/"]}) as connection:
            connection.execute(f"ATTACH '{tmp_path / 'more.duckdb'}' AS more (TYPE duckdb)")


def test_sessions_at_the_same_time_have_engines_of_their_own(engines: Engines) -> None:
    with engines.connection({}) as one, engines.connection({}) as other, engines.connection({}) as third:
        one.execute("CREATE TABLE mine (x INTEGER)")
        for connection in (other, third):
            with pytest.raises(duckdb.CatalogException):
                connection.execute("FROM mine")
    assert len(engines._idle) == KEPT
    engines.clear()
    assert not engines._idle


def test_many_threads_share_an_archive(archive: Archive) -> None:
    def write(number: int) -> None:
        for _ in range(5):
            with archive.session() as connection:
                connection.execute("INSERT INTO tag VALUES ($1, uuid())", [str(number)])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with archive.session() as connection:
        assert connection.execute("SELECT count(*) FROM tag").fetchone() == (20,)


def test_an_engine_that_waits_does_not_hold_the_archive(archive: Archive) -> None:
    with archive.session() as connection:
        connection.execute("INSERT INTO tag VALUES ('m', 'kept')")
    with duckdb.connect(archive.path) as other:  # as another program would open it
        assert other.execute("SELECT name FROM tag").fetchone() == ("kept",)


def test_a_connection_is_there_before_the_archive_is(tmp_path: Path) -> None:
    with connected(tmp_path / "none.duckdb") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert list(tmp_path.iterdir()) == []

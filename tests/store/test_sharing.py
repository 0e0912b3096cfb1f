"""Who may have the archive's file at the same time, and whose turn it is."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock, Timeout

from triptych.errors import ArchiveError, ArchiveLocked
from triptych.store import schema, sharing
from triptych.store.archive import Archive

LONG = 30.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


@contextmanager
def _waiting(file: Path, shared: bool, got: list[str], name: str) -> Iterator[None]:
    """Somebody who waits for the file in a thread, and is known to have the turn or to wait for it."""

    def wait() -> None:
        with sharing.held(file, LONG, shared):
            got.append(name)

    thread = threading.Thread(target=wait)
    thread.start()
    try:
        yield
    finally:
        thread.join(LONG)
        assert not thread.is_alive()


def _until_turn_is_taken(file: Path) -> None:
    ends = time.monotonic() + LONG
    while time.monotonic() < ends:
        try:
            FileLock(f"{file}.turn").acquire(blocking=False).lock.release()
        except Timeout:
            return
    raise AssertionError("nobody took the turn")


def test_readers_share_and_keep_a_writer_out(file: Path) -> None:
    with ExitStack() as readers:
        for _ in range(2):
            readers.enter_context(sharing.held(file, 0, shared=True))
        with pytest.raises(Timeout), sharing.held(file, 0):
            raise AssertionError("a writer was let in")
    with sharing.held(file, 0):
        pass


def test_a_writer_keeps_everybody_out(file: Path) -> None:
    with sharing.held(file, 0):
        for shared in (False, True):
            with pytest.raises(Timeout), sharing.held(file, 0, shared):
                raise AssertionError("somebody was let in")


def test_a_writer_who_waits_is_not_passed_by_readers_who_come_later(file: Path) -> None:
    got: list[str] = []
    with ExitStack() as waiting, sharing.held(file, 0, shared=True):
        waiting.enter_context(_waiting(file, False, got, "writer"))
        _until_turn_is_taken(file)
        with pytest.raises(Timeout), sharing.held(file, 0.05, shared=True):
            raise AssertionError("a reader passed by the writer")
        assert got == []
    assert got == ["writer"]


def test_who_has_the_file_knows_whether_it_is_waited_for(file: Path) -> None:
    got: list[str] = []
    with ExitStack() as waiting, sharing.held(file, 0):
        assert not sharing.awaited(file)
        waiting.enter_context(_waiting(file, True, got, "reader"))
        _until_turn_is_taken(file)
        assert sharing.awaited(file)
    assert got == ["reader"]


def test_whoever_has_just_let_go_gives_way_to_those_who_wake_a_moment_later(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "WAY_SECONDS", 0.5)
    got: list[str] = []
    with ExitStack() as waiting:
        with sharing.held(file, 0):
            waiting.enter_context(_waiting(file, False, got, "first"))
            _until_turn_is_taken(file)
        threading.Timer(0.05, lambda: waiting.enter_context(_waiting(file, False, got, "second"))).start()
        with sharing.held(file, LONG):
            got.append("again")
    assert got == ["first", "second", "again"]


def test_whoever_gives_up_gives_the_turn_back(file: Path) -> None:
    with sharing.held(file, 0, shared=True):
        with pytest.raises(Timeout), sharing.held(file, 0.02):
            raise AssertionError("a writer was let in")
        with sharing.held(file, 0, shared=True):
            pass


def test_two_sessions_read_the_archive_at_once(archive: Archive) -> None:
    with archive.session() as connection:
        connection.execute("CREATE TABLE one (n INTEGER); INSERT INTO one VALUES (7)")
    with archive.reading() as first, archive.reading() as second:
        assert [c.execute("SELECT n FROM one").fetchone() for c in (first, second)] == [(7,), (7,)]
        with pytest.raises(ArchiveLocked), Archive(archive.path, wait=0).session():
            raise AssertionError("a writer was let in")


def test_who_reads_cannot_write(archive: Archive) -> None:
    with archive.session():
        pass
    with pytest.raises(ArchiveError, match="read-only"), archive.reading() as connection:
        connection.execute("CREATE TABLE mine (n INTEGER)")
    with archive.reading() as connection:
        assert connection.execute("SELECT count(*) FROM memo").fetchone() == (0,)


def test_an_archive_that_is_not_there_yet_is_made_by_who_reads_it(archive: Archive) -> None:
    with archive.reading() as connection:
        assert connection.execute("SELECT count(*) FROM memo").fetchone() == (0,)
    assert archive.path.is_file()


def test_an_older_archive_is_migrated_by_who_reads_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with archive.session():
        pass
    known = schema.migrations()
    later = schema.Migration(known[-1].number + 1, "later", "CREATE TABLE later (n INTEGER)")
    monkeypatch.setattr(schema, "migrations", lambda: (*known, later))
    with archive.reading() as connection:
        assert connection.execute("SELECT count(*) FROM later").fetchone() == (0,)


def test_what_a_killed_process_left_in_the_log_is_read(archive: Archive) -> None:
    with archive.session():
        pass
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{archive.path}' AS a (TYPE duckdb); SET checkpoint_threshold = '1GB'")
        connection.execute("PRAGMA disable_checkpoint_on_shutdown; CREATE TABLE a.main.one (n INTEGER)")
    assert Path(f"{archive.path}.wal").exists()
    with archive.reading() as connection:
        assert connection.execute("SELECT count(*) FROM one").fetchone() == (0,)


@pytest.mark.parametrize("wrong", [b"", b"this is no database" * 1000])
def test_what_is_no_archive_is_refused_to_who_reads_as_to_who_writes(archive: Archive, wrong: bytes) -> None:
    archive.path.write_bytes(wrong)
    told = []
    for opened in (archive.session, archive.reading):
        with pytest.raises(ArchiveError) as refused, opened():
            raise AssertionError("it was opened")
        told.append((type(refused.value), refused.value.message))
    assert told[0] == told[1]
    assert archive.path.read_bytes() == wrong


def test_a_reader_sees_each_commit_whole(archive: Archive) -> None:
    """One writes two rows at a time while another counts them: never an odd number."""
    with archive.session() as connection:
        connection.execute("CREATE TABLE pair (n INTEGER)")
    ended = threading.Event()
    counts: list[int] = []

    def count() -> None:
        while not ended.is_set():
            with archive.reading() as connection:
                counts.extend(connection.execute("SELECT count(*) FROM pair").fetchone() or ())

    thread = threading.Thread(target=count)
    thread.start()
    for number in range(15):
        with archive.session() as connection:
            connection.execute("INSERT INTO pair VALUES ($1)", [number])
            connection.execute("INSERT INTO pair VALUES ($1)", [-number])
    ended.set()
    thread.join(LONG)
    assert counts == sorted(counts)
    assert {n % 2 for n in counts} == {0}
    with archive.reading() as connection:
        assert connection.execute("SELECT count(*) FROM pair").fetchone() == (30,)

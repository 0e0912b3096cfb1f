"""Whatever is wrong with the file: one clear line, and not a byte of it changed."""

import os
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from triptych.errors import ArchiveCorrupt, ArchiveError, ArchiveLocked, ArchiveNewer
from triptych.store.archive import Archive

as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")


def _open(path: Path, wait: float = 5.0) -> None:
    with Archive(path, wait=wait).session() as connection:
        connection.execute("SELECT count(*) FROM memo")


def _refused(path: Path, kind: type[ArchiveError], wait: float = 5.0) -> ArchiveError:
    with pytest.raises(kind) as caught:
        _open(path, wait)
    assert str(path) in caught.value.message
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    return caught.value


def test_a_missing_folder_is_named_and_not_made(tmp_path: Path) -> None:
    folder = tmp_path / "missing" / "deeper"
    with pytest.raises(ArchiveError) as caught:
        _open(folder / "archive.duckdb")
    assert str(folder) in caught.value.message
    assert "mkdir -p" in caught.value.hint
    assert not folder.parent.exists()


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    parent = tmp_path / "file"
    parent.write_text("I am a file")
    with pytest.raises(ArchiveError, match="is not a folder"):
        _open(parent / "archive.duckdb")


def test_a_path_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    assert "is a folder" in _refused(tmp_path, ArchiveError).message


def test_a_lock_file_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.duckdb"
    Path(f"{path}.lock").mkdir()
    _refused(path, ArchiveError)


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    _refused(tmp_path / ("x" * 300), ArchiveError)


@as_root
def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "writable" in _refused(tmp_path / "archive.duckdb", ArchiveError).hint
    tmp_path.chmod(0o700)


@as_root
def test_a_read_only_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.duckdb"
    _open(path)
    path.chmod(0o400)
    assert "writable" in _refused(path, ArchiveError).hint


def _text(_: bytes) -> bytes:
    return b"These are my notes, not a database.\n" * 500


def _sqlite(_: bytes) -> bytes:
    return b"SQLite format 3\0" + bytes(8000)


def _half(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def _headers_only(whole: bytes) -> bytes:
    return whole[:12288]


def _flipped(whole: bytes) -> bytes:
    return whole[:12300] + bytes(byte ^ 255 for byte in whole[12300:])


def _empty(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [_empty, _text, _sqlite, _half, _headers_only, _flipped])
def test_a_file_that_is_not_a_whole_archive_is_left_as_it_is(
    empty_archive: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "archive.duckdb"
    damaged = damage(empty_archive.read_bytes())
    path.write_bytes(damaged)
    error = _refused(path, ArchiveCorrupt)
    assert "backup" in error.hint
    assert path.read_bytes() == damaged


def test_a_log_without_its_archive_is_kept(tmp_path: Path) -> None:
    log = tmp_path / "archive.duckdb.wal"
    log.write_bytes(b"committed, not yet in the file")
    _refused(tmp_path / "archive.duckdb", ArchiveCorrupt)
    assert log.read_bytes() == b"committed, not yet in the file"


def test_half_an_archive_that_a_kill_left_behind_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "archive.duckdb.new").write_bytes(b"half")
    (tmp_path / "archive.duckdb.new.wal").write_bytes(b"half")
    _open(tmp_path / "archive.duckdb")
    assert not (tmp_path / "archive.duckdb.new").exists()


def test_a_database_of_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.duckdb"
    with duckdb.connect(str(path)) as mine:
        mine.execute("CREATE TABLE diary (day DATE)")
    assert "something else" in _refused(path, ArchiveError).message
    with duckdb.connect(str(path)) as mine:
        assert mine.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("diary",)]


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.duckdb"
    with Archive(path).session() as connection:
        connection.execute("INSERT INTO migration VALUES (9999, 'future', current_localtimestamp())")
    error = _refused(path, ArchiveNewer)
    assert "9999" in error.message
    assert "Upgrade" in error.hint


def test_a_newer_storage_version_is_refused(empty_archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.duckdb"
    newer = _with_storage_version(empty_archive.read_bytes(), 999)
    path.write_bytes(newer)
    assert "Upgrade" in _refused(path, ArchiveNewer).hint
    assert path.read_bytes() == newer


def test_a_lock_held_too_long_says_which_file_and_how_long(tmp_path: Path) -> None:
    path = tmp_path / "archive.duckdb"
    with Archive(path).session():
        began = time.monotonic()
        error = _refused(path, ArchiveLocked, wait=0.2)
    assert 0.2 <= time.monotonic() - began < 2
    assert "0.2 seconds" in error.message
    assert "Another triptych" in error.hint


def test_a_foreign_program_that_has_the_file_open_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "archive.duckdb"
    _open(path)
    with _foreign(path) as foreign:
        error = _refused(path, ArchiveLocked, wait=0.2)
        assert "another program" in error.message
        assert foreign.stdin is not None
        foreign.stdin.close()
        _open(path, wait=20)


def _foreign(path: Path) -> subprocess.Popen[bytes]:
    script = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('up', flush=True); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"up"
    return process


def _with_storage_version(whole: bytes, version: int) -> bytes:
    """The file as a later DuckDB would have marked it: the version and the checksum of the first header."""
    header = whole[8:12] + struct.pack("<Q", version) + whole[20:4096]
    checksum = 5381
    for (word,) in struct.iter_unpack("<Q", header):
        checksum ^= word * 0xBF58476D1CE4E5B9 % 2**64
    return struct.pack("<Q", checksum) + header + whole[4096:]


FILLING = """
import resource, sys
from pathlib import Path
from triptych.errors import ArchiveError
from triptych.store.archive import Archive

path, size, text = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    with Archive(path).session() as connection:
        connection.execute("CREATE TABLE filled AS SELECT md5(n::VARCHAR) AS text FROM range($1) r(n)", [int(text)])
except ArchiveError as e:
    print(e.message, e.hint, sep="\\n")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on files is of POSIX")
@pytest.mark.parametrize(("there", "size", "rows"), [(False, 500_000, 0), (True, 2_500_000, 200_000)])
def test_a_disk_that_is_full_costs_nothing_that_was_there(
    tmp_path: Path, there: bool, size: int, rows: int
) -> None:
    """Before there is an archive, in the midst of making one; and in the midst of a session."""
    path = tmp_path / "archive.duckdb"
    if there:
        with Archive(path).session() as connection:
            connection.execute("CREATE TABLE one AS SELECT 7 AS n")
    line = [sys.executable, "-c", FILLING, str(path), str(size), str(rows)]
    told = subprocess.run(line, capture_output=True, encoding="utf-8", check=True, timeout=60).stdout
    message, hint = told.splitlines()
    assert message == f"{path} cannot be written: its disk is full."
    assert hint.startswith("Free some space")
    _open(path)
    if there:
        with Archive(path).reading() as connection:
            assert connection.execute("SELECT n FROM one").fetchone() == (7,)
            assert not connection.execute(
                "SELECT 1 FROM duckdb_tables() WHERE table_name = 'filled'"
            ).fetchone()

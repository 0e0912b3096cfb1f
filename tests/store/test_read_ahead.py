"""What is read ahead: the same as otherwise, whoever has the archive meanwhile, and without what it is shown with."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType

import duckdb
import pytest

from triptych.errors import ArchiveLocked, InputError
from triptych.store import memos, stored_memos
from triptych.store.archive import Archive
from triptych.store.read_ahead import SWITCH_SECONDS, ReadAhead

READING = """
import sys
from functools import partial
from pathlib import Path
from triptych.store import read_ahead, stored_memos
before = set(sys.modules)
reading = read_ahead.ReadAhead(Path(sys.argv[1]), partial(stored_memos.shown, ref="latest"))
reading.found(5.0)
print(sorted(set(sys.modules) - before), "pydantic" in sys.modules)
"""


@pytest.fixture
def published(archive: Archive, make: ModuleType) -> Archive:
    memos.publish(archive, make.dossier(), make.run())
    return archive


class Reading:
    """Reads the newest memo's id, and notes who did and how often threads took turns."""

    def __init__(self) -> None:
        self.by: list[tuple[str, float]] = []
        self.done = threading.Event()

    def __call__(self, connection: duckdb.DuckDBPyConnection) -> str:
        self.by.append((threading.current_thread().name, sys.getswitchinterval()))
        self.done.set()
        return stored_memos.named(connection, "latest")


@contextmanager
def held(archive: Archive) -> Iterator[threading.Event]:
    """Another thread has the archive until the event is set, or the body ends."""
    holds, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with archive.held():
            holds.set()
            let_go.wait(5.0)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert holds.wait(5.0)
        yield let_go
    finally:
        let_go.set()
        holder.join()


def test_what_is_read_ahead_is_the_memo_as_published(published: Archive, make: ModuleType) -> None:
    rows, beside = ReadAhead(published.path, partial(stored_memos.shown, ref="latest")).found(5.0)
    assert memos.from_rows(rows) == make.dossier()
    assert (beside.tags, beside.updates, beside.followed_by) == ((), None, ())


def test_it_is_read_in_a_thread_before_anybody_asks(published: Archive) -> None:
    interval, read = sys.getswitchinterval(), Reading()
    reading = ReadAhead(published.path, read)
    assert read.done.wait(5.0)
    assert reading.found(5.0) == "MEMO-0001"
    ((thread, meanwhile),) = read.by
    assert thread == "read-ahead"
    assert meanwhile == pytest.approx(SWITCH_SECONDS)
    assert sys.getswitchinterval() == interval


def test_an_archive_that_somebody_has_is_waited_for_only_when_it_is_asked_for(published: Archive) -> None:
    read = Reading()
    with held(published):
        reading = ReadAhead(published.path, read)
        with pytest.raises(ArchiveLocked):
            reading.found(0.0)
        assert not read.by
    assert reading.found(5.0) == "MEMO-0001"
    assert [name for name, _ in read.by] == ["MainThread"]


def test_an_archive_that_somebody_lets_go_of_is_read_then(published: Archive) -> None:
    with held(published) as let_go:
        reading = ReadAhead(published.path, partial(stored_memos.named, ref="latest"))
        threading.Timer(0.2, let_go.set).start()
        assert reading.found(5.0) == "MEMO-0001"


def test_what_is_wrong_is_said_where_it_is_asked_for(published: Archive) -> None:
    with pytest.raises(InputError, match="No memo 'NONE'"):
        ReadAhead(published.path, partial(stored_memos.shown, ref="NONE")).found(5.0)


def test_reading_imports_nothing(published: Archive) -> None:
    line = [sys.executable, "-c", READING, str(published.path)]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    new, records = done.stdout.rsplit(" ", 1)
    assert "triptych" not in new
    assert records == "False\n"

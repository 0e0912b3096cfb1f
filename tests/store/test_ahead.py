"""What is read ahead: the same as otherwise, whoever has the archive meanwhile, and without what it is shown with."""

import subprocess
import sys
import threading
from functools import partial
from types import ModuleType

import duckdb
import pytest

from triptych.errors import ArchiveLocked, InputError
from triptych.store import as_stored, memos
from triptych.store.ahead import Ahead
from triptych.store.archive import Archive

READING = """
import sys
from triptych.store import ahead, as_stored
print([name for name in ("pydantic", "triptych.store.records") if name in sys.modules])
"""


@pytest.fixture
def published(archive: Archive, make: ModuleType) -> Archive:
    memos.publish(archive, make.dossier(), make.run())
    return archive


def test_what_is_read_ahead_is_the_memo_as_published(published: Archive, make: ModuleType) -> None:
    interval = sys.getswitchinterval()
    rows, beside = Ahead(published.path, partial(as_stored.shown, ref="latest")).found(5.0)
    assert memos.made(rows) == make.dossier()
    assert (beside.tags, beside.updates, beside.followed_by) == ((), None, ())
    assert sys.getswitchinterval() == interval


def test_an_archive_that_somebody_has_is_waited_for_as_long_as_is_allowed(published: Archive) -> None:
    asked: list[str] = []

    def read(connection: duckdb.DuckDBPyConnection) -> str:
        asked.append(as_stored.named(connection, "latest"))
        return asked[-1]

    with published.held():
        ahead = Ahead(published.path, read)
        with pytest.raises(ArchiveLocked):
            ahead.found(0.0)
    assert not asked
    assert ahead.found(5.0) == "MEMO-0001"
    assert asked == ["MEMO-0001"]


def test_an_archive_that_somebody_lets_go_of_is_read_then(published: Archive) -> None:
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with published.held():
            held.set()
            let_go.wait(5.0)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(5.0)
    ahead = Ahead(published.path, partial(as_stored.named, ref="latest"))
    threading.Timer(0.2, let_go.set).start()
    assert ahead.found(5.0) == "MEMO-0001"
    holder.join()


def test_what_is_wrong_is_said_where_it_is_asked_for(published: Archive) -> None:
    with pytest.raises(InputError, match="No memo 'NONE'"):
        Ahead(published.path, partial(as_stored.shown, ref="NONE")).found(5.0)


def test_reading_needs_nothing_of_what_is_imported_meanwhile() -> None:
    done = subprocess.run([sys.executable, "-c", READING], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

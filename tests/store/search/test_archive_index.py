"""The index follows the archive, however it was lost, torn, left behind or cut off, and whoever else is at it."""

import contextlib
import hashlib
import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection
from filelock import FileLock

from triptych.errors import ArchiveError, ArchiveLocked
from triptych.store import log, sources
from triptych.store.archive import Archive
from triptych.store.records import Dossier, Source
from triptych.store.search import archive_index, feed
from triptych.store.search.hits import Filters
from triptych.store.search.search import ArchiveSearch

Publish = Callable[..., Dossier]
Keep = Callable[..., Source]
Delete = Callable[[Archive, str], None]
Spoil = Callable[[Path], None]
OF_A_RUN = (
    "claim", "critique", "citation", "brief", "persona", "question", "proposition", "claim_change", "stance",
    "settlement", "reply", "step_spend", "seal", "seal_head",
)  # fmt: skip
QUERIES = ("margins", "decoding memory", '"a test"', "falcon*")


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, publish: Publish, keep: Keep) -> Path:
    """An archive with a memo and a source, and its index beside it, to be copied."""
    archive = Archive(tmp_path_factory.mktemp("indexed") / "archive.duckdb")
    publish(archive, "A", claims=("Falcons fly.",))
    keep(archive, "A falcon is seen.")
    ArchiveSearch(archive).update()
    return archive.path


@pytest.fixture
def search(archive: Archive, indexed: Path) -> ArchiveSearch:
    shutil.copyfile(indexed, archive.path)
    found = ArchiveSearch(archive)
    shutil.copytree(ArchiveSearch(Archive(indexed)).folder, found.folder)
    found.update()
    return found


def answers(search: ArchiveSearch) -> list[list[tuple[str, float]]]:
    return [[(hit.id, hit.score) for hit in search.search(query)] for query in QUERIES]


def generations(search: ArchiveSearch) -> list[str]:
    return sorted(path.name for path in search.folder.iterdir() if path.is_dir())


def test_a_memo_is_found_as_soon_as_it_is_published(
    search: ArchiveSearch, archive: Archive, publish: Publish
) -> None:
    assert search.search("zebras") == []
    publish(archive, "B", title="Zebras")
    assert [hit.id for hit in search.search("zebras")] == ["MEMO-B"]


def test_a_memo_that_is_deleted_is_found_no_more_and_neither_is_anything_of_it(
    search: ArchiveSearch, archive: Archive, publish: Publish, delete: Delete
) -> None:
    publish(archive, "B", title="Zebras", claims=("Zebras run.",))
    assert len(search.search("zebras")) == 2
    before = search.size()
    delete(archive, "B")
    assert search.search("zebras") == []
    assert search.search("margins", Filters(memo="MEMO-B")) == []
    assert search.size() < before
    assert any(hit.memo == "MEMO-A" for hit in search.search("margins"))


def test_a_memo_that_was_deleted_can_come_back(
    search: ArchiveSearch, archive: Archive, publish: Publish, delete: Delete
) -> None:
    publish(archive, "B", title="Zebras")
    search.update()
    with archive.session() as connection:
        connection.execute("DELETE FROM memo WHERE id = 'MEMO-B'")
        connection.execute("DELETE FROM memo_source WHERE memo_id = 'MEMO-B'")
        for table in OF_A_RUN:
            connection.execute(f"DELETE FROM {table} WHERE run_id = 'RUN-B'")
        log.record(connection, "delete", "memo", ["MEMO-B"])
    assert search.search("zebras") == []
    publish(archive, "B", title="Zebras again")
    (hit,) = search.search("zebras")
    assert hit.title == "Zebras again"


def test_a_source_that_is_gone_is_found_no_more(search: ArchiveSearch, archive: Archive) -> None:
    (falcon,) = search.search("falcon", Filters(places=("sources",)))
    with archive.session() as connection:
        assert sources.drop_unused(connection, archive, [falcon.source]) == [falcon.source]
    assert search.search("falcon", Filters(places=("sources",))) == []


def test_an_index_that_grew_gives_the_order_of_one_that_was_built_at_once(
    search: ArchiveSearch, archive: Archive, publish: Publish, keep: Keep
) -> None:
    for number in range(3):
        publish(archive, f"B{number}")
        keep(archive, f"Falcon number {number} is seen.")
        search.update()
    anew = ArchiveSearch(archive, Path(f"{archive.path}.anew"))
    assert answers(search) == answers(anew)
    assert len(answers(search)[0]) == 9


def test_a_large_archive_is_read_in_steps(
    archive: Archive, publish: Publish, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        publish(archive, f"B{number}")
        keep(archive, f"Falcon number {number} is seen. " * 30)
    whole = ArchiveSearch(archive)
    whole.update()
    monkeypatch.setattr(feed, "CHANGES", 2)
    monkeypatch.setattr(feed, "CHARACTERS", 100)
    steps = ArchiveSearch(archive, Path(f"{archive.path}.steps"))
    assert answers(steps) == answers(whole)
    assert steps.size() == whole.size()


def test_nothing_is_opened_while_the_archive_is_as_it_was(
    search: ArchiveSearch, archive: Archive, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[None] = []
    reading = Archive.reading

    def counted(self: Archive) -> AbstractContextManager[DuckDBPyConnection]:
        opened.append(None)
        return reading(self)

    monkeypatch.setattr(Archive, "reading", counted)
    search.search("falcons")
    assert len(opened) == 1  # the file is too fresh for its time to tell every change
    long_ago = time.time() - 60
    os.utime(archive.path, (long_ago, long_ago))
    search.search("falcons")
    opened.clear()
    assert len(search.search("falcons")) == 2
    assert opened == []
    publish(archive, "B", title="Zebras")
    assert len(search.search("zebras")) == 1


def _truncate(folder: Path) -> None:
    for path in folder.glob("*/*.store"):
        path.unlink()  # the index that is open has it in its memory, and would die of what is cut off there
        path.write_bytes(b"")


def _lose_terms(folder: Path) -> None:
    for path in folder.glob("*/*.term"):
        path.unlink()


def _garble(folder: Path) -> None:
    for path in folder.glob("*/meta.json"):
        path.write_text("{")


def _lose_generation(folder: Path) -> None:
    for path in folder.glob("*/"):
        shutil.rmtree(path)


def _garble_state(folder: Path) -> None:
    (folder / "state.json").write_text('["torn')


def _change_state(before: str, after: str) -> Spoil:
    def change(folder: Path) -> None:
        state = folder / "state.json"
        text = state.read_text()
        assert before in text
        state.write_text(text.replace(before, after))

    return change


SPOILS: dict[str, Spoil] = {
    "missing": shutil.rmtree,
    "truncated": _truncate,
    "without words": _lose_terms,
    "garbled": _garble,
    "without files": _lose_generation,
    "garbled state": _garble_state,
    "other version": _change_state('"version": 1', '"version": 0'),
    "ahead": _change_state('"number": 5', '"number": 500'),
    "other archive": _change_state('"archive": "', '"archive": "x'),
    "other history": _change_state('"last": "put', '"last": "delete'),
    "a commit lost": _change_state('"documents": ', '"documents": 9'),
}


@pytest.mark.parametrize("how", SPOILS)
def test_a_lost_or_torn_index_is_rebuilt(search: ArchiveSearch, archive: Archive, how: str) -> None:
    before = answers(search)
    old = generations(search)
    SPOILS[how](search.folder)
    assert answers(ArchiveSearch(archive)) == before
    assert answers(search) == before
    assert len(generations(search)) == 1
    assert generations(search) != old


def test_an_index_that_tears_while_it_is_open_is_rebuilt(search: ArchiveSearch, archive: Archive) -> None:
    before = answers(search)
    shutil.rmtree(search.folder)
    assert answers(search) == before


def test_an_archive_that_went_back_and_took_another_way_is_read_anew(
    search: ArchiveSearch, archive: Archive, publish: Publish
) -> None:
    backup = shutil.copyfile(archive.path, f"{archive.path}.backup")
    publish(archive, "B", title="Zebras")
    assert len(search.search("zebras")) == 1
    os.replace(backup, archive.path)
    publish(archive, "C", title="Okapis")
    assert search.search("zebras") == []
    assert len(search.search("okapis")) == 1


def test_what_a_killed_process_left_is_swept_and_done_again(
    search: ArchiveSearch, archive: Archive, keep: Keep
) -> None:
    left = search.folder / "01HALFBUILT"
    left.mkdir()
    (left / "meta.json").write_text("{")
    keep(archive, "A falcon more.")
    assert len(search.search("falcon", Filters(places=("sources",)))) == 2
    assert not left.exists()


def test_a_step_that_was_committed_and_not_recorded_is_taken_again(
    search: ArchiveSearch, archive: Archive, keep: Keep
) -> None:
    state = (search.folder / "state.json").read_text()
    keep(archive, "A falcon more.")
    search.update()
    (search.folder / "state.json").write_text(state)
    again = ArchiveSearch(archive)
    assert len(again.search("falcon", Filters(places=("sources",)))) == 2


@pytest.mark.parametrize("what", ["folder", "state"])
def test_an_index_that_cannot_be_written_is_told_in_one_line(
    search: ArchiveSearch, archive: Archive, what: str
) -> None:
    if what == "folder":
        shutil.rmtree(search.folder)
        search.folder.write_text("A file.")
    else:
        (search.folder / "state.json").unlink()
        (search.folder / "state.json").mkdir()
    with pytest.raises(ArchiveError, match=r"The search index .+ cannot be written: .+") as caught:
        ArchiveSearch(archive).search("falcons")
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_a_document_that_cannot_be_read_costs_only_the_parts_of_its_memo(
    archive: Archive, publish: Publish
) -> None:
    publish(archive, "A", title="Okapis", claims=("Zebras run.",))
    with archive.session() as connection:
        connection.execute("""UPDATE memo SET document = '{"id": 1}'""")
    search = ArchiveSearch(archive)
    assert [hit.id for hit in search.search("okapis")] == ["MEMO-A"]
    assert [hit.id for hit in search.search("zebras")] == ["MEMO-A/E11"]
    assert search.search("buy memory", Filters(places=("memos",))) == []


def test_a_search_does_not_wait_for_one_that_is_long_at_work(
    search: ArchiveSearch, archive: Archive, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triptych.store.search.search.PATIENCE", 0.05)
    keep(archive, "A falcon more.")
    with FileLock(f"{search.folder}.lock"):
        assert len(search.search("falcon", Filters(places=("sources",)))) == 1
    assert len(search.search("falcon", Filters(places=("sources",)))) == 2


def test_a_search_with_nothing_to_answer_from_waits_no_longer_than_for_the_archive(
    archive: Archive, keep: Keep
) -> None:
    keep(archive, "A falcon.")
    search = ArchiveSearch(Archive(archive.path, wait=0.05))
    for work in (search.update, lambda: search.search("falcon")):
        with FileLock(f"{search.folder}.lock"), pytest.raises(ArchiveLocked) as caught:
            work()
        assert str(caught.value) == (
            f"The search index {search.folder} was in use by another process for 0.05 seconds. "
            "Another triptych is indexing: wait for it or end it, then try again."
        )
    assert len(search.search("falcon")) == 1


def test_a_search_does_not_wait_long_for_an_archive_that_is_written_to(
    search: ArchiveSearch, archive: Archive, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it knows that the archive has moved, it answers from what is there, and the next search has it all."""
    monkeypatch.setattr("triptych.store.search.search.PATIENCE", 0.05)
    keep(archive, "A falcon more.")
    with ExitStack() as writing, monkeypatch.context() as patch:
        standing = archive_index._standing

        def known(*asked: object) -> object:
            found = standing(*asked)  # type: ignore[arg-type]
            writing.enter_context(archive.held())
            return found

        patch.setattr(archive_index, "_standing", known)
        assert len(search.search("falcon", Filters(places=("sources",)))) == 1
    assert len(search.search("falcon", Filters(places=("sources",)))) == 2


def test_an_index_that_another_process_moves_meanwhile_is_not_waited_for(
    search: ArchiveSearch, archive: Archive, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the state of a moment ago says of it is not true any more; that does not make it unusable."""
    monkeypatch.setattr("triptych.store.search.search.PATIENCE", 0.05)
    keep(archive, "A falcon more.")
    with ExitStack() as writing, monkeypatch.context() as patch:
        standing = archive_index._standing

        def known(*asked: object) -> object:
            found = standing(*asked)  # type: ignore[arg-type]
            patch.undo()
            ArchiveSearch(archive).update()
            keep(archive, "The third falcon.")
            writing.enter_context(FileLock(f"{search.folder}.lock"))
            return found

        patch.setattr(archive_index, "_standing", known)
        assert len(search.search("falcon", Filters(places=("sources",)))) == 2
    assert len(search.search("falcon", Filters(places=("sources",)))) == 3


def test_a_step_that_failed_leaves_nothing_in_the_way_of_the_next(
    search: ArchiveSearch, archive: Archive, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even while somebody still looks at what went wrong: the lock of the files is given back with ours."""
    keep(archive, "A falcon more.")
    with monkeypatch.context() as patch:
        batches = feed.batches

        def cut_off(*asked: object) -> Iterator[feed.Batch]:
            yield from batches(*asked)  # type: ignore[arg-type]
            raise ArchiveError("The archive is busy.", "Try again.")

        patch.setattr(feed, "batches", cut_off)
        with pytest.raises(ArchiveError, match="busy") as seen:
            search.update()
    assert ArchiveSearch(archive).search("falcon", Filters(places=("sources",)))[0].id
    assert len(search.search("falcon", Filters(places=("sources",)))) == 2
    assert seen.tb


def test_a_person_who_must_wait_is_told(
    search: ArchiveSearch, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_index, "LONG", 3)
    told: list[int] = []
    ArchiveSearch(archive, on_long=told.append).search("falcons")
    assert told == []
    ArchiveSearch(archive, Path(f"{archive.path}.anew"), told.append).search("falcons")
    assert told == [5]


def _write(path: str, name: str, number: int) -> None:
    archive = Archive(Path(path))
    search = ArchiveSearch(archive)
    for one in range(number):
        _keep_one(archive, f"Falcon {name} {one} flies.")
        search.update()


def _keep_one(archive: Archive, text: str) -> None:
    digest = hashlib.sha256(text.encode()).hexdigest()
    one = Source(
        id=digest[:16],
        url="",
        title="A page",
        publisher="a.org",
        fetched_at=datetime.now(UTC),
        provider="test",
        sha256=digest,
        kind="file",
        text=text,
    )
    sources.keep(archive, [one])


def test_readers_and_writers_in_several_processes_do_not_fail(archive: Archive) -> None:
    _keep_one(archive, "The first falcon.")
    search = ArchiveSearch(archive)
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write, args=(str(archive.path), f"w{n}", 3)) for n in range(2)]
    for writer in writers:
        writer.start()
    sizes = [1]
    while any(writer.is_alive() for writer in writers):
        writers[0].join(0.02)
        sizes.append(len(search.search("falcon", limit=50)))
        if len(sizes) == 3:
            shutil.rmtree(search.folder, ignore_errors=True)  # and one of them loses it for all
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert sizes == sorted(sizes)
    assert len(search.search("falcon", limit=50)) == search.size() == 7


def test_a_process_that_is_killed_at_any_moment_leaves_an_index_that_mends(archive: Archive) -> None:
    spawn = multiprocessing.get_context("spawn")
    for attempt in range(2):
        writer = spawn.Process(target=_write, args=(str(archive.path), f"k{attempt}", 1000))
        writer.start()
        folder, deadline = ArchiveSearch(archive).folder, time.monotonic() + 20
        seen = _state(folder)
        while _state(folder) == seen and time.monotonic() < deadline:
            writer.join(0.001)
        assert writer.pid
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        with archive.session() as connection:
            (stored,) = connection.execute("SELECT count(*) FROM source").fetchall()[0]
        assert len(ArchiveSearch(archive).search("falcon", limit=1000)) == stored > attempt


def _state(folder: Path) -> str:
    with contextlib.suppress(OSError):
        return (folder / "state.json").read_text()
    return ""

"""Backup and restore: a whole copy while others write, and back without losing what was there."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pytest
from filelock import FileLock

from triptych.agents.sources.library import Library
from triptych.errors import ArchiveLocked, InputError
from triptych.store import backup, deletion, library, log, memos, schema, sources
from triptych.store.archive import Archive
from triptych.store.rows import insert, stored
from triptych.store.verify import verify

_WRITER = Path(__file__).with_name("archive_writer.py")
MEMO = "MEMO-0001"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, make: ModuleType) -> Path:
    """The file of an archive with a memo, to be copied."""
    archive = Archive(tmp_path_factory.mktemp("built") / "archive.duckdb")
    memos.publish(archive, make.dossier(), make.run())
    return archive.path


@pytest.fixture
def published(archive: Archive, built: Path) -> Archive:
    shutil.copyfile(built, archive.path)
    with archive.held():  # which leaves the file of its lock
        return archive


@pytest.fixture
def saved(published: Archive, tmp_path: Path) -> Path:
    backup.save(published, tmp_path / "saved.duckdb")
    return tmp_path / "saved.duckdb"


def ids(archive: Archive) -> set[str]:
    return {row.id for row in memos.listing(archive, 1000)}


def beside(archive: Archive) -> set[str]:
    """The names of the files in the archive's folder."""
    return {path.name for path in archive.path.parent.iterdir()}


def restore(archive: Archive, file: Path) -> Path | None:
    with backup.candidate(archive, file) as found:
        assert found.faults == ()
        return found.take_over()


def test_a_backup_is_an_archive_of_its_own_and_leaves_nothing_beside(
    published: Archive, tmp_path: Path, make: ModuleType
) -> None:
    before = beside(published)
    target = tmp_path / "elsewhere" / "saved.duckdb"
    target.parent.mkdir()
    held = backup.save(published, target)
    assert (held.memos, held.documents, held.size) == (1, 0, target.stat().st_size)
    assert list(target.parent.iterdir()) == [target]
    assert beside(published) == before | {"elsewhere"}
    copy = Archive(target)
    assert memos.load(copy, MEMO) == make.dossier()
    assert verify(copy).faults == ()


def test_backups_are_whole_while_another_process_writes(
    archive: Archive, tmp_path: Path, make: ModuleType
) -> None:
    template = tmp_path / "template.jsonl"
    template.write_text(
        f"{make.dossier().model_dump_json()}\n{make.run().model_dump_json()}", encoding="utf-8"
    )
    line = [sys.executable, str(_WRITER), "write", str(archive.path), str(template), "W", "8"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, encoding="utf-8") as writer:
        assert writer.stdout is not None
        acknowledged = set[str]()
        for number in range(3):
            acknowledged.add(writer.stdout.readline().strip())
            target = tmp_path / f"{number}.duckdb"
            held = backup.save(archive, target)
            assert verify(Archive(target)).faults == ()
            assert acknowledged - {"ready"} <= ids(Archive(target))
            assert held.memos == len(ids(Archive(target)))
        writer.stdout.read()
    assert writer.returncode == 0
    assert len(ids(archive)) == 8
    assert verify(archive).faults == ()


def test_what_a_killed_process_left_in_its_log_is_backed_up_too(
    published: Archive, tmp_path: Path, make: ModuleType
) -> None:
    dossier = make.dossier("MEMO-0002", "RUN-0002").model_dump_json()
    template = tmp_path / "template.json"
    template.write_text(json.dumps([dossier, make.run("RUN-0002").model_dump_json()]), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", _KILLED, str(published.path), str(template)], check=False)
    assert done.returncode == -9
    assert Path(f"{published.path}.wal").exists()
    target = tmp_path / "saved.duckdb"
    assert backup.save(published, target).memos == 2
    assert ids(Archive(target)) == {MEMO, "MEMO-0002"}


_KILLED = """
import json, os, signal, sys
from pathlib import Path
from triptych.store import driver, memos
from triptych.store.archive import Archive
from triptych.store.records import Dossier, Run
dossier, run = json.loads(Path(sys.argv[2]).read_text())
driver._detach = lambda connection: os.kill(os.getpid(), signal.SIGKILL)
memos.publish(Archive(Path(sys.argv[1])), Dossier.model_validate_json(dossier), Run.model_validate_json(run))
"""


@pytest.mark.parametrize("there", [True, False])
def test_a_backup_leaves_no_log_of_what_it_replaces(published: Archive, saved: Path, there: bool) -> None:
    log = Path(f"{saved}.wal")
    log.write_bytes(b"what a killed process left")
    if not there:
        saved.unlink()
    backup.save(published, saved)
    assert not log.exists()
    assert ids(Archive(saved)) == {MEMO}


def test_a_backup_replaces_no_archive_that_is_in_use(published: Archive, saved: Path) -> None:
    before = saved.stat()
    with FileLock(f"{saved}.lock"), pytest.raises(ArchiveLocked, match=f"{saved} was in use"):
        backup.save(Archive(published.path, wait=0.05), saved)
    assert saved.stat() == before
    assert beside(published) == {"archive.duckdb", "archive.duckdb.lock", "archive.duckdb.turn"} | {
        f"{saved.name}{end}" for end in ("", ".lock", ".turn")
    }


def test_an_archive_is_not_backed_up_onto_itself(published: Archive, tmp_path: Path) -> None:
    link = tmp_path / "link.duckdb"
    link.symlink_to(published.path)
    for own in (published.path, link, Path(f"{published.path}.wal")):
        with pytest.raises(InputError, match="is the archive itself"):
            backup.save(published, own)
    with pytest.raises(InputError, match="is the archive itself"), backup.candidate(published, link):
        pass
    assert ids(published) == {MEMO}


def test_there_is_nothing_to_back_up_before_the_first_memo(tmp_path: Path) -> None:
    none = Archive(tmp_path / "none.duckdb")
    with pytest.raises(InputError, match="There is no archive at"):
        backup.save(none, tmp_path / "saved.duckdb")
    assert beside(none) == set()
    assert backup.contents(none) is None


def test_a_backup_takes_the_archives_place_and_the_old_one_is_kept(
    published: Archive, saved: Path, make: ModuleType
) -> None:
    before = saved.read_bytes()
    deletion.delete(published, [MEMO])
    memos.publish(published, make.dossier("MEMO-0002", "RUN-0002"), make.run("RUN-0002"))
    aside = restore(published, saved)
    assert aside is not None
    assert aside.name.startswith("archive.duckdb.before-restore-")
    assert ids(published) == {MEMO}
    assert verify(published).faults == ()
    assert ids(Archive(aside)) == {"MEMO-0002"}
    assert saved.read_bytes() == before
    assert not [name for name in beside(published) if name.startswith(".")]


def test_a_backup_can_be_restored_where_there_is_no_archive(saved: Path, tmp_path: Path) -> None:
    fresh = Archive(tmp_path / "fresh.duckdb")
    assert restore(fresh, saved) is None
    assert ids(fresh) == {MEMO}


def test_the_log_of_an_archive_that_is_lost_is_not_taken_for_one_of_the_backup(
    saved: Path, tmp_path: Path
) -> None:
    lost = Archive(tmp_path / "lost.duckdb")
    Path(f"{lost.path}.wal").write_bytes(b"what a killed process left")
    assert restore(lost, saved) is None
    assert ids(lost) == {MEMO}
    (aside,) = tmp_path.glob("lost.duckdb.before-restore-*.wal")
    assert aside.read_bytes() == b"what a killed process left"


def test_a_candidate_that_is_not_taken_changes_nothing(published: Archive, saved: Path) -> None:
    standing, names = log.standing(published), beside(published)
    with backup.candidate(published, saved) as found:
        assert (found.contents.memos, found.faults) == (1, ())
    assert (log.standing(published), beside(published)) == (standing, names)


def test_an_index_does_not_take_a_restored_archive_for_the_one_it_knows(
    archive: Archive, tmp_path: Path, make: ModuleType
) -> None:
    shelf = Library(archive)

    def shelve(text: str) -> None:
        library.add(archive, [make.source(text)], {make.source(text).id: [(0, len(text))]}, "file.txt")

    def found(word: str) -> list[str]:
        return [passage.text for passage in shelf.search(word, 5)]

    shelve("Bandwidth bounds decoding.")
    backup.save(archive, tmp_path / "saved.duckdb")
    shelve("Margins hold.")
    assert found("margins") == ["Margins hold."]
    restore(archive, tmp_path / "saved.duckdb")
    shelve("Prices fell.")
    # As many changes as the index has seen, and not the same ones.
    assert found("margins") == []
    assert found("prices") == ["Prices fell."]


def test_a_backup_of_an_earlier_schema_is_brought_up_to_date(
    published: Archive, tmp_path: Path, make: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    early, source = Archive(tmp_path / "early.duckdb"), make.source("Known early on.")
    with monkeypatch.context() as patch:
        known = schema.migrations()[:6]
        patch.setattr(schema, "migrations", lambda: known)
        with early.session() as connection:
            insert(connection, "source", [source.model_dump() | {"fetched_at": stored(source.fetched_at)}])
            connection.execute("INSERT INTO library VALUES ($1, now(), 'a.txt', false)", [source.id])
            connection.execute("INSERT INTO library_change VALUES (1, 'add', $1)", [source.id])
    before = early.path.read_bytes()
    restore(published, early.path)
    assert memos.listing(published, tag="any") == []
    assert sources.load(published, [source.id]) == [source]
    assert early.path.read_bytes() == before


def test_faults_of_a_backup_are_told_before_it_takes_over(published: Archive, saved: Path) -> None:
    with Archive(saved).session() as connection:
        connection.execute("UPDATE claim SET text = 'Another.' WHERE id = 'E1'")
    with backup.candidate(published, saved) as found:
        assert found.faults == ("memo MEMO-0001: claim E1 was altered",)


def test_what_is_no_backup_is_refused_and_named(published: Archive, saved: Path, tmp_path: Path) -> None:
    for name, make_file, said in (
        ("missing", lambda path: None, "There is no file"),
        ("folder", lambda path: path.mkdir(), "There is no file"),
        ("text", lambda path: path.write_text("not an archive" * 1000), "is not a readable archive"),
        ("nothing", lambda path: path.write_bytes(b""), "is empty"),
        (
            "half",
            lambda path: path.write_bytes(saved.read_bytes()[:200_000]),
            "has lost its end|not a readable",
        ),
        ("foreign", _foreign, "DuckDB database of something else"),
        ("newer", lambda path: _newer(path, saved), "this Triptych knows schemas up to"),
        ("empty", _empty, "neither a memo nor a document"),
    ):
        file = tmp_path / name
        make_file(file)
        with pytest.raises(InputError, match=said) as caught, backup.candidate(published, file):
            pass
        assert str(file) in caught.value.message
        assert "\n" not in str(caught.value)
    assert ids(published) == {MEMO}


def _empty(path: Path) -> None:
    with Archive(path).session():
        pass


def _foreign(path: Path) -> None:
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE cats (name VARCHAR)")


def _newer(path: Path, saved: Path) -> None:
    path.write_bytes(saved.read_bytes())
    with Archive(path).session() as connection:
        connection.execute("INSERT INTO migration VALUES (9999, 'later', now())")


def test_an_archive_that_cannot_be_read_is_kept_when_a_backup_takes_its_place(
    published: Archive, saved: Path
) -> None:
    published.path.write_bytes(b"torn" * 1000)
    aside = restore(published, saved)
    assert aside is not None
    assert aside.read_bytes() == b"torn" * 1000
    assert ids(published) == {MEMO}


def test_a_folder_that_takes_no_file_is_named(published: Archive, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"{tmp_path / 'missing'} cannot take a copy"):
        backup.save(published, tmp_path / "missing" / "saved.duckdb")


def test_sources_of_a_restored_archive_are_there(published: Archive, saved: Path, make: ModuleType) -> None:
    deletion.delete(published, [MEMO])
    restore(published, saved)
    dossier = make.dossier()
    assert sources.load(published, dossier.memo.sources) == list(dossier.sources)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_backup_replaces_files_only(archive: Archive, tmp_path: Path) -> None:
    with archive.session():
        pass
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="is no file that could be replaced"):
        backup.save(archive, pipe)
    assert not pipe.is_file()

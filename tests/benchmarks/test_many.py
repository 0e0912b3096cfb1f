"""The archive that is measured is one as publishing would have left it."""

import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks import many
from benchmarks.many_memos import made, memo_id

from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.verify import verify

COUNT = 9


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive of a few memos, put together out of parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(many, "PART", 4)
        return many.archive_of(tmp_path_factory.mktemp("many"), COUNT)


def test_it_is_sound(archive: Archive) -> None:
    found = verify(archive)
    assert (found.memos, found.faults) == (COUNT, ())
    assert found.citations > 20 * COUNT


def test_each_memo_is_read_back_as_it_was_made(archive: Archive) -> None:
    for number in range(COUNT):
        assert memos.load(archive, memo_id(number, COUNT)) == made(number, COUNT).dossier


def test_its_log_numbers_every_memo_and_source_once(archive: Archive) -> None:
    with archive.session() as connection:
        changes = connection.execute("SELECT number, what, id FROM archive_change ORDER BY number").fetchall()
        stored = connection.execute(
            "SELECT 'memo', id FROM memo UNION ALL SELECT 'source', id FROM source"
        ).fetchall()
    assert [number for number, _, _ in changes] == list(range(1, len(changes) + 1))
    assert sorted((what, name) for _, what, name in changes) == sorted(stored)


@pytest.mark.parametrize(
    "column", ["claim.status", "claim.verdict", "memo.panel", "source.publisher", "tag.name"]
)
def test_memos_differ_in_what_can_be_asked_for(column: str, archive: Archive) -> None:
    with archive.session() as connection:
        query = f"SELECT count(DISTINCT {column}) FROM {column.split('.')[0]}"
        (kinds,) = connection.execute(query).fetchone() or (0,)
    assert kinds > 1


def test_it_is_used_again(archive: Archive) -> None:
    before = archive.path.stat()
    assert many.archive_of(archive.path.parent, COUNT).path.stat() == before


def test_it_is_made_where_sessions_are_kept_to_their_own_file(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "benchmarks.many", str(tmp_path), "--memos", "3"]
    subprocess.run(line, check=True, capture_output=True, cwd=Path(many.__file__).parents[1])
    assert verify(Archive(tmp_path / "archive.duckdb")).memos == 3

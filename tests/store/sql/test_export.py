"""A copy for other tools: whole, of documented tables, and never in the archive's own place."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from triptych.errors import InputError
from triptych.store.archive import Archive
from triptych.store.rows import fetch
from triptych.store.sql import export
from triptych.store.sql.export import ExportError, export_duckdb, export_parquet
from triptych.store.sql.views import documented

pytestmark = pytest.mark.usefixtures("unharmed")


@pytest.fixture(scope="module")
def exported(asked: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database whose name must be quoted."""
    target = tmp_path_factory.mktemp("exported") / 'it\'s "quoted".duckdb'
    done = export_duckdb(asked, target)
    assert (done.tables, done.size) == (len(documented()), target.stat().st_size)
    return target


def test_each_documented_view_is_a_table_with_its_comments(exported: Path, asked: Archive) -> None:
    with duckdb.connect(exported, read_only=True) as copy, asked.session() as archive:
        for view in documented():
            rows = fetch(copy, f"FROM {view.name} ORDER BY ALL")
            assert rows == fetch(archive, f"FROM {view.name} ORDER BY ALL")
            told = fetch(
                copy, f"SELECT column_name, comment FROM duckdb_columns() WHERE table_name = '{view.name}'"
            )
            assert [row["comment"] for row in told] == [column.comment for column in view.columns]
        tables = fetch(copy, "SELECT table_name AS name, comment FROM duckdb_tables() ORDER BY name")
        assert [(row["name"], row["comment"]) for row in tables] == sorted(
            (view.name, view.comment) for view in documented()
        )
        assert fetch(copy, "SELECT count(*) AS views FROM duckdb_views() WHERE NOT internal")[0]["views"] == 0


def test_older_tools_can_read_it(exported: Path) -> None:
    with duckdb.connect(exported, read_only=True) as copy:
        row = copy.execute(
            "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal"
        ).fetchone()
    assert row is not None
    assert str(row[0]).startswith("v1.5.0")


def test_nothing_is_left_beside_it(exported: Path) -> None:
    assert list(exported.parent.iterdir()) == [exported]


def test_the_evidence_is_a_row_for_each_quote_of_each_claim(asked: Archive, tmp_path: Path) -> None:
    target = tmp_path / "evidence.parquet"
    done = export_parquet(asked, target)
    rows = duckdb.connect().execute(f"FROM '{target}'").fetchall()
    names = [row[0] for row in duckdb.connect().execute(f"DESCRIBE FROM '{target}'").fetchall()]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    assert done.rows == len(found) == 8
    first = found[0]
    assert (first["memo_id"], first["claim_id"], first["quote_number"]) == ("MEMO-0001", "E1", 1)
    assert first["quote"] == "reads 70 GB of weights in 21 ms"
    assert (first["source"], first["publisher"], str(first["published_at"])) == (
        "Page 0",
        "site0.org",
        "2025-11-30",
    )
    assert [row["quote"] for row in found if row["claim_id"] == "E2"] == [None, None]


def test_any_view_can_be_a_parquet_file(asked: Archive, tmp_path: Path) -> None:
    target = tmp_path / "shifts.parquet"
    assert export_parquet(asked, target, "stance_shifts").rows == 2
    assert duckdb.connect().execute(f"SELECT because FROM '{target}'").fetchall() == [("I1 moved",)] * 2
    with pytest.raises(InputError, match=r"no view 'memo; DROP'\. There are: memos, claims"):
        export_parquet(asked, target, "memo; DROP")


def test_a_file_is_replaced_whole_or_not_at_all(
    asked: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "claims.parquet"
    target.write_bytes(b"old")
    monkeypatch.setattr(export, "EVIDENCE", "SELECT error('full')")
    with pytest.raises(ExportError, match=r"claims\.parquet could not be written: full\."):
        export_parquet(asked, target)
    assert target.read_bytes() == b"old"
    monkeypatch.undo()
    export_parquet(asked, target)
    assert target.read_bytes().startswith(b"PAR1")
    assert [one.name for one in tmp_path.iterdir() if one.name != "here"] == ["claims.parquet"]


@pytest.mark.parametrize("named", ["archive.duckdb", "archive.duckdb.lock", "link.duckdb"])
def test_the_archive_itself_is_never_replaced(asked: Archive, tmp_path: Path, named: str) -> None:
    folder = asked.path.parent
    if named.startswith("link"):
        folder = tmp_path
        (tmp_path / named).symlink_to(asked.path)
    with pytest.raises(InputError, match="is the archive itself"):
        export_duckdb(asked, folder / named)


def test_no_archive_is_no_copy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no archive"):
        export_duckdb(Archive(tmp_path / "archive.duckdb"), tmp_path / "copy.duckdb")
    assert not (tmp_path / "copy.duckdb").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of the system")
def test_a_disk_that_fills_up_is_told_and_leaves_nothing(asked: Archive, tmp_path: Path) -> None:
    """A bound on the size of files stands for a full disk."""
    script = (
        "import resource, signal, sys; from pathlib import Path; from triptych.store.archive import Archive; "
        "from triptych.store.sql.export import export_duckdb; from triptych.errors import TriptychError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)\n"
        "try:\n    export_duckdb(Archive(Path(sys.argv[1])), Path(sys.argv[2]))\n"
        "except TriptychError as e:\n    print(e)"
    )
    target = tmp_path / "copy.duckdb"
    line = [sys.executable, "-c", script, str(asked.path), str(target), str(asked.path.stat().st_size // 2)]
    told = subprocess.run(line, capture_output=True, text=True, env=os.environ, check=True)
    assert len(told.stdout.splitlines()) == 1
    assert "File too large" in told.stdout
    assert list(tmp_path.glob("*copy*")) + list(tmp_path.glob(".*")) == []

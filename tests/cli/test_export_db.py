"""`triptych export-db`: a copy for other tools, said in one line."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import Result

from triptych.store.archive import Archive

Invoke = Callable[..., Result]


@pytest.fixture
def home(empty_home: Path) -> Path:
    """A home with an archive in which there is no memo yet."""
    with Archive(empty_home / "archive.duckdb").session():
        return empty_home


def test_a_memo_is_there_for_other_tools(memo_home: Path, tmp_path: Path, triptych: Invoke) -> None:
    tables, evidence = tmp_path / "tables.duckdb", tmp_path / "evidence.parquet"
    told = triptych("export-db", str(tables))
    assert told.exit_code == 0, told.stderr
    assert told.stdout.startswith(f"exported: {tables}: ")
    with duckdb.connect(tables, read_only=True) as copy:
        claims = copy.execute("SELECT count(*) FROM claims").fetchone()
    assert (
        triptych("sql", "select count(*) as n from claims", "--nl").stdout
        == f'{{"n": {(claims or [0])[0]}}}\n'
    )
    told = triptych("export-db", str(evidence))
    assert told.exit_code == 0, told.stderr
    quotes = duckdb.connect().execute(f"SELECT count(DISTINCT claim_id) FROM '{evidence}'").fetchone()
    assert quotes == claims


def test_what_is_there_is_replaced_only_by_force(home: Path, tmp_path: Path, triptych: Invoke) -> None:
    file = tmp_path / "memos.parquet"
    file.write_text("mine")
    told = triptych("export-db", str(file), "--view", "memos")
    assert (told.exit_code, told.stdout, file.read_text()) == (2, "", "mine")
    assert told.stderr.splitlines() == [
        f"error: {file} is there already.",
        "  Name another file, or give --force to replace it.",
    ]
    told = triptych("export-db", str(file), "--view", "memos", "--force")
    assert told.stdout.startswith(f"exported: {file}: 1 table, 0 rows, ")
    assert file.read_bytes().startswith(b"PAR1")


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (["tables.db"], "FILE must end in .duckdb or .parquet: tables.db does not."),
        (["x.duckdb", "--view", "memos"], "--view is for a Parquet file; a DuckDB file gets every view."),
        (["x.parquet", "--view", "memmos"], "There is no view 'memmos'."),
        (["no/x.parquet"], "no does not exist."),
        (["archive.duckdb", "--force"], "archive.duckdb is part of the archive."),
    ],
)
def test_what_cannot_be_written_is_told_in_one_line(
    args: list[str], error: str, home: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    told = triptych("export-db", *args)
    assert (told.exit_code, told.stdout) == (2, "")
    first, hint = told.stderr.splitlines()
    assert error in first
    assert hint.startswith("  ")


def test_without_an_archive_nothing_is_written(empty_home: Path, tmp_path: Path, triptych: Invoke) -> None:
    told = triptych("export-db", str(tmp_path / "tables.duckdb"))
    assert (told.exit_code, told.stdout) == (2, "")
    assert "no archive" in told.stderr.splitlines()[0]
    assert not (tmp_path / "tables.duckdb").exists()

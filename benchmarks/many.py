"""An archive of many memos, as publishing them one by one would have left it; the same each time.

    python -m benchmarks.many FOLDER [--memos 10000]

Parts of it are written side by side, each by `memos.publish` in one transaction, and put together in order. What is
in the folder already is used again as long as it was made of the same number by the same code.
"""

import argparse
import hashlib
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import duckdb

from benchmarks import many_memos, many_prose
from benchmarks.many_memos import made
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.driver import CHANGE, MOST_MERGES, READ_ONLY
from triptych.store.rows import insert
from triptych.store.schema import migrations
from triptych.store.search.search import ArchiveSearch

MEMOS = 10_000
PART = 125  # memos in a part: `publish` reads whole tables, so that small parts are written faster


def archive_of(folder: Path, count: int = MEMOS) -> Archive:
    """The archive in a folder, made there unless it is there already; it can be the home of `triptych`, too.

    Args:
        folder: created where it is missing.
        count: how many memos; claims and passages come to thirty times as many.
    """
    archive, note = Archive(folder / "archive.duckdb", wait=120), folder / "made.json"
    want = {"memos": count, "code": _code()}
    if not note.exists() or json.loads(note.read_text()) != want:
        folder.mkdir(parents=True, exist_ok=True)
        note.unlink(missing_ok=True)
        archive.path.unlink(missing_ok=True)
        _make(archive, count)
        note.write_text(json.dumps(want))
    return archive


def copied(archive: Archive, folder: Path) -> Archive:
    """A copy of an archive with its search index, which is brought up to date first, to be written to.

    It is on disk before it is used: who writes would have to wait for it.
    """
    ArchiveSearch(archive).update()
    for path in archive.path.parent.glob(f"{archive.path.name}.search*"):
        if path.is_dir():
            shutil.copytree(path, folder / path.name)
    copy = Path(shutil.copyfile(archive.path, folder / archive.path.name))
    for file in (path for path in folder.rglob("*") if path.is_file()):
        with file.open("rb+") as stream:
            os.fsync(stream.fileno())
    return Archive(copy, archive.wait)


def _make(archive: Archive, count: int) -> None:
    start = time.perf_counter()
    numbers = [range(first, min(first + PART, count)) for first in range(0, count, PART)]
    context = multiprocessing.get_context("spawn")  # DuckDB does not outlive a fork
    with (
        tempfile.TemporaryDirectory(dir=archive.path.parent) as folder,
        ProcessPoolExecutor(os.cpu_count(), context) as pool,
    ):
        parts = [Path(folder) / f"{part.start}.duckdb" for part in numbers]
        for path in pool.map(_write, parts, numbers, [count] * len(parts)):
            _append(archive, path, last=path == parts[-1])
            print(f"\r{path.stem} of {count} memos", end="", file=sys.stderr, flush=True)
    print(f"\r{count} memos in {time.perf_counter() - start:.0f} s", file=sys.stderr)


class _Stage(Archive):
    """An archive all of whose sessions are one and the same, which is open already."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(path)
        self._connection = connection

    @contextmanager
    def session(self) -> Iterator[duckdb.DuckDBPyConnection]:
        yield self._connection


def _write(path: Path, numbers: range, of: int) -> Path:
    """In a child process: write a part of the memos to an archive of their own."""
    with Archive(path).session() as connection:
        connection.execute("SET threads = 1")  # the others write, too
        stage = _Stage(path, connection)
        for number in numbers:
            one = made(number, of)
            memos.publish(stage, one.dossier, one.run, created_at=one.created_at)
            insert(connection, "tag", [{"memo_id": one.dossier.memo.id, "name": tag} for tag in one.tags])
    return path


def _append(archive: Archive, part: Path, last: bool) -> None:
    """Add a part to the whole; a source that is there already is not added again, nor numbered."""
    with archive.session():
        pass  # makes it
    # A session reaches no file but its own.
    with archive.held(), duckdb.connect() as connection:
        merges = MOST_MERGES if last else 0  # as is done now and then
        connection.execute(f"SET GLOBAL max_vacuum_tasks = {merges}")
        connection.execute(f"ATTACH '{archive.path}' AS archive ({CHANGE}); USE archive")
        connection.execute(f"ATTACH '{part}' AS part ({READ_ONLY})")
        connection.begin()
        connection.execute(_CHANGES)
        connection.execute(_SOURCES)
        for (table,) in connection.execute(_TABLES).fetchall():
            connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM part.{table} ORDER BY rowid")
        connection.commit()


_NEW = "id NOT IN (SELECT id FROM source)"
_CHANGES = f"""
INSERT INTO archive_change
SELECT row_number() OVER (ORDER BY number) + (SELECT coalesce(max(number), 0) FROM archive_change), kind, what, id
FROM part.archive_change WHERE what = 'memo' OR {_NEW}
"""
_SOURCES = f"INSERT INTO source BY NAME SELECT * FROM part.source WHERE {_NEW} ORDER BY rowid"
_TABLES = """
SELECT table_name FROM duckdb_tables()
WHERE database_name = 'part' AND table_name NOT IN ('archive_change', 'source', 'migration', 'identity')
"""


def _code() -> str:
    """A digest of all that decides what the archive holds."""
    files = [
        Path(module.__file__ or "").read_text() for module in (many_prose, many_memos, sys.modules[__name__])
    ]
    return hashlib.sha256(json.dumps([files, [one.sql for one in migrations()]]).encode()).hexdigest()


def main() -> None:
    """Make the archive and say what is in it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many")
    parser.add_argument(
        "folder", type=Path, help="where to; TRIPTYCH_HOME=FOLDER triptych memos list shows it"
    )
    parser.add_argument("--memos", type=int, default=MEMOS, help=f"how many ({MEMOS})")
    given = parser.parse_args()
    archive = archive_of(given.folder, given.memos)
    with archive.session() as connection:
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
            (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
            print(f"{table:20} {rows:10,}")
    print(f"{'megabytes':20} {archive.path.stat().st_size / 1e6:10,.0f}")


if __name__ == "__main__":
    main()
